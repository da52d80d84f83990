"""What is done without anybody asking: every few minutes, and once a night."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from gallery.clock import utc_now
from gallery.db import one_at_a_time
from gallery.models import Job, Priority
from gallery.runtime import SYSTEM, Runtime, UnitOfWork

#: Kind of job and how often it is due.
REGULAR = {
    "settle_expiries": timedelta(minutes=5),
    "give_notices": timedelta(hours=1),
    "see_pages": timedelta(hours=1),
}
#: Kinds that run once a night, one after the other, in the practice's time zone.
NIGHTLY = ("checkpoint_ledger", "look_for_names", "reconcile")
NIGHT = time(3, 0)


def enqueue_due(runtime: Runtime) -> list[str]:
    """Add the jobs that are due and not there yet; return their kinds.

    Any number of workers may ask at once: they take turns, and the rows tell what was added.
    """
    now = utc_now()
    night = last_night(now, runtime)
    wanted = {kind: now - every for kind, every in REGULAR.items()} | dict.fromkeys(NIGHTLY, night)
    if not any(_is_due(runtime, kind, since) for kind, since in wanted.items()):
        return []
    with runtime.unit_of_work(SYSTEM) as uow:
        one_at_a_time(uow.session, "schedule")
        uow.session.connection()
        due = [kind for kind, since in wanted.items() if _is_missing(uow, kind, since)]
        for kind in due:
            uow.enqueue(kind, {}, priority=Priority.NIGHTLY if kind in NIGHTLY else None)
    return due


def last_night(now: datetime, runtime: Runtime) -> datetime:
    """Return the last instant at which it was three in the morning where the practice is."""
    local = now.astimezone(runtime.settings.zone)
    night = datetime.combine(local.date(), NIGHT, tzinfo=local.tzinfo)
    return night if night <= local else night - timedelta(days=1)


def _is_due(runtime: Runtime, kind: str, since: datetime) -> bool:
    with runtime.reading() as session:
        query = select(Job.id).where(Job.kind == kind, Job.created_at > since).limit(1)
        return session.execute(query).first() is None


def _is_missing(uow: UnitOfWork, kind: str, since: datetime) -> bool:
    query = select(Job.id).where(Job.kind == kind, Job.created_at > since).limit(1)
    return uow.session.execute(query).first() is None
