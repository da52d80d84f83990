"""Objects that no row names: erased by a repair, but never one whose row is still on its way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from gallery.actions.add_photo import PhotoUpload, add_photo
from gallery.actions.delete_case import delete_case
from gallery.errors import StorageUnavailable
from gallery.models import Job, ReconcileRun
from gallery.runtime import OPERATOR
from gallery.storage import ObjectStore, Prefix, new_key
from tests.integration.reconcile.conftest import Installation

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


class Stopped(Exception):
    """Stand for the process being killed."""


def upload_until_killed(installation: Installation, case_id: str, upload: PhotoUpload) -> None:
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        add_photo(uow, case_id, upload)
        raise Stopped


def killed_upload(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin an upload whose process dies between storing and committing."""
    case_id = installation.practice.case()
    upload = PhotoUpload(installation.practice.picture_file(), "before", "AP")

    def away(self: ObjectStore, keys: object) -> None:
        raise StorageUnavailable("The object store is away.")

    with monkeypatch.context() as patched:
        patched.setattr(ObjectStore, "delete", away)
        with pytest.raises(StorageUnavailable):
            upload_until_killed(installation, case_id, upload)


def test_a_killed_upload_leaves_two_orphans_that_a_repair_erases(
    installation: Installation, healthy: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_upload(installation, monkeypatch)
    found = installation.found()
    assert [(one.kind, one.what) for one in found] == [
        ("object_without_row", "originals"),
        ("object_without_row", "previews"),
    ]
    assert installation.repaired() == []
    left = {stored.key for stored in installation.runtime.store.list()}
    assert not left & {one.identity for one in found}


def test_a_young_object_is_not_named(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_upload(installation, monkeypatch)
    assert installation.found(grace=timedelta(hours=1)) == []
    assert len(installation.found()) == 2


@ONE_DATABASE
def test_an_object_that_a_job_is_about_to_erase_is_not_named(installation: Installation) -> None:
    key = new_key(Prefix.RENDITIONS, "jpg")
    installation.runtime.store.put(key, b"x", content_type="image/jpeg")
    assert [one.identity for one in installation.found(is_repair=True)] == [key]
    assert installation.found() == []
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(Job).values(state="failed"))
    assert [one.identity for one in installation.found()] == [key]


@ONE_DATABASE
def test_an_object_stored_while_the_run_lists_is_not_named(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = []
    listed = ObjectStore.list

    def upload_meanwhile(store: ObjectStore, prefix: str = "") -> object:
        for kind in Prefix:
            keys.append(new_key(kind))
            store.put(keys[-1], b"on its way", content_type="image/jpeg")
        return listed(store, prefix)

    monkeypatch.setattr(ObjectStore, "list", upload_meanwhile)
    assert installation.found(grace=timedelta(hours=1)) == []
    assert len(keys) == len(Prefix)


@ONE_DATABASE
def test_what_somebody_else_put_into_the_bucket_is_named_and_left(
    installation: Installation,
) -> None:
    stored = ["backup/x", "notes.txt", "originals/a copy.jpg", "renditions/older/a.jpg"]
    for key in stored:
        bucket = installation.runtime.settings.s3_bucket
        installation.client().put_object(Bucket=bucket, Key=key, Body=b"x")
    assert installation.found(grace=timedelta(hours=1)) == []
    found = installation.found(is_repair=True)
    assert [(one.kind, one.what, one.identity) for one in found] == [
        ("object_without_row", "unknown", key) for key in stored
    ]
    assert installation.outcome.remaining == len(stored)
    installation.practice.work()
    assert [one.key for one in installation.runtime.store.list()] == stored


def test_a_deleted_case_whose_erasing_failed_is_erased_by_a_repair(
    installation: Installation,
) -> None:
    case_id = installation.practice.case()
    photo = installation.practice.photo(case_id, "before")
    installation.practice.work()
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        delete_case(uow, case_id)
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(Job).where(Job.kind == "erase_case").values(state="failed"))
    named = {one.identity for one in installation.found()}
    renditions = {row.object_key for row in installation.renditions(photo.id)}
    assert named == {photo.original_key, photo.preview_key} | renditions
    assert installation.repaired() == []
    assert list(installation.runtime.store.list()) == []


@ONE_DATABASE
def test_more_objects_than_a_page_are_compared(installation: Installation) -> None:
    keys = [new_key(Prefix.RENDITIONS, "jpg") for _ in range(1020)]
    put = partial(installation.runtime.store.put, content=b"x", content_type="image/jpeg")
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(put, keys))
    found = installation.found(is_repair=True)
    assert {one.identity for one in found} == set(keys)
    assert len(found) == 1020
    with installation.runtime.reading() as session:
        run = session.execute(select(ReconcileRun)).scalar_one()
        assert run.counts["object_without_row"] == 1020
        assert len(run.findings) == 500
    installation.practice.work()
    assert installation.found() == []
    assert list(installation.runtime.store.list()) == []


@ONE_DATABASE
def test_r6_old_versions_that_a_plain_delete_hid_are_named_and_erased(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, store = installation.client(), installation.runtime.store
    monkeypatch.setattr(store, "_bucket", "keeps-versions")
    store.ensure_bucket()
    client.put_bucket_versioning(
        Bucket="keeps-versions", VersioningConfiguration={"Status": "Enabled"}
    )
    installation.practice.published_on_consent()
    assert installation.found() == []
    key = new_key(Prefix.RENDITIONS, "jpg")
    store.put(key, b"hers", content_type="image/jpeg")
    client.delete_object(Bucket="keeps-versions", Key=key)
    assert installation.found(grace=timedelta(hours=1)) == []
    [found] = installation.found()
    assert (found.kind, found.what, found.identity) == ("object_without_row", "renditions", key)
    assert "old versions" in found.words
    assert installation.repaired() == []
    left = client.list_object_versions(Bucket="keeps-versions", Prefix=key)
    assert not {"Versions", "DeleteMarkers"} & left.keys()
