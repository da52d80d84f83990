"""Have the renditions of a photo made by a job."""

from gallery.imaging.specs import Variant
from gallery.models import Photo, Priority
from gallery.runtime import UnitOfWork


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
