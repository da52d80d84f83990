"""Send one message to one site, again and again on the standard's schedule."""

import random
from dataclasses import dataclass

from gallery.actions.record_state import record_state
from gallery.actions.tell_news import is_overtaken
from gallery.actions.tell_sites import send_later
from gallery.clock import utc_now
from gallery.errors import NotFound
from gallery.models import Site, Takedown, WebhookDelivery
from gallery.outbound.webhook import (
    Delivery,
    EventType,
    Outcome,
    WebhookEvent,
    delay_before,
    deliver,
)
from gallery.runtime import SYSTEM, Runtime, UnitOfWork


@dataclass(frozen=True)
class _Message:
    url: str
    secrets: tuple[str, ...]
    event: WebhookEvent


def deliver_webhook(runtime: Runtime, delivery_id: str) -> None:
    """Make one attempt; the next one is a job of its own, due when the schedule says.

    A site that answers 410 is not called again until somebody enables it.
    """
    message = _message(runtime, delivery_id)
    if message is None:
        _drop_overtaken(runtime, delivery_id)
        return
    trusted = frozenset(runtime.settings.trusted_origins)
    # Asked before the transaction begins: a slow site must not hold back every writer.
    told = deliver(message.url, message.event, message.secrets, utc_now(), trusted)
    with runtime.unit_of_work(SYSTEM) as uow:
        _note(uow, delivery_id, told)


def _message(runtime: Runtime, delivery_id: str) -> _Message | None:
    with runtime.reading() as session:
        row = session.get(WebhookDelivery, delivery_id)
        if row is None:
            raise NotFound("There is no message with this id.")
        site = session.get(Site, row.site_id)
        if row.state != "pending" or site is None or site.webhook_url is None:
            return None
        if is_overtaken(session, row, site):
            return None
        encrypted = (site.webhook_secret_encrypted, site.webhook_previous_secret_encrypted)
        secrets = tuple(runtime.vault.decrypt(one) for one in encrypted if one)
        event = WebhookEvent(f"msg_{row.id}", EventType(row.event_type), row.created_at, row.data)  # type: ignore[arg-type] # checked by the event itself
        return _Message(site.webhook_url, secrets, event)


def _drop_overtaken(runtime: Runtime, delivery_id: str) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        row = uow.get(WebhookDelivery, delivery_id, "message")
        site = uow.session.get(Site, row.site_id)
        if row.state == "pending" and site is not None and is_overtaken(uow.session, row, site):
            row.state, row.finished_at = "overtaken", uow.now


def _note(uow: UnitOfWork, delivery_id: str, told: Delivery) -> None:
    row = uow.get(WebhookDelivery, delivery_id, "message")
    row.attempts += 1
    row.last_words = told.words[:300]
    if told.outcome is Outcome.RETRY:
        _try_again(uow, row)
        return
    row.finished_at = uow.now
    row.state = "delivered" if told.outcome is Outcome.DELIVERED else "disabled"
    if told.outcome is Outcome.DELIVERED and row.takedown_id:
        _acknowledge(uow, row.takedown_id)
    if told.outcome is Outcome.DISABLED:
        uow.get(Site, row.site_id, "site").webhook_disabled_at = uow.now
        uow.record("site.webhook_disabled", subject=("site", row.site_id))


def _acknowledge(uow: UnitOfWork, takedown_id: str) -> None:
    """The site said that it heard: no proof yet, but more than nothing."""
    task = uow.get_in_turn(Takedown, takedown_id, "takedown task")
    if task.state not in {"pending", "sent"}:
        return
    before, task.state, task.updated_at = task.state, "acknowledged", uow.now
    record_state(uow, task, before)


def _try_again(uow: UnitOfWork, row: WebhookDelivery) -> None:
    delay = delay_before(row.attempts + 1, random.random)
    if delay is None:
        row.state, row.finished_at = "failed", uow.now
        uow.record("site.webhook_failed", subject=("site", row.site_id), delivery=row.id)
    else:
        send_later(uow, row, delay=delay)
