"""Work that goes on while a run looks: nothing of it is named, nothing of it is undone."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from gallery.actions.reconcile import Discrepancy, Kind
from gallery.actions.reconciling import consents as reconcile_consent
from gallery.actions.reconciling.repair import repair
from gallery.actions.reconciling.scan import GRACE, Scan
from gallery.actions.remove_photo import remove_photo
from gallery.models import LedgerEvent, Publication
from gallery.published import clearance
from gallery.runtime import OPERATOR
from gallery.storage import ObjectStore
from tests.integration.reconcile.conftest import Installation


def test_a_photo_taken_out_while_it_is_read_is_not_named(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = installation.practice.case()
    photo = installation.practice.photo(case_id, "before")
    installation.practice.work()
    chunks = ObjectStore.chunks

    def take_out_first(store: ObjectStore, key: str) -> Iterator[bytes]:
        if key == photo.original_key:
            with installation.runtime.unit_of_work(OPERATOR) as uow:
                remove_photo(uow, photo.id)
            installation.practice.work()
        return chunks(store, key)

    monkeypatch.setattr(ObjectStore, "chunks", take_out_first)
    assert installation.found() == []
    assert installation.photos(case_id) == []


def test_a_withdrawal_while_the_policy_is_asked_is_not_named(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, consent = installation.practice.published_on_consent()
    ask = clearance.consents_by_case
    withdrawn: list[object] = []

    def withdraw_first(session: object, case_ids: set[str]) -> object:
        if not withdrawn:
            # SQLite answers from the snapshot of the session; PostgreSQL sees the withdrawal.
            withdrawn.append(installation.practice.withdraw(consent.id))
        return ask(session, case_ids)  # type: ignore[arg-type]

    monkeypatch.setattr(reconcile_consent, "consents_by_case", withdraw_first)
    assert installation.found() == []
    assert withdrawn


def test_a_repair_of_what_is_well_again_changes_nothing(
    installation: Installation, healthy: list[str]
) -> None:
    photo = installation.photos(healthy[0])[0]
    with installation.runtime.reading() as session:
        publication_id = session.execute(select(Publication.id).limit(1)).scalar_one()
    rendition = installation.renditions(photo.id)[0].object_key
    stale = [
        Discrepancy(kind, what, identity, "", is_repairable=True)
        for kind, what, identity in (
            (Kind.OBJECT_WITHOUT_ROW, "originals", photo.original_key),
            (Kind.ROW_WITHOUT_OBJECT, "rendition", rendition),
            (Kind.ALTERED_BYTES, "preview", photo.preview_key),
            (Kind.PUBLISHED_WITHOUT_CONSENT, "publication", publication_id),
            (Kind.PUBLISHED_WITHOUT_CONSENT, "renditions", photo.id),
        )
    ]
    assert repair(Scan(installation.runtime), OPERATOR, stale) == set(stale)
    with installation.runtime.reading() as session:
        actions = session.execute(select(LedgerEvent.action)).scalars().all()
    assert not {"reconcile.repaired", "renditions.erased"} & set(actions)
    assert installation.found() == []


def test_uploads_and_renders_beside_a_run_are_not_named(installation: Installation) -> None:
    installation.practice.published()
    ended = threading.Event()
    thread = threading.Thread(target=_keep_busy, args=(installation, ended))
    thread.start()
    try:
        named = [one for _ in range(3) for one in installation.found(is_repair=True, grace=GRACE)]
    finally:
        ended.set()
        thread.join()
    installation.practice.work()
    assert named == []
    assert installation.found() == []


def _keep_busy(installation: Installation, ended: threading.Event) -> None:
    while not ended.is_set():
        _, consent = installation.practice.published_on_consent()
        installation.practice.withdraw(consent.id)
        installation.practice.work()
