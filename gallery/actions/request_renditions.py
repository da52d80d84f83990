"""Have renditions made by a job; what waits for its turn already is not asked for twice."""

from gallery.actions.ask_once import ask_once, waiting_jobs
from gallery.imaging.specs import Variant
from gallery.models import PRIORITY_OF_KIND, Photo, Priority
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
        job
        for job in waiting_jobs(uow, RENDER, photo.case_id)
        if wanted.items() <= job.payload.items()
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
    ask_once(uow, REMAKE, {"case_id": case_id}, case_id, Priority.WAITED_FOR)
