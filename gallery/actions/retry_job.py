"""Have a failed job tried again."""

from datetime import timedelta

from gallery.errors import Conflict
from gallery.models import Job
from gallery.runtime import UnitOfWork


def retry_job(uow: UnitOfWork, job_id: str) -> Job:
    """Queue a failed job afresh, with all its attempts.

    :raises NotFound: there is no job with this id.
    :raises Conflict: ``job_not_failed``.
    """
    job = uow.get(Job, job_id, "job")
    if job.state != "failed":
        raise Conflict("Only a failed job can be tried again.", code="job_not_failed")
    job.state, job.attempts = "queued", 0
    job.run_after, job.finished_at = uow.now, None
    uow.announced.append((job.id, timedelta(0)))
    uow.record("job.retried", case_id=job.case_id, subject=("job", job.id))
    return job
