"""Many quick edits of a photo are one job, and the last edit is what is shown."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from gallery.actions import render_photo
from gallery.actions.edit_photo import edit_photo
from gallery.actions.request_renditions import request_renditions
from gallery.imaging.recipe import make
from gallery.imaging.render import Rendered
from gallery.jobs import drain
from gallery.jobs.lease import claim, give_back
from gallery.models import Job, Photo, Priority
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

TURNS = 21  # the photo ends as it began, turned by one quarter


@pytest.fixture
def photo(practice: Practice) -> Photo:
    """Return a photo, wider than high, whose pictures are made."""
    added = practice.photo(practice.case(), "before")
    practice.work()
    return added


def turn_often(runtime: Runtime, photo: Photo) -> None:
    for turn in range(1, TURNS + 1):
        with runtime.unit_of_work(OPERATOR) as uow:
            edit_photo(uow, photo.id, {"quarter_turns": turn % 4})


def ask(runtime: Runtime, photo: Photo, priority: Priority | None = None) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        request_renditions(uow, uow.get(Photo, photo.id, "photo"), priority=priority)


def renders(runtime: Runtime, state: str = "queued") -> Sequence[Job]:
    query = select(Job).where(Job.kind == "render_photo", Job.state == state)
    with runtime.reading() as session:
        return session.execute(query).scalars().all()


def assert_shown_as_turned(runtime: Runtime, photo: Photo) -> None:
    with runtime.reading() as session:
        now = session.get_one(Photo, photo.id)
        assert (now.state, now.quarter_turns) == ("ready", TURNS % 4)
        assert now.preview_key != photo.preview_key
        assert now.renditions
        assert all(row.height_px > row.width_px for row in now.renditions)


def test_quick_turns_leave_one_job_and_the_last_is_shown(runtime: Runtime, photo: Photo) -> None:
    done = len(renders(runtime, "done"))
    turn_often(runtime, photo)
    assert [job.payload.get("preview") for job in renders(runtime)] == ["again"]
    drain(runtime)
    assert len(renders(runtime, "done")) == done + 1
    assert_shown_as_turned(runtime, photo)


def test_turns_while_a_worker_renders_leave_one_more_and_the_last_is_shown(
    runtime: Runtime, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[int] = []

    def overtaken(*arguments: Any, **named: Any) -> Iterator[Rendered]:
        if not waiting:
            turn_often(runtime, photo)
            waiting.append(len(renders(runtime)))
        yield from make(*arguments, **named)

    with runtime.unit_of_work(OPERATOR) as uow:
        edit_photo(uow, photo.id, {"quarter_turns": 2})
    monkeypatch.setattr(render_photo, "make", overtaken)
    drain(runtime)
    assert waiting == [1]
    assert renders(runtime) == []
    assert_shown_as_turned(runtime, photo)


def test_a_worker_cannot_take_the_job_before_the_edit_is_committed(
    runtime: Runtime, photo: Photo
) -> None:
    ask(runtime, photo)
    [job] = renders(runtime)
    taken: list[Job | None] = []
    thread = threading.Thread(target=lambda: taken.append(claim(runtime, job.id)))
    with runtime.unit_of_work(OPERATOR) as uow:
        request_renditions(uow, uow.get(Photo, photo.id, "photo"), with_preview=True)
        thread.start()
        thread.join(0.3)
        assert not taken, "it would have read the photo as it was"
    thread.join()
    assert [one.payload.get("preview") for one in taken if one] == ["again"]
    assert renders(runtime) == []


def test_a_job_that_has_begun_or_failed_does_for_no_later_wish(
    runtime: Runtime, photo: Photo
) -> None:
    ask(runtime, photo)
    [first] = renders(runtime)
    running = claim(runtime, first.id)
    ask(runtime, photo)
    assert [job.id for job in renders(runtime)] != [first.id]
    assert running is not None
    give_back(runtime, running, "storage_unavailable", "The object store is away.")
    ask(runtime, photo)
    assert sorted(job.attempts for job in renders(runtime)) == [0, 1]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_most_urgent_wish_counts(runtime: Runtime, photo: Photo) -> None:
    for asked, priority in (
        (Priority.BACKGROUND, Priority.BACKGROUND),
        (None, Priority.WAITED_FOR),
        (Priority.LAST, Priority.WAITED_FOR),
    ):
        ask(runtime, photo, asked)
        assert [job.priority for job in renders(runtime)] == [priority]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_withdrawal_of_before_does_not_overtake_what_is_asked_again(
    practice: Practice, photo: Photo
) -> None:
    consent = practice.consent(photo.case_id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        edit_photo(uow, photo.id, {"quarter_turns": 1})
    practice.withdraw(consent.id)
    practice.consent_again(photo.case_id)
    ask(practice.runtime, photo)
    assert len(renders(practice.runtime)) == 1
    practice.work()
    with practice.runtime.reading() as session:
        assert session.get_one(Photo, photo.id).renditions


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_quick_turns_leave_one_comparison_and_one_reading(practice: Practice) -> None:
    settings = replace(practice.runtime.settings, picture_text="auto")
    runtime = replace(practice.runtime, settings=settings)
    case_id = practice.case()
    practice.pair(case_id)
    practice.work()
    with runtime.reading() as session:
        photo = session.execute(select(Photo).where(Photo.role == "before")).scalar_one()
    turn_often(runtime, photo)
    with runtime.reading() as session:
        waiting = session.execute(select(Job.kind).where(Job.state == "queued")).scalars().all()
    asked = sorted(kind for kind in waiting if kind != "erase_objects")
    # Both photos of the pair: their common frame changes with each turn.
    assert asked == ["compare_pair", "read_picture_text", "render_photo", "render_photo"]
