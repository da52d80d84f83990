"""Have a photo made again after its edits changed."""

from gallery.actions.erase_objects import drop_renditions
from gallery.actions.publish_case import show_again
from gallery.actions.request_renditions import request_renditions
from gallery.imaging.specs import Variant
from gallery.models import Photo
from gallery.runtime import UnitOfWork


def remake(uow: UnitOfWork, photo: Photo, *, with_preview: bool = False) -> None:
    """Erase what shows the photo as it no longer stands, and ask for it anew.

    Call it after the new edits are set, in the turn of the case. A live publication of the photo
    keeps its keys, gets the sizes of the new renditions and is hidden until they are there.
    ``with_preview`` has the staff's preview made again too: only a turn changes it.
    """
    drop_renditions(uow, photo)
    photo.state = "processing"
    variants = {Variant.MARKED, *show_again(uow, photo)}
    for variant in sorted(variants, key=lambda variant: variant.value):
        is_first = variant == Variant.MARKED
        request_renditions(uow, photo, variant, with_preview=with_preview and is_first)
