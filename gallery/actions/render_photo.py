"""Make the renditions of a photo, outside any transaction, and then record them in one."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, select

from gallery.actions.erase_objects import erase_later
from gallery.actions.fetch_original import fetch_original
from gallery.actions.find_cases import consents_of
from gallery.actions.made_renditions import tell_made
from gallery.actions.order_renditions import Order, order_for, renditions_in
from gallery.actions.photo_edits import edits_of
from gallery.actions.picture_limits import limits_of
from gallery.actions.publish_case import settle_media
from gallery.actions.request_renditions import request_renditions
from gallery.actions.seal_rendition import Sealed, seal_rendition
from gallery.actions.settle_case import settle_case
from gallery.actions.state_rights import rights_now
from gallery.consent.standing import all_ended_at
from gallery.errors import NotFound, Overtaken, PictureRejected
from gallery.imaging.recipe import make, recipe_of
from gallery.imaging.render import Rendered, render_preview
from gallery.imaging.specs import MEDIA_TYPES, Variant
from gallery.models import (
    ConsentRecord,
    ConsentScope,
    Photo,
    Publication,
    PublishedPhoto,
    Rendition,
)
from gallery.models.base import new_id
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import SYSTEM, Runtime, UnitOfWork
from gallery.storage import Prefix, new_key

#: The state of a photo whose case was deleted: it is never made again.
ERASED = "erased"


def render_photo(
    runtime: Runtime,
    photo_id: str,
    variant: Variant,
    asked_at: datetime,
    *,
    with_preview: bool = False,
) -> None:
    """Make and store every rendition of ``variant``; nothing is done if they are there already.

    ``asked_at`` is when the job was queued: what a withdrawal has overtaken is thrown away.
    ``with_preview`` makes the staff's preview again too, after a turn by hand.

    :raises Overtaken: the photo was removed meanwhile.
    :raises NotFound: ``original_missing``, or the logo of the mark is not stored.
    :raises StorageUnavailable: the object store failed; the job is tried again.
    :raises ImagingUnavailable: the machine was too busy; likewise.
    """
    order = _order(runtime, photo_id, variant, asked_at, with_preview=with_preview)
    if order is None:
        _settle(runtime, photo_id)
        return
    with tempfile.TemporaryDirectory(prefix="gallery-render-") as folder:
        path = Path(folder) / "original"
        fetch_original(runtime, photo_id, order.original_key, path)
        try:
            with all_or_none(runtime) as made:
                made.extend(store_renditions(runtime, path, order))
                preview = _turned_preview(runtime, path, order) if with_preview else None
        except PictureRejected as refusal:
            _reject(runtime, order, refusal)
            return
    with runtime.unit_of_work(SYSTEM) as uow:
        _record(uow, order, made, preview)


def _order(
    runtime: Runtime, photo_id: str, variant: Variant, asked_at: datetime, *, with_preview: bool
) -> Order | None:
    with runtime.reading() as session:
        photo = session.get(Photo, photo_id)
        if photo is None:
            raise Overtaken("The photo was removed.")
        order = order_for(runtime, session, photo, variant, asked_at)
        known = select(Rendition.id).where(
            Rendition.photo_id == photo_id,
            Rendition.spec.startswith(f"{variant.value}-"),
            Rendition.source_hash == order.source_hash,
        )
        is_made = photo.state == "ready" and session.execute(known).first() is not None
        return None if is_made and not with_preview else order


@contextmanager
def all_or_none(runtime: Runtime) -> Iterator[list[Rendition]]:
    """Erase the files put on the list again, if not everything inside goes well."""
    made: list[Rendition] = []
    is_complete = False
    try:
        yield made
        is_complete = True
    finally:
        if not is_complete:
            runtime.store.delete([row.object_key for row in made])


def store_renditions(
    runtime: Runtime, path: Path, order: Order, *, threads: int = 2
) -> Iterator[Rendition]:
    """Make the files of an order and store each; yield their rows, which are not added yet."""
    for file in make(path, limits_of(runtime.settings), order.wanted, threads=threads):
        key = new_key(Prefix.RENDITIONS, file.format)
        media_type = MEDIA_TYPES[file.format]
        sealed = seal_rendition(runtime.settings, file)
        runtime.store.put(key, sealed.content, content_type=media_type, sha256=sealed.sha256)
        yield _row(order, file, sealed, key)


def _row(order: Order, file: Rendered, sealed: Sealed, key: str) -> Rendition:
    return Rendition(
        id=new_id(),
        photo_id=order.photo_id,
        spec=file.spec,
        format=file.format,
        source_hash=order.source_hash,
        width_px=file.size.width_px,
        height_px=file.size.height_px,
        size_bytes=len(sealed.content),
        sha256=sealed.sha256,
        unsigned_sha256=sealed.unsigned_sha256,
        recipe=recipe_of(order.wanted, file),
        object_key=key,
    )


@dataclass(frozen=True)
class _Preview:
    """Name a preview that is stored and that no row names yet."""

    key: str
    sha256: str


def _turned_preview(runtime: Runtime, path: Path, order: Order) -> _Preview:
    """Make the staff's preview again after a turn by hand, and store it."""
    limits, turns = limits_of(runtime.settings), order.wanted.edits.quarter_turns
    preview = render_preview(path, limits, quarter_turns=turns)
    key = new_key(Prefix.PREVIEWS, "jpg")
    runtime.store.put(key, preview.content, content_type="image/jpeg", sha256=preview.sha256)
    return _Preview(key, preview.sha256)


def _record(uow: UnitOfWork, order: Order, made: list[Rendition], preview: _Preview | None) -> None:
    photo = _photo_in_turn(uow, order.photo_id)
    keys = [row.object_key for row in made]
    if photo is None or photo.state == ERASED or photo.case.state == CaseState.PURGED:
        keys += [preview.key] if preview else []
        erase_later(uow, keys, photo.case_id if photo else None)
        return
    if preview:
        _keep_preview(uow, photo, order, preview)
    if edits_of(photo) != order.wanted.edits:
        # The edit asked for another job: until then the photo stays in work.
        erase_later(uow, keys, photo.case_id)
    elif _is_overtaken(uow, photo, order):
        erase_later(uow, keys, photo.case_id)
        _finish(uow, photo)
    elif _order_now(uow, photo, order).source_hash != order.source_hash:
        erase_later(uow, keys, photo.case_id)
        request_renditions(uow, photo, order.wanted.variant)
    else:
        _replace(uow, photo, order, made)
        _finish(uow, photo, made)


def _order_now(uow: UnitOfWork, photo: Photo, order: Order) -> Order:
    """Return what would be made now: the mark may have moved while these files were made."""
    return order_for(uow.runtime, uow.session, photo, order.wanted.variant, order.asked_at)


def _keep_preview(uow: UnitOfWork, photo: Photo, order: Order, made: _Preview) -> None:
    """Use the new preview where the photo is still turned like that, whatever else changed."""
    is_as_turned = photo.quarter_turns == order.wanted.edits.quarter_turns
    unused = photo.preview_key if is_as_turned else made.key
    if is_as_turned:
        photo.preview_key, photo.preview_sha256 = made.key, made.sha256
    erase_later(uow, [unused], photo.case_id)


def _replace(uow: UnitOfWork, photo: Photo, order: Order, made: list[Rendition]) -> None:
    superseded = renditions_in(photo, order.wanted.variant)
    old_keys = [row.object_key for row in superseded]
    swap_renditions(uow, superseded, made)
    erase_later(uow, old_keys, photo.case_id)


def swap_renditions(uow: UnitOfWork, old: Sequence[Rendition], made: Sequence[Rendition]) -> None:
    """Put new rows in the place of old ones, whose files the caller has erased."""
    for row in old:
        uow.session.delete(row)
    uow.session.flush()
    for row in made:
        row.created_at = uow.now
    uow.session.add_all(made)


def _photo_in_turn(uow: UnitOfWork, photo_id: str) -> Photo | None:
    try:
        return uow.get_in_turn(Photo, photo_id, "photo")
    except NotFound:
        return None


def _settle(runtime: Runtime, photo_id: str) -> None:
    """Let publications that waited for these renditions be shown: they are there already."""
    with runtime.unit_of_work(SYSTEM) as uow:
        photo = _photo_in_turn(uow, photo_id)
        if photo is not None and photo.state != ERASED:
            _finish(uow, photo)


def _finish(uow: UnitOfWork, photo: Photo, made: Sequence[Rendition] = ()) -> None:
    photo.state = "ready"
    photo.reject_reason = None
    uow.session.flush()
    uow.session.expire(photo, ["renditions"])
    settle_media(uow, [photo.id])
    tell_made(uow, photo.case_id, photo.id, made)
    settle_case(uow, photo.case_id, touch=False)


def _is_overtaken(uow: UnitOfWork, photo: Photo, order: Order) -> bool:
    """Tell whether the consent was withdrawn since the job was asked, or ended otherwise.

    Of a photo that was there when the last permission ended, in whatever way, nothing is made,
    whatever is edited, until another is recorded (rule R6).

    A file that tells the age where a consent recorded meanwhile does not allow it is too.
    """
    if order.wanted.rights.is_over_25 and not rights_now(uow, photo.case).is_over_25:
        return True
    withdrawn = (
        select(ConsentRecord.id)
        .join(ConsentScope, ConsentScope.consent_id == ConsentRecord.id)
        .where(
            ConsentRecord.case_id == photo.case_id,
            or_(
                ConsentRecord.withdrawn_at >= order.asked_at,
                ConsentScope.withdrawn_at >= order.asked_at,
            ),
        )
    )
    consents = consents_of(uow.session, photo.case_id)
    fell_at = all_ended_at((row.as_value() for row in consents), uow.now)
    is_left = fell_at is not None and photo.created_at <= fell_at
    is_withdrawn = is_left or uow.session.execute(withdrawn).first() is not None
    return is_withdrawn and not _is_shown(uow, photo, order)


def _is_shown(uow: UnitOfWork, photo: Photo, order: Order) -> bool:
    """Tell whether a live publication needs this variant: another channel may still be open."""
    live = (
        select(Publication.id)
        .join(PublishedPhoto, PublishedPhoto.publication_id == Publication.id)
        .where(
            PublishedPhoto.photo_id == photo.id,
            Publication.variant == order.wanted.variant.value,
            Publication.ended_at.is_(None),
        )
    )
    return uow.session.execute(live).first() is not None


def _reject(runtime: Runtime, order: Order, refusal: PictureRejected) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        photo = uow.get_in_turn(Photo, order.photo_id, "photo")
        if photo.state == ERASED:
            return
        photo.state = "rejected"
        photo.reject_reason = refusal.message[:300]
        settle_case(uow, photo.case_id, touch=False)
