"""A job's row is the truth: claimed once, tried again, given up visibly."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.retry_job import retry_job
from gallery.clock import utc_now
from gallery.errors import Conflict, StorageUnavailable
from gallery.jobs import drain, run_job, sweep
from gallery.jobs.handlers import HANDLERS
from gallery.jobs.lease import claim
from gallery.models import Job, Rendition
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice


def job_in(runtime: Runtime, kind: str) -> Job:
    with Session(runtime.engine) as session:
        return session.execute(select(Job).where(Job.kind == kind)).scalars().one()


def test_a_claimed_job_cannot_be_claimed_again(practice: Practice, runtime: Runtime) -> None:
    practice.photo(practice.case(), "before")
    job = job_in(runtime, "render_photo")
    assert claim(runtime, job.id) is not None
    assert claim(runtime, job.id) is None
    assert not run_job(runtime, job.id)


def test_a_job_of_a_dead_worker_is_taken_up_again(practice: Practice, runtime: Runtime) -> None:
    practice.photo(practice.case(), "before")
    job = job_in(runtime, "render_photo")
    claim(runtime, job.id)
    assert sweep(runtime) == 0
    with Session(runtime.engine) as session:
        row = session.get_one(Job, job.id)
        row.owner = f"{(row.owner or '').rpartition(':')[0]}:{_dead_pid()}"
        session.commit()
    assert sweep(runtime) == 1
    assert run_job(runtime, job.id)


def test_a_lease_that_ran_out_is_free(practice: Practice, runtime: Runtime) -> None:
    practice.photo(practice.case(), "before")
    job = job_in(runtime, "render_photo")
    claim(runtime, job.id)
    with Session(runtime.engine) as session:
        row = session.get_one(Job, job.id)
        row.lease_until, row.owner = utc_now() - timedelta(seconds=1), "elsewhere:1"
        session.commit()
    assert claim(runtime, job.id) is not None


#: What a publication and a withdrawal lead to; the others have tests of their own.
EVERYDAY = {
    "compare_pair",
    "render_photo",
    "clear_surface",
    "erase_renditions",
    "erase_objects",
}


def test_every_handler_may_run_twice(practice: Practice, runtime: Runtime) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    practice.withdraw(consent.id)
    practice.work()
    with Session(runtime.engine, expire_on_commit=False) as session:
        jobs = session.execute(select(Job)).scalars().all()
    assert {job.kind for job in jobs} == EVERYDAY
    before = _objects(runtime)
    for job in jobs:
        HANDLERS[job.kind](runtime, job)
    drain(runtime)
    assert _objects(runtime) == before


def test_a_failing_job_is_tried_again_and_then_shown_as_failed(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_runtime: Runtime, _job: Job) -> None:
        raise StorageUnavailable("The object store failed.")

    monkeypatch.setitem(HANDLERS, "render_photo", fail)
    practice.photo(practice.case(), "before")
    job = job_in(runtime, "render_photo")
    for _ in range(runtime.settings.job_attempts):
        with Session(runtime.engine) as session:
            session.get_one(Job, job.id).run_after = utc_now() - timedelta(seconds=1)
            session.commit()
        assert not run_job(runtime, job.id)
    failed = job_in(runtime, "render_photo")
    assert (failed.state, failed.error_code) == ("failed", "storage_unavailable")
    monkeypatch.undo()
    with runtime.unit_of_work(OPERATOR) as uow:
        retry_job(uow, job.id)
    assert run_job(runtime, job.id)
    with pytest.raises(Conflict), runtime.unit_of_work(OPERATOR) as uow:
        retry_job(uow, job.id)


def test_withdrawal_while_rendering_leaves_nothing(practice: Practice, runtime: Runtime) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.withdraw(consent.id)
    practice.work()
    assert [stored.key for stored in runtime.store.list("renditions/")] == []
    with Session(runtime.engine) as session:
        assert session.execute(select(Rendition.id)).first() is None


def _objects(runtime: Runtime) -> int:
    return sum(1 for _ in runtime.store.list("renditions/"))


def _dead_pid() -> int:
    return next(pid for pid in range(2**22, 2, -1) if not Path(f"/proc/{pid}").exists())
