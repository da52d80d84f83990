"""Whose fault it is that a picture took too long: its own, or that of a busy machine."""

from collections.abc import Iterator

import psutil
import pytest
from sqlalchemy.orm import Session

from gallery.actions import render_photo
from gallery.actions.picture_limits import limits_of
from gallery.clock import utc_now
from gallery.errors import PictureTooLarge
from gallery.imaging import refusals, sandbox
from gallery.imaging.limits import Limits
from gallery.jobs import run_job
from gallery.models import Job, Photo
from gallery.runtime import Runtime
from tests.integration.imaging.test_lying_child import lying
from tests.support.practice import Practice


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def honest_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the next task meet the program itself again."""
    yield
    monkeypatch.undo()
    sandbox._SERVER.discard()


def test_a_child_that_uses_up_its_cpu_time_is_a_slow_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lying(monkeypatch, "spin", "spins")
    work = sandbox.run("spin", {}, Limits(decode_seconds=60))
    next(work)
    assert sandbox._SERVER.process is not None
    [child] = psutil.Process(sandbox._SERVER.process.pid).children()
    child.rlimit(psutil.RLIMIT_CPU, (1, 2))
    with pytest.raises(PictureTooLarge, match="longer than 60 s") as refusal:
        list(work)
    assert refusal.value.code == "picture_too_slow"


def test_so_is_one_that_had_a_processor_until_its_time_was_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Where these tests run others are at work too: a fifth of a processor has to do here.
    monkeypatch.setattr(refusals, "UNDISTURBED", 0.2)
    lying(monkeypatch, "spin", "spins")
    list(sandbox.run("probe", {}, Limits()))  # the decoders are loaded now
    usage = sandbox.Usage()
    with pytest.raises(PictureTooLarge, match="longer than 1 s"):
        list(sandbox.run("spin", {}, Limits(decode_seconds=1), cores=9, usage=usage))
    assert 0.2 <= usage.cpu_seconds < 1.5


@pytest.fixture
def job_id(practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a job whose child hangs for longer than it may."""
    practice.photo(practice.case(), "before")
    monkeypatch.setattr(render_photo, "limits_of", lambda _: Limits(render_seconds=0.5))
    lying(monkeypatch, "render", "sleeps")
    with runtime.reading() as session:
        return session.query(Job).filter_by(kind="render_photo").one().id


def outcome(runtime: Runtime, job_id: str) -> tuple[str, str | None, str]:
    with runtime.reading() as session:
        job, photo = session.get_one(Job, job_id), session.query(Photo).one()
        return job.state, job.error_code, photo.state


def test_a_job_that_had_no_processor_is_tried_again(
    runtime: Runtime, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not run_job(runtime, job_id)
    assert outcome(runtime, job_id) == ("queued", "imaging_busy", "processing")
    monkeypatch.setattr(render_photo, "limits_of", limits_of)
    monkeypatch.setattr(sandbox._SERVER, "program", sandbox.PROGRAM)
    sandbox._SERVER.discard()
    with Session(runtime.engine) as session:
        session.get_one(Job, job_id).run_after = utc_now()
        session.commit()
    assert run_job(runtime, job_id)
    assert outcome(runtime, job_id) == ("done", None, "ready")


def test_after_its_last_try_the_job_has_failed_and_the_photo_is_not_refused(
    runtime: Runtime, job_id: str
) -> None:
    with Session(runtime.engine) as session:
        session.get_one(Job, job_id).attempts = runtime.settings.job_attempts - 1
        session.commit()
    assert not run_job(runtime, job_id)
    assert outcome(runtime, job_id) == ("failed", "imaging_busy", "processing")


def test_a_picture_that_is_slow_itself_is_refused(
    runtime: Runtime, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "UNDISTURBED", 0.0)
    assert run_job(runtime, job_id)
    assert outcome(runtime, job_id) == ("done", None, "rejected")
