"""Erasing a case forgets what its pictures told; what proves that it was allowed stays (R6)."""

from datetime import date

import pytest
from alembic import command
from sqlalchemy import select

from gallery import db
from gallery.actions import read_picture_text as reading
from gallery.actions.delete_case import delete_case
from gallery.actions.unpublish_case import unpublish_case
from gallery.imaging.burnt_in_text import Box, BurntInText, Word
from gallery.models import Case, Photo, Publication
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

BEFORE = "20261127_whose"
TOLD = {
    "captured_on": date(2025, 1, 1),
    "camera": "Canon X",
    "focal_length_mm": 50.0,
    "capture": {"iso": 100},
    "masks": [{"kind": "box"}],
    "treated_areas": [{"left": 0.1}],
    "framing": {"left": 0.1},
    "interval": "6w",
    "reject_reason": "It is turned.",
}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def fill(runtime: Runtime) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        for photo in uow.session.execute(select(Photo)).scalars():
            photo.burnt_in_text_encrypted = runtime.vault.encrypt("JANE EXAMPLE 01/02/1970")
            for name, value in TOLD.items():
                setattr(photo, name, value)


def still_told(runtime: Runtime) -> set[str]:
    with runtime.reading() as session:
        photos = session.execute(select(Photo)).scalars().all()
        assert {photo.state for photo in photos} == {"erased"}
        names = ("burnt_in_text_encrypted", "preview_sha256", *TOLD)
        return {name for photo in photos for name in names if getattr(photo, name)}


@pytest.fixture
def erased(practice: Practice) -> str:
    case_id = practice.published(laterality="left", registration_number="R-1")
    fill(practice.runtime)
    for act in (unpublish_case, delete_case):
        with practice.runtime.unit_of_work(OPERATOR) as uow:
            act(uow, case_id)
    practice.work()
    return case_id


def test_r6_rows_of_an_erased_case_tell_nothing_of_the_pictures(
    runtime: Runtime, erased: str
) -> None:
    assert still_told(runtime) == set()
    with runtime.reading() as session:
        case = session.get_one(Case, erased)
        publication = session.execute(select(Publication)).scalar_one()
        photos = session.execute(select(Photo)).scalars().all()
    assert (case.title, case.laterality, case.registration_number) == ("Deleted case", None, None)
    assert (publication.age_band, publication.gender, publication.skin_type) == (None, None, None)
    # What a consent must cover, and the file's hash, are the proof.
    assert all(photo.sha256 and photo.view and photo.identifiability for photo in photos)


@pytest.mark.usefixtures("erased")
def test_the_upgrade_empties_what_was_erased_before(runtime: Runtime, database_url: str) -> None:
    command.downgrade(db._alembic(database_url), BEFORE)
    fill(runtime)
    db.upgrade(database_url)
    assert still_told(runtime) == set()


def test_what_is_read_while_a_case_is_erased_is_not_kept(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = practice.case()
    photo = practice.photo(case_id, "before")

    def late(*_: object) -> BurntInText:
        with runtime.unit_of_work(OPERATOR) as uow:
            delete_case(uow, case_id)
        practice.work()
        return BurntInText((Word("JANE", 90, Box(0.1, 0.1, 0.2, 0.2)),))

    monkeypatch.setattr(reading, "is_available", lambda: True)
    monkeypatch.setattr(reading, "_read", late)
    reading.read_picture_text(runtime, photo.id)
    assert still_told(runtime) == set()
