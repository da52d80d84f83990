"""Have the files of a case made again when what they state of its rights changes."""

from gallery.actions.end_publications import live_publications, purge_later
from gallery.actions.erase_objects import drop_renditions
from gallery.actions.publish_case import show_again
from gallery.actions.request_renditions import request_renditions
from gallery.actions.stated_rights import stated_rights
from gallery.imaging.specs import Rights, Variant
from gallery.models import Case, Photo, Priority
from gallery.runtime import UnitOfWork


def rights_now(uow: UnitOfWork, case: Case) -> Rights:
    """Return what a file of ``case`` states if it is made now."""
    uow.session.flush()
    return stated_rights(uow.session, case, uow.runtime.settings.base_url, uow.now)


def restate_rights(uow: UnitOfWork, case: Case, before: Rights) -> None:
    """Have the files of a case made again if they would state something else than ``before``.

    Where the age may not be told, files that tell it are erased in this transaction, whatever
    was true a moment ago: they may be older than the end of a consent. Caches forget them, and the
    case is hidden until it has pictures again.
    """
    now = rights_now(uow, case)
    must_go = not now.is_over_25 and any(_tells_age(photo) for photo in case.photos)
    if now == before and not must_go:
        return
    priority = None if must_go else Priority.BACKGROUND
    for photo in case.photos:
        variants = _made_of(photo)
        if must_go:
            variants |= show_again(uow, photo)
            drop_renditions(uow, photo)
        for variant in sorted(variants, key=lambda variant: variant.value):
            request_renditions(uow, photo, variant, priority=priority)
    live = live_publications(uow, case.id) if must_go else []
    if live:
        purge_later(uow, live)


def _tells_age(photo: Photo) -> bool:
    """Tell whether a file says so; one without a recipe may."""
    stated = [(row.recipe or {}).get("rights", {}) for row in photo.renditions]
    return any(rights.get("is_over_25", True) for rights in stated)


def _made_of(photo: Photo) -> set[Variant]:
    made = {Variant.of_spec(row.spec) for row in photo.renditions}
    # A job that is at work states what was true when it began: it is thrown away, see render_photo.
    return made | ({Variant.MARKED} if photo.state == "processing" else set())
