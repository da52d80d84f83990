"""Have renditions made by a job."""

from sqlalchemy import select

from gallery.imaging.specs import Variant
from gallery.models import Job, Photo, Priority
from gallery.runtime import UnitOfWork

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

    Somebody waits for it, unless ``priority`` says otherwise.
    """
    payload = {"photo_id": photo.id, "variant": variant.value}
    if with_preview:
        payload["preview"] = "again"
    uow.enqueue("render_photo", payload, case_id=photo.case_id, priority=priority)


def request_remake(uow: UnitOfWork, case_id: str) -> None:
    """Ask for all that is stale of a case, because a publication waits for it; once is enough."""
    asked = select(Job.id).where(
        Job.kind == REMAKE,
        Job.case_id == case_id,
        Job.state == "queued",
        Job.priority >= Priority.WAITED_FOR,
    )
    if uow.session.execute(asked.limit(1)).first() is None:
        payload = {"case_id": case_id}
        uow.enqueue(REMAKE, payload, case_id=case_id, priority=Priority.WAITED_FOR)
