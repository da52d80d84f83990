"""Have the checks of the night run now."""

from sqlalchemy import select

from gallery.errors import Conflict
from gallery.models import Job
from gallery.runtime import UnitOfWork


def ask_for_checks(uow: UnitOfWork) -> Job:
    """Add a job that compares objects, rows and ledger.

    :raises Conflict: ``checks_running``: one is waiting or running already.
    """
    unfinished = Job.state.in_(("queued", "running"))
    query = select(Job.id).where(Job.kind == "reconcile", unfinished).limit(1)
    if uow.session.execute(query).first() is not None:
        raise Conflict("The checks are running already.", code="checks_running")
    job = uow.enqueue("reconcile", {})
    uow.record("checks.asked", subject=("job", job.id))
    return job
