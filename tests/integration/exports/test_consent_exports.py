"""A consent leaves in four forms: valid, nameless, and each time on record."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fhir.resources.consent import Consent as R5Consent
from fhir.resources.R4B.consent import Consent as R4BConsent

from gallery.actions.end_consent import end_consent
from gallery.actions.export_consent import ExportKind, export_consent
from gallery.actions.exported_consent import evidence_kept_until, exported_consent
from gallery.clock import utc_now
from gallery.errors import InvalidInput, NotFound, StorageUnavailable
from gallery.models import ConsentRecord, LedgerEvent
from gallery.runtime import OPERATOR, Runtime
from gallery.storage import ObjectStore
from tests.integration.exports.conftest import CHART_REF, SIGNER, Signed
from tests.support.practice import Practice

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
WRITTEN = (ExportKind.FHIR_R4B, ExportKind.FHIR_R5, ExportKind.RECEIPT)
Sign = Callable[..., Signed]
Events = Callable[[str], list[LedgerEvent]]


def read(runtime: Runtime, consent_id: str, kind: ExportKind) -> Any:
    return json.loads(export_consent(runtime, OPERATOR, consent_id, kind).content)


def last_state(runtime: Runtime, consent_id: str) -> str:
    record = read(runtime, consent_id, ExportKind.RECEIPT)["dpv:hasRecordOfActivity"]
    return str(record["dpv:hasConsentStatus"][-1]["@type"])


def test_fhir_of_a_signed_consent_is_valid_and_permits_what_she_ticked(
    runtime: Runtime, sign: Sign
) -> None:
    consent_id = sign("website_gallery").consent_id
    r4b = R4BConsent.model_validate(read(runtime, consent_id, ExportKind.FHIR_R4B))
    r5 = R5Consent.model_validate(read(runtime, consent_id, ExportKind.FHIR_R5))
    assert (r4b.id, r4b.status, r5.id, r5.status) == (consent_id, "active", consent_id, "active")
    (permitted,) = json.loads(r4b.model_dump_json())["provision"]["provision"]
    assert permitted["type"] == "permit"
    (allowed,) = json.loads(r5.model_dump_json())["provision"]
    for rule in (permitted, allowed):
        assert rule["actor"][0]["reference"]["identifier"]["value"] == "website_gallery"


def test_r13_no_written_form_names_anybody(
    runtime: Runtime, sign: Sign, add_staff: Callable[[str], str]
) -> None:
    email = add_staff("administrator")
    consent_id = sign().consent_id
    for kind in WRITTEN:
        made = export_consent(runtime, OPERATOR, consent_id, kind)
        text = made.content.decode().casefold() + made.file_name
        escaped = json.dumps(SIGNER)[1:-1].casefold()
        for word in (*SIGNER.casefold().split(), escaped, CHART_REF.casefold(), email, "@practice"):
            assert word not in text, (kind, word)


def test_every_export_is_an_event_with_the_hash_of_what_left(
    runtime: Runtime, sign: Sign, events: Events
) -> None:
    signed = sign()
    left = [export_consent(runtime, OPERATOR, signed.consent_id, kind) for kind in ExportKind]
    told = events("consent.exported")
    assert [event.details["kind"] for event in told] == [kind.value for kind in ExportKind]
    hashes = [hashlib.sha256(made.content).hexdigest() for made in left]
    assert [event.details["sha256"] for event in told] == hashes
    assert {(e.case_id, e.subject_id) for e in told} == {(signed.case_id, signed.consent_id)}


def test_the_copy_is_the_evidence_itself(runtime: Runtime, sign: Sign) -> None:
    consent_id = sign().consent_id
    made = export_consent(runtime, OPERATOR, consent_id, "copy")
    with runtime.reading() as session:
        row = session.get(ConsentRecord, consent_id)
    assert row is not None
    assert hashlib.sha256(made.content).hexdigest() == row.evidence_sha256
    assert (made.media_type, made.file_name) == (
        "application/pdf",
        f"consent-{row.receipt_id}-copy.pdf",
    )


def test_one_subject_has_one_pseudonym_and_another_has_another(
    runtime: Runtime, sign: Sign
) -> None:
    first, second, other = sign(), sign(), sign(chart_ref="MRN-2")
    told = [
        read(runtime, signed.consent_id, ExportKind.FHIR_R5)["subject"]["identifier"]["value"]
        for signed in (first, second, other)
    ]
    assert told[0] == told[1] != told[2]


def test_status_and_states_follow_what_happened(
    runtime: Runtime, practice: Practice, sign: Sign
) -> None:
    withdrawn, invalid = sign(), sign()
    assert last_state(runtime, withdrawn.consent_id) == "dpv:ConsentGiven"
    practice.withdraw(withdrawn.consent_id)
    with runtime.unit_of_work(OPERATOR) as uow:
        end_consent(uow, invalid.consent_id, "invalidated", "Signed by somebody else.")
    for signed, status, state in (
        (withdrawn, "inactive", "dpv:ConsentWithdrawn"),
        (invalid, "rejected", "dpv:ConsentInvalidated"),
    ):
        fhir = read(runtime, signed.consent_id, ExportKind.FHIR_R4B)
        assert (fhir["status"], last_state(runtime, signed.consent_id)) == (status, state)
        assert "somebody else" not in json.dumps(fhir)


def test_withdrawn_place_by_place_is_withdrawn(
    runtime: Runtime, practice: Practice, sign: Sign
) -> None:
    consent_id = sign("website_gallery", "social:instagram").consent_id
    practice.withdraw(consent_id, "website_gallery")
    assert read(runtime, consent_id, ExportKind.FHIR_R5)["status"] == "active"
    assert last_state(runtime, consent_id) == "dpv:ConsentGiven"
    practice.withdraw(consent_id, "social:instagram")
    whole = read(runtime, consent_id, ExportKind.FHIR_R5)
    assert whole["status"] == "inactive"
    assert datetime.fromisoformat(whole["period"]["end"]) <= utc_now()
    assert last_state(runtime, consent_id) == "dpv:ConsentWithdrawn"


def empty_in(value: object, path: str = "") -> Iterator[str]:
    """Yield where a document holds nothing."""
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, child in children:
        yield from empty_in(child, f"{path}/{name}")
    if value is None or (isinstance(value, str | list | dict) and not value):
        yield path


@SQLITE
def test_an_installation_that_says_nothing_of_itself_writes_nothing_empty(
    runtime: Runtime, practice: Practice
) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    consent_id = practice.consent(case_id).id
    for kind in WRITTEN:
        assert list(empty_in(read(runtime, consent_id, kind))) == [], kind


def test_a_paper_form_of_another_house_leaves_without_its_words(
    runtime: Runtime, practice: Practice
) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    terms = {
        "template": "Dr Łu's release!",
        "conditions": ("eyes_masked", "Only if Zoë agrees"),
        "acknowledgements": {"right_to_revoke": True, "Zoë was told": True, "redisclosure": False},
        "language": "English",
    }
    consent_id = practice.consent(case_id, **terms).id
    for kind in WRITTEN:
        text = json.dumps(read(runtime, consent_id, kind), ensure_ascii=False)
        assert "Zoë" not in text
        assert "null" not in text
    R5Consent.model_validate(fhir := read(runtime, consent_id, ExportKind.FHIR_R5))
    coded = {(e["url"].rpartition("-")[2], e.get("valueString")) for e in fhir["extension"]}
    assert {("condition", "eyes_masked"), ("condition", "stated_on_the_form")} <= coded
    assert ("acknowledgement", "right_to_revoke") in coded
    assert fhir["language"] == "und"


@SQLITE
def test_r6_evidence_is_kept_for_years_after_the_last_day(
    runtime: Runtime, practice: Practice, sign: Sign
) -> None:
    consent_id = sign().consent_id
    practice.withdraw(consent_id)
    with runtime.reading() as session:
        row = session.get(ConsentRecord, consent_id)
        assert row is not None
        value = exported_consent(session, runtime, row, utc_now())
    today = utc_now().date()
    assert value.evidence_kept_until == evidence_kept_until(today, runtime.settings.evidence_years)
    assert evidence_kept_until(date(2028, 2, 29), 6) == date(2034, 3, 1)
    assert evidence_kept_until(date(2030, 6, 30), 6) == date(2036, 6, 30)


@SQLITE
def test_what_cannot_be_exported_says_why_and_leaves_no_event(
    runtime: Runtime, practice: Practice, sign: Sign, events: Events
) -> None:
    consent_id = sign().consent_id
    with pytest.raises(InvalidInput) as unknown:
        export_consent(runtime, OPERATOR, consent_id, "word")
    assert (unknown.value.code, set(unknown.value.fields)) == ("unknown_export", {"kind"})
    for kind in ExportKind:
        with pytest.raises(NotFound):
            export_consent(runtime, OPERATOR, "0" * 20, kind)
    assert events("consent.exported") == []


@SQLITE
def test_evidence_that_is_not_what_was_signed_does_not_leave(
    runtime: Runtime, sign: Sign, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent_id = sign().consent_id
    monkeypatch.setattr(ObjectStore, "get", lambda _self, _key: b"%PDF-1.7 another")
    with pytest.raises(StorageUnavailable) as damaged:
        export_consent(runtime, OPERATOR, consent_id, "copy")
    assert damaged.value.code == "object_damaged"
    assert events("consent.exported") == []


@SQLITE
def test_a_consent_that_has_not_begun_reads_as_no_permission(
    runtime: Runtime, practice: Practice
) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    later = utc_now() + timedelta(days=3)
    consent_id = practice.consent(case_id, effective_from=later).id
    assert read(runtime, consent_id, ExportKind.FHIR_R4B)["status"] == "proposed"
    assert last_state(runtime, consent_id) == "dpv:ConsentUnknown"
