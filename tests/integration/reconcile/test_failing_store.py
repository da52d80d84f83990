"""A store that fails: one object is named, the store as a whole stops the run."""

import hashlib
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from gallery.errors import StorageUnavailable
from gallery.models import ReconcileRun, Takedown
from gallery.runtime import OPERATOR
from gallery.storage import ObjectStore, Prefix, new_key
from tests.integration.reconcile.conftest import Installation

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def away(*_: object) -> Iterator[bytes]:
    raise StorageUnavailable("The object store failed. Try again in a moment.")


def test_an_object_that_a_healthy_store_cannot_hand_out_is_named(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = installation.practice.published()
    key = installation.photos(case_id)[0].original_key
    chunks = ObjectStore.chunks
    monkeypatch.setattr(
        ObjectStore, "chunks", lambda store, name: (away if name == key else chunks)(store, name)
    )
    [found] = installation.found()
    assert (found.kind, found.what, found.identity) == ("altered_bytes", "original", key)
    assert "cannot hand this object out" in found.words


def test_a_store_that_is_away_stops_the_run_and_names_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.practice.published()
    monkeypatch.setattr(ObjectStore, "chunks", away)
    monkeypatch.setattr(ObjectStore, "health", away)
    with pytest.raises(StorageUnavailable):
        installation.found()
    with installation.runtime.reading() as session:
        assert session.execute(select(ReconcileRun)).first() is None


def test_a_lost_proof_of_a_takedown_is_named(installation: Installation) -> None:
    _, consent = installation.practice.published_on_consent()
    takedown_id = installation.practice.withdraw(consent.id)[0].id
    installation.practice.work()
    key, content = new_key(Prefix.EVIDENCE), b"a screenshot"
    digest = hashlib.sha256(content).hexdigest()
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        uow.put_object(key, content, "image/png", digest)
        row = uow.get(Takedown, takedown_id, "takedown")
        row.proof_key, row.proof_sha256 = key, digest
    assert installation.found() == []
    installation.runtime.store.delete([key])
    [found] = installation.found(is_repair=True)
    assert (found.kind, found.what, found.identity) == ("row_without_object", "proof", key)
    assert installation.outcome.remaining == 1
