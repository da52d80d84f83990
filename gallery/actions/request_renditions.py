"""Have renditions made by a job; what waits for its turn already is not asked for twice."""

from collections.abc import Sequence

from sqlalchemy import select

from gallery.imaging.specs import Variant
from gallery.models import PRIORITY_OF_KIND, Job, Photo, Priority
from gallery.runtime import UnitOfWork

RENDER = "render_photo"
REMAKE = "remake_case"


def request_renditions(
    uow: UnitOfWork,
    photo: Photo,
    variant: Variant = Variant.MARKED,
    *,
    with_preview: bool = False,
    priority: Priority | None = None,
) -> None:
    """Ask for every rendition of ``variant``, and for the staff's preview if that has changed.

    Somebody waits for it, unless ``priority`` says otherwise. A job that has not begun does for
    every wish until then: what is to be made is read as it begins.
    """
    wanted = {"photo_id": photo.id, "variant": variant.value}
    payload = wanted | ({"preview": "again"} if with_preview else {})
    waiting = [
        job for job in _waiting(uow, RENDER, photo.case_id) if wanted.items() <= job.payload.items()
    ]
    if not waiting:
        uow.enqueue(RENDER, payload, case_id=photo.case_id, priority=priority)
        return
    job = waiting[0]
    job.payload = job.payload | payload
    job.priority = max(job.priority, PRIORITY_OF_KIND[RENDER] if priority is None else priority)
    # Asked at this moment: no withdrawal of before has overtaken it.
    job.created_at = max(job.created_at, uow.now)


def request_remake(uow: UnitOfWork, case_id: str) -> None:
    """Ask for all that is stale of a case, because a publication waits for it; once is enough."""
    urgent = Priority.WAITED_FOR
    if all(job.priority < urgent for job in _waiting(uow, REMAKE, case_id)):
        uow.enqueue(REMAKE, {"case_id": case_id}, case_id=case_id, priority=urgent)


def _waiting(uow: UnitOfWork, kind: str, case_id: str) -> Sequence[Job]:
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
