"""Claim a job under a lease, keep the lease while it runs, and give the job back."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from gallery.clock import utc_now
from gallery.models import Job
from gallery.runtime import Runtime

_BACKOFF = timedelta(seconds=5)
_BY_URGENCY = (Job.priority.desc(), Job.run_after, Job.created_at)


def owner_name() -> str:
    """Return who we are: host and process, so that a dead owner can be told from a busy one."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def claim_next(runtime: Runtime, least: int) -> Job | None:
    """Take the most urgent job that is due, of at least priority ``least``; None if there is none.

    Among equals the one that is due longest comes first.
    """
    while True:
        query = select(Job.id).where(_is_free(utc_now()), Job.priority >= least).limit(1)
        with runtime.reading() as session:
            job_id = session.execute(query.order_by(*_BY_URGENCY)).scalar()
        if job_id is None:
            return None
        job = claim(runtime, job_id)
        if job is not None:
            return job  # else another worker was faster: there may be more


def claim(runtime: Runtime, job_id: str) -> Job | None:
    """Take a job that is due; None if it is done, not due, or another worker has it."""
    now = utc_now()
    lease = now + timedelta(seconds=runtime.settings.job_lease_seconds)
    taken = (
        update(Job)
        .where(Job.id == job_id, _is_free(now))
        .values(state="running", owner=owner_name(), lease_until=lease, attempts=Job.attempts + 1)
    )
    with Session(runtime.engine, expire_on_commit=False) as session:
        count = session.execute(taken).rowcount  # type: ignore[attr-defined] # CursorResult
        job = session.get(Job, job_id) if count == 1 else None
        session.commit()
        return job


@contextmanager
def kept(runtime: Runtime, job: Job) -> Iterator[None]:
    """Renew the lease at a third of its length until the block ends."""
    ended = threading.Event()
    seconds = runtime.settings.job_lease_seconds

    def renew() -> None:
        while not ended.wait(seconds / 3):
            later = utc_now() + timedelta(seconds=seconds)
            mine = update(Job).where(Job.id == job.id, Job.owner == job.owner)
            with Session(runtime.engine) as session:
                session.execute(mine.values(lease_until=later))
                session.commit()

    thread = threading.Thread(target=renew, name=f"lease-{job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def finish(runtime: Runtime, job: Job) -> None:
    """Mark a job done."""
    _set(runtime, job, state="done", finished_at=utc_now(), error_code=None, error_message=None)


def give_back(runtime: Runtime, job: Job, code: str, message: str) -> datetime | None:
    """Queue a job again after a failure, later each time; None once its attempts are used up."""
    spent = job.attempts >= runtime.settings.job_attempts
    now = utc_now()
    due = now + _BACKOFF * (2 ** (job.attempts - 1))
    _set(
        runtime,
        job,
        state="failed" if spent else "queued",
        run_after=due,
        finished_at=now if spent else None,
        error_code=code[:60],
        error_message=message[:300],
    )
    return None if spent else due


def lost_jobs(runtime: Runtime) -> list[str]:
    """Return jobs whose message was lost or whose worker died, and free those of dead workers.

    The most urgent come first.
    """
    now = utc_now()
    with Session(runtime.engine) as session:
        running = session.execute(select(Job).where(Job.state == "running")).scalars().all()
        for job in running:
            if _is_dead(job.owner):
                job.state, job.lease_until = "queued", None
        session.flush()
        due = select(Job.id).where(_is_free(now)).order_by(*_BY_URGENCY)
        found = list(session.execute(due).scalars())
        session.commit()
        return found


def is_more_due(runtime: Runtime) -> bool:
    """Tell whether a job waits for a free thread."""
    with runtime.reading() as session:
        return (
            session.execute(select(Job.id).where(_is_free(utc_now())).limit(1)).first() is not None
        )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == "queued", Job.run_after <= now),
        and_(Job.state == "running", Job.lease_until < now),
    )


def _is_dead(owner: str | None) -> bool:
    """Tell whether the owner was a process of this host that is no more."""
    host, _, pid = (owner or "").rpartition(":")
    return host == socket.gethostname()[:40] and not Path(f"/proc/{pid}").exists()


def _set(runtime: Runtime, job: Job, **values: object) -> None:
    mine = update(Job).where(Job.id == job.id, Job.owner == job.owner, Job.state == "running")
    with Session(runtime.engine) as session:
        session.execute(mine.values(lease_until=None, **values))
        session.commit()
