"""SIGKILL of the worker in the middle of a batch loses nothing."""

import signal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.models import Job, Photo, Rendition
from gallery.runtime import Runtime
from tests.support.practice import Practice, picture_bytes
from tests.support.worker_process import wait_until, worker

PHOTOS = 8


def count(runtime: Runtime, state: str) -> int:
    with Session(runtime.engine) as session:
        asked = select(func.count(Job.id)).where(Job.state == state, Job.kind == "render_photo")
        return session.execute(asked).scalar_one()


@pytest.fixture
def database_kind() -> str:
    """Kill once: the lease is the same statement on both databases."""
    return "sqlite"


@pytest.fixture
def object_store_kind() -> str:
    """Store where another process finds it."""
    return "server"


def test_every_photo_is_rendered_once_although_the_worker_was_killed(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    for number in range(PHOTOS):
        content = picture_bytes(1000 + number, 1800, 1200)
        practice.photo(case_id, "before", content=content)
    with worker(runtime.settings) as first:
        wait_until(first, lambda: count(runtime, "running") > 0 and count(runtime, "done") > 0)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert count(runtime, "done") < PHOTOS
    with worker(runtime.settings) as second:
        wait_until(second, lambda: count(runtime, "done") >= PHOTOS)
    with Session(runtime.engine) as session:
        states = set(session.execute(select(Photo.state)).scalars())
        made = session.execute(
            select(Rendition.photo_id, Rendition.spec, Rendition.format, func.count()).group_by(
                Rendition.photo_id, Rendition.spec, Rendition.format
            )
        ).all()
    assert states == {"ready"}
    assert len({row[0] for row in made}) == PHOTOS
    assert {row[3] for row in made} == {1}
    assert count(runtime, "failed") == 0
