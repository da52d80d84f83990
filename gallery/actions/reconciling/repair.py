"""Repair what a reconciliation found, looking again at each thing before it is touched.

Rows are looked at inside the repair's own transaction, after this case's turn has come. Objects
are looked at just before it: a transaction must not wait for the object store, and an object
never changes under its key.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from gallery.actions.end_publications import end_publications
from gallery.actions.erase_objects import erase_later
from gallery.actions.find_cases import consents_of
from gallery.actions.left_renditions import erase_left_renditions, is_left_over
from gallery.actions.open_takedowns import ever_shown, open_takedowns
from gallery.actions.reconciling import made
from gallery.actions.reconciling.consents import reasons_against
from gallery.actions.reconciling.indexes import CHART_REF, NAMES, index_again
from gallery.actions.reconciling.media import missing_variants
from gallery.actions.reconciling.preview import make_preview_again
from gallery.actions.reconciling.rows import KeptObject, being_erased, cases_not_erased, named
from gallery.actions.reconciling.scan import UNREADABLE, Discrepancy, Kind, Scan
from gallery.actions.reconciling.stored_bytes import look_at
from gallery.actions.request_renditions import request_renditions
from gallery.actions.settle_case import settle_ended
from gallery.errors import Conflict, InvalidInput
from gallery.imaging.specs import Variant
from gallery.models import LedgerEvent, Photo, Priority, Publication, Rendition
from gallery.runtime import Actor, UnitOfWork


def repair(scan: Scan, actor: Actor, found: Sequence[Discrepancy]) -> set[Discrepancy]:
    """Return those of ``found`` that are as they should be now, or will be by a job."""
    orphans = [one for one in found if one.kind is Kind.OBJECT_WITHOUT_ROW and one.is_repairable]
    repaired = set(orphans)
    if orphans:
        _erase_orphans(scan, actor, [one.identity for one in orphans])
    for one in found:
        mend = _MENDERS.get(one.what) if one.is_repairable else None
        if mend is not None and one not in repaired and _mended(mend, scan, actor, one):
            repaired.add(one)
    return repaired


def _mended(mend: Callable[[Scan, Actor, Discrepancy], bool], *about: Any) -> bool:
    """Tell whether it was mended; what cannot be read of it stays, and is a finding of its own."""
    try:
        return mend(*about)
    except (*UNREADABLE, InvalidInput, Conflict):
        return False


@contextmanager
def _work(scan: Scan, actor: Actor) -> Iterator[UnitOfWork]:
    with scan.runtime.unit_of_work(actor, at=scan.at) as uow:
        yield uow


def _erase_orphans(scan: Scan, actor: Actor, keys: Sequence[str]) -> None:
    with _work(scan, actor) as uow:
        left = set(keys) - named(uow.session, keys)
        left -= being_erased(uow.session, left)
        if not left:
            return
        of_cases = cases_not_erased(uow.session, left)
        for case_id in sorted(set(of_cases.values())):
            uow.enqueue("erase_case", {"case_id": case_id}, case_id=case_id)
        erase_later(uow, sorted(left - set(of_cases)), None)
        _record(uow, Kind.OBJECT_WITHOUT_ROW, "objects", left)


def _make_rendition_again(scan: Scan, actor: Actor, found: Discrepancy) -> bool:
    query = (
        select(Rendition, Photo)
        .join(Photo, Photo.id == Rendition.photo_id)
        .where(Rendition.object_key == found.identity)
    )
    with scan.runtime.reading() as session:
        known = session.execute(query).one_or_none()
    if known is None or _is_sound(scan, "rendition", known.Rendition.object_key, known.Rendition):
        return True
    if not _is_sound(scan, "original", known.Photo.original_key, known.Photo):
        return False
    with _work(scan, actor) as uow:
        uow.take_turn(known.Photo.case_id)
        row = uow.session.execute(query).one_or_none()
        if row is None:
            return True
        erase_later(uow, [found.identity], row.Photo.case_id)
        _drop_row(uow, row.Rendition, row.Photo)
        _record(uow, found.kind, found.what, [found.identity], row.Photo.case_id)
    return True


def _make_unlike_again(scan: Scan, actor: Actor, found: Discrepancy) -> bool:
    """Take a row out that is not as it was made, and have its variant made again.

    Its object may be anybody's: the search for objects without a row, which follows, judges it.
    """
    with scan.runtime.reading() as session:
        known = session.get(Rendition, found.identity)
        photo = session.get(Photo, known.photo_id) if known else None
    if photo is None:
        return True
    if not _is_sound(scan, "original", photo.original_key, photo):
        return False
    with _work(scan, actor) as uow:
        uow.take_turn(photo.case_id)
        if any(True for _ in made.rows_unlike(uow.session, [found.identity])):
            row = uow.get(Rendition, found.identity, "rendition")
            _drop_row(uow, row, uow.get(Photo, row.photo_id, "photo"))
            _record(uow, found.kind, found.what, [found.identity], photo.case_id)
    return True


def _drop_row(uow: UnitOfWork, row: Rendition, photo: Photo) -> None:
    """Take a row out, and have its variant made again unless nobody allows it any more."""
    of_row = select(Rendition.id).join(Photo, Photo.id == Rendition.photo_id)
    forbidden = of_row.where(Rendition.id == row.id, is_left_over(uow.now))
    is_forbidden = uow.session.execute(forbidden).first() is not None
    uow.session.delete(row)
    if not is_forbidden:
        _ask_again(uow, photo, row.spec)


def _ask_again(uow: UnitOfWork, photo: Photo, spec: str) -> None:
    # A photo that is ready is not rendered again while it has other renditions.
    photo.state = "processing"
    request_renditions(uow, photo, Variant.of_spec(spec), priority=Priority.BACKGROUND)


def _make_sizes_again(scan: Scan, actor: Actor, found: Discrepancy) -> bool:
    with scan.runtime.reading() as session:
        known = session.get(Photo, found.identity)
    if known is None:
        return True
    if not _is_sound(scan, "original", known.original_key, known):
        return False
    with _work(scan, actor) as uow:
        photo = uow.get_in_turn(Photo, found.identity, "photo")
        variants = sorted(missing_variants(uow.session, photo.id))
        for variant in variants:
            photo.state = "processing"
            request_renditions(uow, photo, Variant(variant), priority=Priority.BACKGROUND)
        if variants:
            _record(uow, found.kind, found.what, [photo.id], photo.case_id)
    return True


def _make_preview_again(scan: Scan, actor: Actor, found: Discrepancy) -> bool:
    query = select(Photo).where(Photo.preview_key == found.identity)
    with scan.runtime.reading() as session:
        known = session.execute(query).scalar_one_or_none()
    if known is None:
        return True
    kept = KeptObject("preview", found.identity, known.preview_sha256, None)
    if look_at(scan.runtime.store, kept, is_quick=False).kind is None:
        return True
    if not _is_sound(scan, "original", known.original_key, known):
        return False
    with _work(scan, actor) as uow:
        is_made = make_preview_again(uow, known)
        if is_made:
            _record(uow, found.kind, found.what, [found.identity], known.case_id)
    return is_made


def _end_publication(scan: Scan, actor: Actor, found: Discrepancy) -> bool:
    with _work(scan, actor) as uow:
        row = uow.get(Publication, found.identity, "publication")
        uow.take_turn(row.case_id)
        uow.session.refresh(row)
        codes = reasons_against(row, consents_of(uow.session, row.case_id), uow.now)
        if codes:
            end_publications(uow, row.case_id, "consent_ended", [row.channel])
            event = _record(uow, found.kind, found.what, [row.id], row.case_id)
            # It was public: every surface that showed it is cleared, and the renditions erased.
            open_takedowns(uow, row.case_id, event, ever_shown(uow, row.case_id, [row.channel]))
            settle_ended(uow, row.case_id)
    return True


def _erase_left_over(scan: Scan, actor: Actor, found: Discrepancy) -> bool:
    with _work(scan, actor) as uow:
        photo = uow.get_in_turn(Photo, found.identity, "photo")
        keys = erase_left_renditions(uow, photo.case_id, Photo.id == photo.id)
        if keys:
            _record(uow, found.kind, found.what, keys, photo.case_id)
    return True


def _index_again(scan: Scan, actor: Actor, found: Discrepancy) -> bool:
    with _work(scan, actor) as uow:
        index_again(uow, found.what, found.identity)
        _record(uow, found.kind, found.what, [found.identity])
    return True


_MENDERS: dict[str, Callable[[Scan, Actor, Discrepancy], bool]] = {
    "rendition": _make_rendition_again,
    made.WHAT: _make_unlike_again,
    "media": _make_sizes_again,
    "preview": _make_preview_again,
    "publication": _end_publication,
    "renditions": _erase_left_over,
    NAMES: _index_again,
    CHART_REF: _index_again,
}


def _is_sound(scan: Scan, what: str, key: str, row: Photo | Rendition) -> bool:
    kept = KeptObject(what, key, row.sha256, row.size_bytes)
    return look_at(scan.runtime.store, kept, is_quick=False).kind is None


def _record(
    uow: UnitOfWork,
    kind: Kind,
    what: str,
    identities: Collection[str],
    case_id: str | None = None,
) -> LedgerEvent:
    digest = hashlib.sha256("\n".join(sorted(identities)).encode()).hexdigest()
    return uow.record(
        "reconcile.repaired",
        case_id=case_id,
        kind=kind.value,
        what=what,
        count=len(identities),
        identities_sha256=digest,
    )
