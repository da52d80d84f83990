"""SIGKILL of the worker in the middle of a batch loses nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.config import Settings
from gallery.models import Job, Photo, Rendition
from gallery.runtime import Runtime
from tests.support.practice import Practice, picture_bytes

PHOTOS = 8
PATIENCE_SECONDS = 120


def written(value: object) -> str:
    """Return a setting as the environment holds it; lists are parted by commas."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def environment(settings: Settings) -> dict[str, str]:
    """Return the settings as a process of the product reads them."""
    given = {
        f"GALLERY_{f.name.upper()}": written(getattr(settings, f.name)) for f in fields(settings)
    }
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GALLERY_")}
    return {**inherited, **given}


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "gallery", "worker"]
    process = subprocess.Popen(command, env=environment(settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(process: subprocess.Popen[bytes], condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "the worker did not get on"
        time.sleep(0.1)


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
