"""Run jobs: the worker's boundary, where every failure becomes a state of the job's row."""

import logging
from datetime import datetime, timedelta
from functools import partial

from gallery.clock import utc_now
from gallery.errors import GalleryError, Overtaken
from gallery.jobs.handlers import HANDLERS
from gallery.jobs.lanes import Lanes
from gallery.jobs.lease import (
    claim,
    claim_next,
    finish,
    give_back,
    is_more_due,
    kept,
    lost_jobs,
)
from gallery.models import Job
from gallery.runtime import Runtime

#: No delay: the job is due.
NOW = timedelta(0)

logger = logging.getLogger(__name__)


def run_job(runtime: Runtime, job_id: str) -> bool:
    """Run one job if it is due and free; tell whether it was run to its end."""
    job = claim(runtime, job_id)
    return job is not None and _run(runtime, job)


def run_next(runtime: Runtime, lanes: Lanes) -> bool:
    """Run the most urgent job that may begin; tell whether one was run to its end.

    A message that came while no thread was free for its job is spent: who becomes free sends one.
    """
    job = lanes.begin(partial(claim_next, runtime))
    if job is None:
        return False
    try:
        return _run(runtime, job)
    finally:
        lanes.end(job)
        if is_more_due(runtime):
            runtime.announce([(job.id, NOW)])


def _run(runtime: Runtime, job: Job) -> bool:
    try:
        with kept(runtime, job):
            HANDLERS[job.kind](runtime, job)
    except Overtaken as error:
        logger.info("job %s (%s) has nothing left to do: %s", job.id, job.kind, error.message)
    except GalleryError as error:
        _again(runtime, job.id, give_back(runtime, job, error.code, error.message))
        logger.warning("job %s (%s) failed: %s", job.id, job.kind, error.code)
        return False
    except Exception:
        message = "The job failed for an unknown reason; the worker's log has the details."
        _again(runtime, job.id, give_back(runtime, job, "internal_error", message))
        logger.exception("job %s (%s) failed", job.id, job.kind)
        return False
    finish(runtime, job)
    return True


def sweep(runtime: Runtime) -> int:
    """Announce jobs again that were lost; return how many."""
    lost = lost_jobs(runtime)
    runtime.announce([(job_id, NOW) for job_id in lost])
    return len(lost)


def drain(runtime: Runtime) -> int:
    """Run every due job in this process, those they lead to included; return how many ran."""
    ran = 0
    while due := lost_jobs(runtime):
        done = sum(run_job(runtime, job_id) for job_id in due)
        if done == 0:
            return ran
        ran += done
    return ran


def _again(runtime: Runtime, job_id: str, due: datetime | None) -> None:
    if due is not None:
        runtime.announce([(job_id, max(NOW, due - utc_now()))])
