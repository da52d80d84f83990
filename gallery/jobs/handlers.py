"""What each kind of job does: parse the payload, call one action."""

from collections.abc import Callable

from gallery.actions.acknowledge_takedowns import acknowledge_takedowns
from gallery.actions.erase_objects import erase_case, erase_objects, erase_renditions
from gallery.actions.render_photo import render_photo
from gallery.errors import NotFound
from gallery.imaging.specs import Variant
from gallery.models import Job
from gallery.runtime import SYSTEM, Runtime

Handler = Callable[[Runtime, Job], None]


def _render_photo(runtime: Runtime, job: Job) -> None:
    try:
        variant = Variant(job.payload["variant"])
        turned = "preview" in job.payload
        photo_id = job.payload["photo_id"]
        render_photo(runtime, photo_id, variant, job.created_at, with_preview=turned)
    except NotFound:
        return  # the photo was removed before its turn came


def _erase_objects(runtime: Runtime, job: Job) -> None:
    erase_objects(runtime, job.payload["keys"].split())


def _erase_renditions(runtime: Runtime, job: Job) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        erase_renditions(uow, job.payload["case_id"])


def _erase_case(runtime: Runtime, job: Job) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        erase_case(uow, job.payload["case_id"])


def _verify_takedowns(runtime: Runtime, job: Job) -> None:
    acknowledge_takedowns(runtime, job.payload["event_id"])


HANDLERS: dict[str, Handler] = {
    "render_photo": _render_photo,
    "erase_objects": _erase_objects,
    "erase_renditions": _erase_renditions,
    "erase_case": _erase_case,
    "verify_takedowns": _verify_takedowns,
}
