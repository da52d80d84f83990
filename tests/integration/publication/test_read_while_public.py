"""R13: a name that is read in a picture that is public already takes its case down."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from gallery.actions import read_picture_text as reading
from gallery.actions.edit_photo import edit_photo
from gallery.actions.find_cases import load_case
from gallery.clock import utc_now
from gallery.errors import StorageUnavailable
from gallery.imaging.burnt_in_text import Box, BurntInText, Word
from gallery.models import Job, Notice, Photo
from gallery.published import PublishedGallery
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice
from tests.support.public_view import shown

BOX = Box(0.1, 0.1, 0.2, 0.2)
Says = Callable[[str | None], None]


@pytest.fixture
def says(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Says:
    """Switch reading on; return what sets the words of pictures, None for what cannot be read."""
    object.__setattr__(runtime.settings, "picture_text", "auto")
    monkeypatch.setattr(reading, "is_available", lambda: True)

    def say(text: str | None) -> None:
        def read(*_: object) -> BurntInText:
            if text is None:
                raise StorageUnavailable("Out of order.")
            return BurntInText(tuple(Word(word, 95.0, BOX) for word in text.split()))

        monkeypatch.setattr(reading, "_read", read)

    say("")
    return say


def turn(practice: Practice, case_id: str) -> None:
    """Turn the before by staff's hand, and have all done that can be."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        photos = load_case(uow.session, case_id).photos
        edit_photo(uow, next(p.id for p in photos if p.role == "before"), {"quarter_turns": 2})
    practice.work()


def read(practice: Practice) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(Job).values(run_after=utc_now()))
    practice.work()


def test_what_was_turned_stays_hidden_until_it_is_read(
    practice: Practice, gallery: PublishedGallery, client: FlaskClient, says: Says
) -> None:
    case_id = practice.published()
    media = shown(gallery)[0].pairs[0].before.media[0].key
    says(None)
    turn(practice, case_id)
    assert shown(gallery) == ()
    assert client.get(f"/media/{media}.jpg").status_code == 404
    says("nothing of note")
    read(practice)
    assert len(shown(gallery)) == 1
    assert client.get(f"/media/{media}.jpg").status_code == 200


def test_a_name_that_comes_to_light_takes_the_case_down(
    practice: Practice, gallery: PublishedGallery, client: FlaskClient, says: Says
) -> None:
    case_id = practice.published()
    media = shown(gallery)[0].pairs[0].before.media[0].key
    says(None)
    turn(practice, case_id)
    says("Jane Example")
    read(practice)
    assert shown(gallery) == ()
    assert client.get(f"/media/{media}.jpg").status_code == 410
    with practice.runtime.reading() as session:
        assert load_case(session, case_id).state == "unpublished"
        assert session.execute(select(Notice.kind)).scalars().all() == ["case_unfit"]


def test_a_public_picture_that_was_never_read_is_searched(
    practice: Practice, gallery: PublishedGallery, runtime: Runtime, says: Says
) -> None:
    practice.published()
    says("MRN-004711")
    with runtime.unit_of_work(OPERATOR) as uow:
        photo = uow.session.execute(select(Photo)).scalars().first()
        assert photo is not None
        photo.text_read_at = None
    assert len(shown(gallery)) == 1
    reading.read_picture_text(runtime, photo.id)
    assert shown(gallery) == ()
