"""What each kind of job does: parse the payload, call one action."""

from collections.abc import Callable

from gallery.actions.checkpoint_ledger import checkpoint_ledger
from gallery.actions.clear_surface import clear_surface
from gallery.actions.compare_pair import compare_pair, request_missing_comparisons
from gallery.actions.deliver_webhook import deliver_webhook
from gallery.actions.erase_objects import erase_case, erase_objects, erase_renditions
from gallery.actions.give_notice import give_notices
from gallery.actions.look_for_names import look_for_names
from gallery.actions.purge_cache import purge_cache
from gallery.actions.read_picture_text import read_picture_text
from gallery.actions.reconcile import reconcile
from gallery.actions.remake_case import remake_case
from gallery.actions.render_photo import render_photo
from gallery.actions.request_reading import request_missing_readings
from gallery.actions.seal_parties import seal_older_consents
from gallery.actions.see_pages import see_pages
from gallery.actions.settle_case import keep_unnamed
from gallery.actions.settle_expiries import settle_expiries
from gallery.imaging.specs import Variant
from gallery.models import Job
from gallery.runtime import SYSTEM, Runtime

Handler = Callable[[Runtime, Job], None]


def _render_photo(runtime: Runtime, job: Job) -> None:
    variant = Variant(job.payload["variant"])
    turned = "preview" in job.payload
    photo_id = job.payload["photo_id"]
    render_photo(runtime, photo_id, variant, job.created_at, with_preview=turned)


def _remake_case(runtime: Runtime, job: Job) -> None:
    remake_case(runtime, job.payload["case_id"])


def _erase_objects(runtime: Runtime, job: Job) -> None:
    erase_objects(runtime, job.payload["keys"].split())


def _erase_renditions(runtime: Runtime, job: Job) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        erase_renditions(uow, job.payload["case_id"])


def _erase_case(runtime: Runtime, job: Job) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        erase_case(uow, job.payload["case_id"])


def _reconcile(runtime: Runtime, _job: Job) -> None:
    reconcile(runtime, SYSTEM)


def _clear_surface(runtime: Runtime, job: Job) -> None:
    clear_surface(runtime, job.payload["takedown_id"])


def _deliver_webhook(runtime: Runtime, job: Job) -> None:
    deliver_webhook(runtime, job.payload["delivery_id"])


def _purge_cache(runtime: Runtime, job: Job) -> None:
    purge_cache(runtime, job.payload["publications"].split())


def _read_picture_text(runtime: Runtime, job: Job) -> None:
    read_picture_text(runtime, job.payload["photo_id"])


def _compare_pair(runtime: Runtime, job: Job) -> None:
    compare_pair(runtime, job.payload["pair_id"])


def _keep_unnamed(runtime: Runtime, job: Job) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.take_turn(job.payload["case_id"])
        keep_unnamed(uow, job.payload["case_id"])


def _look_for_names(runtime: Runtime, _job: Job) -> None:
    look_for_names(runtime)


def _settle_expiries(runtime: Runtime, _job: Job) -> None:
    settle_expiries(runtime)


def _give_notices(runtime: Runtime, _job: Job) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        give_notices(uow)
        request_missing_readings(uow)
        request_missing_comparisons(uow)
    seal_older_consents(runtime)


def _see_pages(runtime: Runtime, _job: Job) -> None:
    see_pages(runtime)


def _checkpoint_ledger(runtime: Runtime, _job: Job) -> None:
    if not runtime.settings.ledger_key:
        return  # an installation without a signing key keeps its ledger without checkpoints
    with runtime.unit_of_work(SYSTEM) as uow:
        checkpoint_ledger(uow)


HANDLERS: dict[str, Handler] = {
    "render_photo": _render_photo,
    "remake_case": _remake_case,
    "erase_objects": _erase_objects,
    "erase_renditions": _erase_renditions,
    "erase_case": _erase_case,
    "clear_surface": _clear_surface,
    "deliver_webhook": _deliver_webhook,
    "purge_cache": _purge_cache,
    "read_picture_text": _read_picture_text,
    "compare_pair": _compare_pair,
    "keep_unnamed": _keep_unnamed,
    "look_for_names": _look_for_names,
    "settle_expiries": _settle_expiries,
    "give_notices": _give_notices,
    "see_pages": _see_pages,
    "checkpoint_ledger": _checkpoint_ledger,
    "reconcile": _reconcile,
}
