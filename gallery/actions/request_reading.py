"""Have pictures read for names by jobs, and tell which of them wait for it (rule R13)."""

from collections.abc import Iterable

from sqlalchemy import select

from gallery.actions.ask_once import ask_once
from gallery.models import Photo, Priority
from gallery.runtime import Runtime, UnitOfWork

OFF = "off"


def request_reading(uow: UnitOfWork, photo: Photo, priority: Priority | None = None) -> None:
    """Have a picture read by a job; it blocks publication until it was, unless it is off."""
    if uow.runtime.settings.picture_text != OFF:
        ask_once(uow, "read_picture_text", {"photo_id": photo.id}, photo.case_id, priority)


def read_again(uow: UnitOfWork, photo: Photo) -> None:
    """Have a picture read anew, because it was turned or other parts of it are covered now."""
    photo.text_read_at = photo.burnt_in_text_encrypted = None
    request_reading(uow, photo)


def unread(runtime: Runtime, photos: Iterable[Photo]) -> list[Photo]:
    """Return those that nobody read as they are now; none where reading is off."""
    if runtime.settings.picture_text == OFF:
        return []
    return [photo for photo in photos if photo.text_read_at is None]


def request_missing_readings(uow: UnitOfWork) -> int:
    """Ask for pictures that nobody read yet, such as those from before; return how many."""
    query = select(Photo).where(Photo.text_read_at.is_(None), Photo.state == "ready").limit(500)
    photos = uow.session.execute(query).scalars().all()
    for photo in photos:
        request_reading(uow, photo, Priority.NIGHTLY)
    return len(photos)
