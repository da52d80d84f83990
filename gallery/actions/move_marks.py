"""Have pictures made again whose mark must move, because of what was treated or is compared."""

from collections.abc import Iterator
from contextlib import contextmanager

from gallery.actions.place_mark import places_on
from gallery.actions.remake_renditions import remake
from gallery.actions.set_practice import practice_profile
from gallery.models import Case
from gallery.runtime import UnitOfWork

_MADE_OR_IN_WORK = frozenset({"ready", "processing"})


@contextmanager
def marks_follow(uow: UnitOfWork, case: Case) -> Iterator[None]:
    """Make again, after the block, every photo of the case on which a mark stands elsewhere then.

    Until they are made the photos count as in work: what is published never has a mark on a
    treated area, nor at two places on the sides of a pair.
    """
    profile = practice_profile(uow.session)
    before = {photo.id: (photo.state, places_on(photo, profile)) for photo in case.photos}
    yield
    uow.session.flush()
    uow.session.expire(case, ["pairs"])
    for photo in case.photos:
        state, places = before.get(photo.id, (photo.state, None))
        # What the block itself has made again will carry its mark at the new place.
        is_left = photo.state == state and state in _MADE_OR_IN_WORK
        if is_left and places_on(photo, profile) != places:
            remake(uow, photo)
