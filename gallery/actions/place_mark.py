"""Where the mark stands on the photos of a case: at one place on all that are compared."""

from collections.abc import Iterator
from dataclasses import replace

from gallery.actions.photo_edits import edits_of, shown_size_of, treated_areas_of
from gallery.actions.practice_mark import Look, look_on, looks_of, mark_of
from gallery.imaging.edits import Area
from gallery.imaging.placing import Place, choose_place, smallest_place
from gallery.imaging.specs import Size, Variant, Watermark
from gallery.models import Case, Photo, PracticeProfile
from gallery.storage import ObjectStore


def mark_on(
    photo: Photo, profile: PracticeProfile, variant: Variant, store: ObjectStore
) -> Watermark | None:
    """Return the mark to draw on a photo, at its place; None for clean pictures.

    Where no edge is free the smallest mark stands where the practice wants it: such a photo cannot
    be published (``pairs_without_room``), and its renditions are for staff only.
    """
    mark = mark_of(profile, variant, store)
    if mark is None:
        return None
    wanted = Place(mark.position, mark.width_ratio)
    place = _choose(compared_with(photo), wanted, mark.text) or smallest_place(wanted)
    return replace(mark, position=place.position, width_ratio=place.width_ratio)


def pairs_without_room(case: Case, profile: PracticeProfile, channel: str) -> list[str]:
    """Return the ids of pairs on which the channel's mark would cover what was treated."""
    look = look_on(profile, channel)
    if look is None:
        return []
    return [pair.id for pair in case.pairs if not _has_room(pair.before, look)]


def places_on(photo: Photo, profile: PracticeProfile) -> tuple[Place | None, ...]:
    """Return where each of the practice's marks would stand on a photo."""
    photos = compared_with(photo)
    return tuple(
        _choose(photos, Place(look.position, look.width_ratio), look.text)
        for look in looks_of(profile)
    )


def compared_with(photo: Photo) -> tuple[Photo, ...]:
    """Return the photo and all that are paired with it, directly or through others."""
    found = {photo.id: photo}
    grew = True
    while grew:
        known = len(found)
        for pair in photo.case.pairs:
            if pair.before_id in found or pair.after_id in found:
                found |= {pair.before_id: pair.before, pair.after_id: pair.after}
        grew = len(found) > known
    return tuple(found[identity] for identity in sorted(found))


def _has_room(photo: Photo, look: Look) -> bool:
    wanted = Place(look.position, look.width_ratio)
    return _choose(compared_with(photo), wanted, look.text) is not None


def _choose(photos: tuple[Photo, ...], wanted: Place, text: str | None) -> Place | None:
    treated = [area for photo in photos for area in _treated_as_shown(photo)]
    return choose_place(wanted, text, [shown_size_of(photo) for photo in photos], treated)


def _treated_as_shown(photo: Photo) -> Iterator[Area]:
    framing, size = edits_of(photo).framing, Size(photo.width_px, photo.height_px)
    for area in treated_areas_of(photo):
        shown = framing.shown_of(area, size) if framing else area
        if shown is not None:
            yield shown
