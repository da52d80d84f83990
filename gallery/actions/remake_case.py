"""Make the stale renditions of a case again, while the old ones stay in public until the end.

One transaction puts the new files of the whole case in the place of the old: both sides of every
pair, and every channel. A run that was interrupted leaves the case as it was.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import select

from gallery.actions.end_publications import live_publications, purge_later
from gallery.actions.fetch_original import fetch_original
from gallery.actions.made_renditions import tell_made
from gallery.actions.order_renditions import Order
from gallery.actions.publish_case import settle_media
from gallery.actions.render_photo import all_or_none, store_renditions, swap_renditions
from gallery.actions.settle_case import keep_unnamed, names_her
from gallery.actions.stale_renditions import Plan, plan_of
from gallery.actions.tell_news import tell_changed
from gallery.clock import utc_now
from gallery.errors import GalleryError
from gallery.imaging.specs import Variant
from gallery.models import Case, Photo, Publication, Rendition
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import SYSTEM, Runtime, UnitOfWork

#: Whoever looked up the name of an old file has this long to read it.
OLD_FILES_STAY = timedelta(seconds=60)


class RemakeStopped(GalleryError):
    """Report that the work was asked to stop, and left the case as it was."""

    code = "remake_stopped"


def remake_case(
    runtime: Runtime, case_id: str, is_stopped: Callable[[], bool] = lambda: False
) -> int:
    """Make what is stale of a case, one photo after the other; return how many photos changed.

    Nothing changes if the case was edited meanwhile: it is found again by the next run, which is
    asked for at once where a publication waits for it.

    :raises RemakeStopped: ``is_stopped`` said so between two files.
    :raises Overtaken: a photo was erased meanwhile.
    :raises NotFound: ``original_missing``.
    :raises PictureRejected: an original cannot be read any more.
    :raises StorageUnavailable: the object store failed.
    """
    plan = _plan(runtime, case_id)
    if plan is None or _was_taken_down(runtime, case_id):
        return 0
    if not plan.photo_ids:
        with runtime.unit_of_work(SYSTEM) as uow:
            uow.take_turn(case_id)
            _show_waiting(uow, case_id)
        return 0
    made = _all_made(runtime, plan.orders, is_stopped)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.stored_keys += [row.object_key for row in made]
        return _record(uow, plan, made)


def _plan(runtime: Runtime, case_id: str) -> Plan | None:
    with runtime.reading() as session:
        case = session.get(Case, case_id)
        return plan_of(runtime, session, case, utc_now()) if case else None


def _was_taken_down(runtime: Runtime, case_id: str) -> bool:
    """Take a public case down whose new mark would name the patient, before any file is made."""
    with runtime.reading() as session:
        case = session.get(Case, case_id)
        if (
            case is None
            or case.state != CaseState.PUBLISHED
            or not names_her(session, runtime, case)
        ):
            return False
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.take_turn(case_id)
        return keep_unnamed(uow, case_id)


def _show_waiting(uow: UnitOfWork, case_id: str) -> None:
    """Show what waited for nothing: another mark came, or the old one is back."""
    photos = select(Photo.id).where(Photo.case_id == case_id)
    if settle_media(uow, list(uow.session.execute(photos).scalars())):
        uow.record("renditions.remade", case_id=case_id, photos=[])


def _all_made(
    runtime: Runtime, orders: Sequence[Order], is_stopped: Callable[[], bool]
) -> list[Rendition]:
    """Make and store every file, or none: those of an interrupted run are erased."""
    with all_or_none(runtime) as made:
        for row in _made(runtime, orders):
            made.append(row)
            if is_stopped():
                message = "The work was stopped. Begun again, it goes on where it was."
                raise RemakeStopped(message)
    return made


def _made(runtime: Runtime, orders: Sequence[Order]) -> Iterator[Rendition]:
    """Make the files on one core, each original fetched once."""
    for _, of_photo in groupby(orders, key=lambda order: order.photo_id):
        variants = list(of_photo)
        with tempfile.TemporaryDirectory(prefix="gallery-remake-") as folder:
            path = Path(folder) / "original"
            fetch_original(runtime, variants[0].photo_id, variants[0].original_key, path)
            for order in variants:
                yield from store_renditions(runtime, path, order, threads=1)


def _record(uow: UnitOfWork, planned: Plan, made: Sequence[Rendition]) -> int:
    """Put the new files in the place of the old, if the case is still as it was planned for."""
    uow.take_turn(planned.case_id)
    case = uow.session.get(Case, planned.case_id)
    if case is None or not plan_of(uow.runtime, uow.session, case, uow.now).is_like(planned):
        uow.runtime.store.delete([row.object_key for row in made])
        _show_waiting(uow, planned.case_id)
        return 0
    old = _superseded(uow, planned)
    swap_renditions(uow, old, made)
    for photo_id in sorted({row.photo_id for row in made}):
        tell_made(uow, case.id, photo_id, (row for row in made if row.photo_id == photo_id))
    uow.session.flush()
    uow.session.expire_all()
    _show(uow, dict(planned.variants))
    live = live_publications(uow, case.id)
    changed = [row for row in live if row.media_ready_at is not None]
    settle_media(uow, sorted(planned.photo_ids))
    uow.record("renditions.remade", case_id=case.id, photos=sorted(planned.photo_ids))
    if live:
        purge_later(uow, live)
        tell_changed(uow, changed, "pictures_changed")
    keys = " ".join(row.object_key for row in old)
    if keys:
        uow.enqueue("erase_objects", {"keys": keys}, case_id=case.id, delay=OLD_FILES_STAY)
    return len(planned.photo_ids)


def _superseded(uow: UnitOfWork, plan: Plan) -> list[Rendition]:
    replaced = {(order.photo_id, order.wanted.variant) for order in plan.orders}
    rows = uow.session.execute(
        select(Rendition).where(Rendition.photo_id.in_(plan.photo_ids))
    ).scalars()
    return [
        row
        for row in rows
        if row.id in plan.obsolete or (row.photo_id, Variant.of_spec(row.spec)) in replaced
    ]


def _show(uow: UnitOfWork, variants: dict[str, Variant]) -> None:
    """Let publications show their new variant under the keys that they have."""
    rows = uow.session.execute(select(Publication).where(Publication.id.in_(variants))).scalars()
    for publication in rows:
        variant = variants[publication.id]
        publication.variant = variant.value
        for shown in publication.shown:
            for key in shown.keys:
                key.spec = f"{variant.value}-{key.spec.rpartition('-')[2]}"
