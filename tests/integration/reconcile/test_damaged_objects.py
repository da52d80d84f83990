"""Objects that rows name and that are missing or altered: named exactly, made again if possible."""

import pytest
from sqlalchemy import select

from gallery.actions.set_practice import practice_profile, set_practice
from gallery.models import ConsentRecord
from gallery.runtime import OPERATOR
from gallery.storage import Prefix, new_key
from tests.integration.reconcile.conftest import Installation
from tests.support.practice import picture_bytes

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def case_id(installation: Installation) -> str:
    return installation.practice.published()


def summary(installation: Installation, *, is_quick: bool = False) -> list[tuple[str, str, str]]:
    return [(one.kind, one.what, one.identity) for one in installation.found(is_quick=is_quick)]


def evidence_key(installation: Installation) -> str:
    with installation.runtime.reading() as session:
        return session.execute(select(ConsentRecord.evidence_key)).scalars().one() or ""


def test_missing_objects_of_every_kind_are_named_and_nothing_else(
    installation: Installation, case_id: str
) -> None:
    before, after = installation.photos(case_id)
    rendition = installation.renditions(after.id)[0]
    keys = {
        "original": before.original_key,
        "preview": after.preview_key,
        "rendition": rendition.object_key,
        "evidence": evidence_key(installation),
    }
    installation.runtime.store.delete(keys.values())
    wanted = {("row_without_object", what, key) for what, key in keys.items()}
    assert set(summary(installation)) == wanted
    assert set(summary(installation, is_quick=True)) == wanted
    assert installation.outcome.remaining == 4


def test_a_flipped_byte_is_named_though_size_and_metadata_fit(
    installation: Installation, case_id: str
) -> None:
    before, after = installation.photos(case_id)
    keys = {
        "original": before.original_key,
        "preview": after.preview_key,
        "rendition": installation.renditions(after.id)[0].object_key,
        "evidence": evidence_key(installation),
    }
    for key in keys.values():
        installation.flip_a_byte(key)
    assert summary(installation, is_quick=True) == []
    named = summary(installation)
    assert set(named) == {("altered_bytes", what, key) for what, key in keys.items()}


@ONE_DATABASE
def test_a_quick_run_names_another_size_and_another_hash(
    installation: Installation, case_id: str
) -> None:
    before, after = installation.photos(case_id)
    installation.overwrite(before.original_key, b"short")
    other = picture_bytes(99)
    installation.runtime.store.put(after.preview_key, other, content_type="image/jpeg")
    key = installation.renditions(after.id)[0].object_key
    content = bytes(len(installation.runtime.store.get(key)))
    installation.runtime.store.put(key, content, content_type="image/jpeg")
    assert set(summary(installation, is_quick=True)) == {
        ("altered_bytes", "original", before.original_key),
        ("altered_bytes", "rendition", key),
        ("altered_bytes", "preview", after.preview_key),
    }


@ONE_DATABASE
def test_a_lost_logo_is_named(installation: Installation, logo_png: bytes) -> None:
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {}, logo_png)
        key = practice_profile(uow.session).watermark_logo_key or ""
    assert installation.found() == []
    installation.runtime.store.delete([key])
    assert summary(installation) == [("row_without_object", "logo", key)]


@ONE_DATABASE
def test_another_picture_put_in_the_place_of_a_preview_or_logo_is_named(
    installation: Installation, case_id: str, logo_png: bytes
) -> None:
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        logo = set_practice(uow, {}, logo_png).watermark_logo_key or ""
    preview = installation.photos(case_id)[0].preview_key
    store = installation.runtime.store
    store.put(preview, picture_bytes(99), content_type="image/jpeg")
    store.put(logo, picture_bytes(98), content_type="image/png")
    altered = {("altered_bytes", "preview", preview), ("altered_bytes", "logo", logo)}
    assert set(summary(installation)) == altered
    assert [one.what for one in installation.repaired()] == ["logo"]
    assert installation.photos(case_id)[0].preview_key != preview


@ONE_DATABASE
def test_previews_from_before_are_compared_once_a_run_has_read_them(
    installation: Installation, case_id: str
) -> None:
    with installation.past_the_guards() as execute:
        execute("UPDATE photos SET preview_sha256 = NULL")
    assert summary(installation, is_quick=True) == []
    assert installation.photos(case_id)[0].preview_sha256 is None, "nothing was read"
    assert summary(installation) == []
    preview = installation.photos(case_id)[0].preview_key
    installation.runtime.store.put(preview, picture_bytes(99), content_type="image/jpeg")
    assert summary(installation) == [("altered_bytes", "preview", preview)]


def test_renditions_and_previews_are_made_again(installation: Installation, case_id: str) -> None:
    before, after = installation.photos(case_id)
    altered, missing = (installation.renditions(photo.id)[0] for photo in (before, after))
    installation.flip_a_byte(altered.object_key)
    installation.flip_a_byte(before.preview_key)
    installation.runtime.store.delete([missing.object_key, after.preview_key])
    wanted = [len(installation.renditions(photo.id)) for photo in (before, after)]

    assert installation.repaired() == []

    assert installation.outcome.counts.total() == 0
    photos = installation.photos(case_id)
    assert [photo.state for photo in photos] == ["ready", "ready"]
    assert [len(installation.renditions(photo.id)) for photo in photos] == wanted
    stored = {found.key for found in installation.runtime.store.list()}
    assert not stored & {altered.object_key, before.preview_key}


def test_a_public_size_whose_row_is_gone_is_named_and_made_again(
    installation: Installation, case_id: str
) -> None:
    photo = installation.photos(case_id)[0]
    wanted = installation.renditions(photo.id)
    with installation.past_the_guards() as execute:
        execute("DELETE FROM renditions WHERE id = ?", wanted[0].id)
    assert set(summary(installation)) == {
        ("row_without_object", "media", photo.id),
        ("object_without_row", "renditions", wanted[0].object_key),
    }
    installation.found(is_repair=True)
    assert installation.found() == []
    installation.practice.work()
    assert installation.found() == []
    assert len(installation.renditions(photo.id)) == len(wanted)


@ONE_DATABASE
def test_what_nothing_can_make_again_stays_named_after_a_repair(
    installation: Installation, case_id: str
) -> None:
    before, after = installation.photos(case_id)
    installation.flip_a_byte(before.original_key)
    lost = [after.original_key, after.preview_key, evidence_key(installation)]
    installation.runtime.store.delete(lost)
    left = {(one.what, one.identity) for one in installation.repaired()}
    assert left == {
        ("original", before.original_key),
        ("original", after.original_key),
        ("preview", after.preview_key),
        ("evidence", lost[-1]),
    }
    assert installation.outcome.remaining == 4
    assert {photo.state for photo in installation.photos(case_id)} == {"ready"}


@ONE_DATABASE
def test_r6_a_lost_rendition_is_not_made_again_after_a_withdrawal(
    installation: Installation,
) -> None:
    case_id, consent = installation.practice.published_on_consent()
    photo = installation.photos(case_id)[0]
    installation.runtime.store.delete([installation.renditions(photo.id)[0].object_key])
    installation.practice.withdraw(consent.id)
    assert installation.repaired() == []
    assert installation.renditions(photo.id) == []


@ONE_DATABASE
def test_objects_of_another_program_are_named_and_left_alone(
    installation: Installation, case_id: str
) -> None:
    settings = installation.runtime.settings
    installation.client().put_object(Bucket=settings.s3_bucket, Key="backups/one", Body=b"x")
    [named] = installation.repaired()
    assert (named.what, named.identity, named.is_repairable) == ("unknown", "backups/one", False)
    assert new_key(Prefix.ASSETS) not in {found.key for found in installation.runtime.store.list()}
    assert "backups/one" in {found.key for found in installation.runtime.store.list()}
