"""A subject's whole file: everything of hers, over all her cases, and nothing of anybody else's."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import select

from gallery.actions.delete_case import delete_case
from gallery.actions.export_subject import export_subject
from gallery.actions.keep_evidence import Evidence
from gallery.actions.place_case import place_case
from gallery.actions.report_takedown import report_takedown
from gallery.actions.seen_text import written
from gallery.errors import NotFound, StorageUnavailable
from gallery.imaging.burnt_in_text import Box, BurntInText, Word
from gallery.models import ConsentRecord, LedgerEvent, Photo, Takedown
from gallery.runtime import OPERATOR, Actor, Runtime
from gallery.storage import ObjectStore
from tests.integration.exports.conftest import CHART_REF, SIGNER, Signed, subject_file
from tests.support.papers import PDF
from tests.support.practice import Practice, scopes

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
Sign = Callable[..., Signed]
Events = Callable[[str], list[LedgerEvent]]
STRANGER = "Otherwoman Stranger"


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def photos_of(runtime: Runtime, case_id: str) -> list[Photo]:
    with runtime.reading() as session:
        return list(session.execute(select(Photo).where(Photo.case_id == case_id)).scalars())


def test_the_file_of_a_subject_with_two_cases_opens_and_its_manifest_matches(
    runtime: Runtime, sign: Sign
) -> None:
    first, second = sign(), sign("website_gallery", "social:instagram")
    archive, _ = subject_file(runtime, first.case_id)
    assert archive.testzip() is None
    listed = {row["name"]: row for row in json.loads(archive.read("manifest.json"))["files"]}
    assert set(listed) == set(archive.namelist()) - {"manifest.json"}
    for name, row in listed.items():
        content = archive.read(name)
        assert (row["sha256"], row["size_bytes"]) == (
            hashlib.sha256(content).hexdigest(),
            len(content),
        )
    for signed in (first, second):
        for name in ("signed.pdf", "fhir-r4b.json", "fhir-r5.json", "receipt.jsonld"):
            assert f"consents/{signed.consent_id}/{name}" in listed


def test_her_originals_are_in_it_byte_for_byte(runtime: Runtime, sign: Sign) -> None:
    first, second = sign(), sign()
    archive, _ = subject_file(runtime, second.case_id)
    told = {row["photo"]: row for row in rows(archive, "photos.csv")}
    for photo in (*photos_of(runtime, first.case_id), *photos_of(runtime, second.case_id)):
        content = archive.read(told[photo.id]["file"])
        assert hashlib.sha256(content).hexdigest() == photo.sha256
    assert len(told) == 4


def test_nothing_of_another_subject_is_in_it(
    runtime: Runtime, practice: Practice, sign: Sign
) -> None:
    hers, other = sign(), sign(chart_ref="MRN-9999", name=STRANGER)
    practice.publish(other.case_id)
    practice.withdraw(other.consent_id)
    archive, _ = subject_file(runtime, hers.case_id)
    photos = [photo.id for photo in photos_of(runtime, other.case_id)]
    foreign = [other.case_id, other.consent_id, "MRN-9999", STRANGER, *photos]
    for name in archive.namelist():
        content = archive.read(name)
        assert not [word for word in foreign if word.encode() in content or word in name], name
    assert CHART_REF.encode() in archive.read("cases.csv")
    assert SIGNER.encode() in archive.read("consents.csv")


def test_a_representatives_authority_is_encrypted_and_she_can_read_it(
    runtime: Runtime, practice: Practice
) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    words = {
        "grantor": "guardian",
        "authority_text": "mother of Ann",
        "subject_name": "Ann Example",
    }
    consent = practice.consent(case_id, **words)
    with runtime.engine.connect() as connection:
        stored = connection.execute(select(ConsentRecord.__table__)).mappings().one()
        told = connection.execute(select(LedgerEvent.__table__)).mappings().all()
    assert not any(word in f"{dict(stored)} {told}" for word in ("mother of Ann", "Ann Example"))
    assert consent.authority_encrypted
    archive, _ = subject_file(runtime, case_id)
    row = rows(archive, "consents.csv")[0]
    assert (row["authority"], row["patient"]) == ("mother of Ann", "Ann Example")


@SQLITE
def test_terms_witness_and_words_in_pictures_are_in_it(
    runtime: Runtime, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    terms = {"conditions": ("watermark_required",), "purposes": ("Show results",)}
    permits = scopes(website_gallery="permit", print="permit")
    consent = practice.consent(
        case_id, witness="Wanda Witness", recipients=("Visitors",), scopes=permits, **terms
    )
    practice.withdraw(consent.id, "print")
    with runtime.unit_of_work(OPERATOR) as uow:
        photo = uow.session.execute(select(Photo).where(Photo.role == "before")).scalar_one()
        word = Word("JANE", 90, Box(0.1, 0.1, 0.2, 0.2))
        photo.burnt_in_text_encrypted = written(runtime.vault, BurntInText((word,), was_read=True))
    archive, _ = subject_file(runtime, case_id)
    (row,) = rows(archive, "consents.csv")
    assert (row["witness"], row["conditions"]) == ("Wanda Witness", "watermark_required")
    assert (row["purposes"], row["recipients"]) == ("Show results", "Visitors")
    assert (row["permits_now"], row["withdrawn_channels"][:6]) == ("website_gallery", "print=")
    words = {row["role"]: row["text_in_the_picture"] for row in rows(archive, "photos.csv")}
    assert words == {"before": "JANE", "after": ""}
    assert rows(archive, "pairs.csv")[0]["before"] == photo.id


def test_what_was_taken_down_is_in_it_with_its_proof(
    runtime: Runtime, practice: Practice, sign: Sign
) -> None:
    signed = sign("website_gallery", "social:instagram")
    with runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, signed.case_id, "social:instagram", "https://social.example/p/1", None)
    practice.publish(signed.case_id)
    practice.withdraw(signed.consent_id)
    with runtime.unit_of_work(OPERATOR) as uow:
        query = select(Takedown).where(Takedown.surface == "social:instagram")
        task = uow.session.execute(query).scalar_one()
        report_takedown(uow, task.id, "The post was deleted in the app.", Evidence(PDF))
    archive, _ = subject_file(runtime, signed.case_id)
    told = {row["surface"]: row for row in rows(archive, "takedowns.csv")}
    assert told["social:instagram"]["state"] == "manual_done"
    assert archive.read(told["social:instagram"]["proof_file"]) == PDF
    assert rows(archive, "placements.csv")[0]["address"] == "https://social.example/p/1"
    assert rows(archive, "publications.csv")[0]["end_reason"] == "consent_withdrawn"


def test_events_tell_roles_and_no_employee(
    runtime: Runtime, sign: Sign, add_staff: Callable[[str], str]
) -> None:
    email, signed = add_staff("editor"), sign()
    export_subject(runtime, Actor("staff:0123456789"), signed.case_id, io.BytesIO())
    archive, content = subject_file(runtime, signed.case_id)
    told = rows(archive, "events.csv")
    assert {row["by"] for row in told} == {"operator", "patient", "staff", "system"}
    assert {"consent.given", "patient_link.issued", "subject.exported"} <= {
        row["action"] for row in told
    }
    for name in archive.namelist():
        assert email.encode() not in archive.read(name)
        assert b"0123456789" not in archive.read(name)
    assert content


def test_that_it_left_is_on_record_with_its_hash(
    runtime: Runtime, sign: Sign, events: Events
) -> None:
    signed = sign()
    _, content = subject_file(runtime, signed.case_id)
    (event,) = events("subject.exported")
    assert event.details == {
        "cases": [signed.case_id],
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
    }
    assert (event.case_id, event.subject_kind) == (signed.case_id, "subject")


def test_of_a_deleted_case_the_proof_stays(
    runtime: Runtime, practice: Practice, sign: Sign
) -> None:
    signed = sign()
    with runtime.unit_of_work(OPERATOR) as uow:
        delete_case(uow, signed.case_id)
    practice.work()
    archive, _ = subject_file(runtime, signed.case_id)
    assert {row["file"] for row in rows(archive, "photos.csv")} == {""}
    assert not [name for name in archive.namelist() if name.startswith("originals/")]
    assert f"consents/{signed.consent_id}/signed.pdf" in archive.namelist()


@SQLITE
def test_stored_files_are_written_on_one_at_a_time(
    runtime: Runtime, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, out, written = sign(), io.BytesIO(), []
    fetch = ObjectStore.get

    def watched(store: ObjectStore, key: str) -> bytes:
        written.append(out.tell())
        return fetch(store, key)

    monkeypatch.setattr(ObjectStore, "get", watched)
    export_subject(runtime, OPERATOR, signed.case_id, out)
    assert len(written) == 3
    assert written == sorted(set(written))


@SQLITE
def test_a_file_that_is_damaged_or_gone_stops_the_export(
    runtime: Runtime, sign: Sign, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = sign()
    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "get", lambda _self, _key: b"something else")
        with pytest.raises(StorageUnavailable) as damaged:
            subject_file(runtime, signed.case_id)
    assert damaged.value.code == "object_damaged"
    runtime.store.delete([photos_of(runtime, signed.case_id)[0].original_key])
    with pytest.raises(NotFound):
        subject_file(runtime, signed.case_id)
    with pytest.raises(NotFound):
        subject_file(runtime, "0" * 20)
    assert events("subject.exported") == []
