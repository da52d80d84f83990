"""What is to be made of a photo as its edits, mark and rights are, and whether that is there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.actions.photo_edits import edits_of
from gallery.actions.place_mark import mark_on
from gallery.actions.seal_rendition import signer_of
from gallery.actions.set_practice import practice_profile
from gallery.actions.stated_rights import stated_rights
from gallery.clock import utc_now
from gallery.imaging.recipe import Wanted, source_hash
from gallery.imaging.specs import Variant
from gallery.models import Photo, Rendition
from gallery.runtime import Runtime, UnitOfWork


@dataclass(frozen=True)
class Order:
    """State what is to be made of which original."""

    photo_id: str
    original_key: str
    wanted: Wanted
    source_hash: str
    asked_at: datetime


def order_for(
    runtime: Runtime, session: Session, photo: Photo, variant: Variant, asked_at: datetime
) -> Order:
    """Return what is to be made of a photo as its edits, mark and rights are now."""
    profile = practice_profile(session)
    watermark = mark_on(photo, profile, variant, runtime.store)
    rights = stated_rights(session, photo.case, runtime.settings.base_url, utc_now())
    edits, signer = edits_of(photo), signer_of(runtime.settings)
    return Order(
        photo_id=photo.id,
        original_key=photo.original_key,
        wanted=Wanted(photo.sha256, variant, edits, watermark, rights, profile.watermark_logo_key),
        source_hash=source_hash(photo.sha256, edits, watermark, rights, signer),
        asked_at=asked_at,
    )


def renditions_in(photo: Photo, variant: Variant) -> list[Rendition]:
    """Return what there is of a photo in ``variant``."""
    return [row for row in photo.renditions if row.spec.startswith(f"{variant.value}-")]


def is_current(uow: UnitOfWork, photo: Photo, variant: Variant) -> bool:
    """Tell whether a photo has renditions, and they are what would be made of it now."""
    made = renditions_in(photo, variant)
    if not made:
        return False
    order = order_for(uow.runtime, uow.session, photo, variant, uow.now)
    return all(row.source_hash == order.source_hash for row in made)
