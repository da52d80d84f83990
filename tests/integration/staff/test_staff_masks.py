"""Covering a photo: the picture to draw on."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.models import LedgerEvent
from gallery.runtime import Runtime
from tests.support.pictures import encoded, mean_difference, photo, pixels
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]


def sideways() -> bytes:
    """Return a picture that a camera stored lying on its side."""
    image = photo(1800, 1200)
    exif = image.getexif()
    exif[0x0112] = 6
    return encoded(image, exif=exif)


def test_r23_the_working_picture_is_upright_bare_and_on_record(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    taken = practice.photo(practice.case(), "before", content=sideways())
    answer = signed_in("editor").get(f"/staff/photos/{taken.id}/working.jpg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any(mark in answer.data for mark in (b"Exif", b"ICC_PROFILE", b"ns.adobe.com"))
    shown = pixels(answer.data)
    assert shown.shape == (1600, 1067, 3)
    wanted = photo(1800, 1200).rotate(-90, expand=True).resize((1067, 1600))
    assert mean_difference(shown, pixels(wanted)) < 4
    with runtime.reading() as session:
        seen = select(LedgerEvent).where(LedgerEvent.action == "original.viewed")
        (event,) = session.execute(seen).scalars()
    assert (event.subject_id, event.details) == (taken.id, {"long_edge_px": 1600})


def test_the_working_picture_is_for_who_works_on_photos(
    signed_in: Browser, practice: Practice
) -> None:
    taken = practice.photo(practice.case(), "before")
    for role, status in (("viewer", 403), ("reviewer", 403), ("administrator", 200)):
        answer = signed_in(role).get(f"/staff/photos/{taken.id}/working.jpg")
        assert answer.status_code == status, role
