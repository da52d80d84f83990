"""Ask for a job that reads what it needs as it begins: one that waits does for every wish."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from gallery.models import PRIORITY_OF_KIND, Job, Priority
from gallery.runtime import UnitOfWork


def ask_once(
    uow: UnitOfWork,
    kind: str,
    payload: Mapping[str, str],
    case_id: str,
    priority: Priority | None = None,
) -> None:
    """Add a job unless the very same waits already, of at least this urgency."""
    urgency = PRIORITY_OF_KIND.get(kind, Priority.USUAL) if priority is None else priority
    waiting = waiting_jobs(uow, kind, case_id)
    if not any(job.payload == payload and job.priority >= urgency for job in waiting):
        uow.enqueue(kind, payload, case_id=case_id, priority=priority)


def waiting_jobs(uow: UnitOfWork, kind: str, case_id: str) -> Sequence[Job]:
    """Return jobs that are due, have never begun, and cannot before this work is committed.

    On PostgreSQL their rows are locked until then; SQLite has a single writer. One that a worker
    is taking this moment may have read what was: it is passed over, and so is one that failed,
    which comes later and may have no attempt left.
    """
    query = (
        select(Job)
        .where(
            Job.kind == kind,
            Job.case_id == case_id,
            Job.state == "queued",
            Job.attempts == 0,
            Job.run_after <= uow.now,
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return uow.session.execute(query).scalars().all()
