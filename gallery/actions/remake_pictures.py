"""Make all stale renditions again, in this process or by jobs that everything else goes before."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from sqlalchemy import func, select

from gallery.actions.remake_case import RemakeStopped, remake_case
from gallery.actions.request_renditions import REMAKE
from gallery.actions.stale_renditions import plans
from gallery.errors import GalleryError, Overtaken
from gallery.models import Job
from gallery.runtime import Runtime, UnitOfWork

_OPEN = ("queued", "running")


@dataclass
class Outcome:
    """Tell what became of a run; ``failed`` are case ids with the code of what stood against."""

    photos: int = 0
    cases: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def remake_pictures(
    runtime: Runtime, told: Callable[[int], None], workers: int | None = None
) -> Outcome:
    """Make all that is stale, on one core for each worker; ``told`` hears of photos as they change.

    Ctrl-C, or any other exception of ``told``, stops the workers between two files. What a case
    was given is whole or nothing, so that the next run goes on where this one stopped.
    """
    stopped = Event()
    outcome = Outcome()
    pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
    work: dict[Future[int], str] = {}
    try:
        for plan in plans(runtime):
            work[pool.submit(remake_case, runtime, plan.case_id, stopped.is_set)] = plan.case_id
        for future, case_id in _ended(work):
            _note(outcome, future, case_id, told)
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)
    return outcome


def request_remakes(uow: UnitOfWork) -> int:
    """Have all that is stale made by jobs; return how many cases were asked for.

    A case that a job is to make again already is not asked for twice.
    """
    asked = set(uow.session.execute(_open_jobs(Job.case_id)).scalars())
    found = [plan.case_id for plan in plans(uow.runtime) if plan.case_id not in asked]
    for case_id in found:
        uow.enqueue(REMAKE, {"case_id": case_id}, case_id=case_id)
    if found:
        uow.record("renditions.remake_asked", cases=len(found))
    return len(found)


def _ended(work: dict[Future[int], str]) -> Iterator[tuple[Future[int], str]]:
    waiting = set(work)
    while waiting:
        done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
        yield from ((future, work[future]) for future in done)


def _note(outcome: Outcome, future: Future[int], case_id: str, told: Callable[[int], None]) -> None:
    try:
        photos = future.result()
    except (RemakeStopped, Overtaken):
        return
    except GalleryError as error:
        outcome.failed[case_id] = error.code
        return
    outcome.photos += photos
    outcome.cases += photos > 0
    told(photos)


def _open_jobs(column: Any) -> Any:
    return select(column).where(Job.kind == REMAKE, Job.state.in_(_OPEN))


def open_remakes(runtime: Runtime) -> int:
    """Return how many cases wait for their job or are being made."""
    with runtime.reading() as session:
        return int(session.execute(_open_jobs(func.count(Job.id))).scalar_one())
