"""List every surface that is to be cleared, each a task with a deadline (rule R5)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select

from gallery.actions.tell_news import NEWS
from gallery.models import (
    Case,
    LedgerEvent,
    Placement,
    Publication,
    Site,
    Takedown,
    WebhookDelivery,
)
from gallery.runtime import UnitOfWork

#: The service clears its own surfaces within seconds; people are given some days.
OWN_DEADLINE = timedelta(days=1)
MANUAL_DEADLINE = timedelta(days=7)
ORIGIN, CDN = "origin", "cdn"
#: The event that names every task of an ending: a row that is lost or added later is found out.
OPENED = "takedown.opened"


def open_takedowns(
    uow: UnitOfWork,
    case_id: str,
    event: LedgerEvent,
    channels: Sequence[str],
    *,
    are_files_erased: bool = True,
) -> list[Takedown]:
    """Add a task for each surface on which ``channels`` ever showed the case, and start on them.

    A copy that staff put somewhere is a task of its own. The renditions that no live publication
    shows are erased by a job, unless the consent stands.
    """
    tasks = [*_own_surfaces(uow, channels), *_placed(uow, case_id, channels)]
    for task in tasks:
        task.event_id, task.case_id = event.id, case_id
        task.state, task.attempts = "pending", 0
        task.created_at = task.updated_at = uow.now
    uow.session.add_all(tasks)
    uow.session.flush()
    _record(uow, case_id, event, tasks)
    _expect_answers(uow, tasks)
    # Erasing comes first: to look at every address of a surface takes a worker some seconds.
    if are_files_erased:
        uow.enqueue("erase_renditions", {"case_id": case_id}, case_id=case_id)
    for task in tasks:
        uow.enqueue("clear_surface", {"takedown_id": task.id}, case_id=case_id)
    return tasks


def _record(uow: UnitOfWork, case_id: str, ending: LedgerEvent, tasks: Sequence[Takedown]) -> None:
    uow.record(
        OPENED,
        case_id=case_id,
        event=ending.id,
        surfaces=sorted({task.surface for task in tasks}),
        tasks={task.id: {"surface": task.surface, "channels": task.channels} for task in tasks},
    )


def _expect_answers(uow: UnitOfWork, tasks: Sequence[Takedown]) -> None:
    """Let the messages that this work sends to sites tell their tasks when they arrived."""
    query = (
        select(WebhookDelivery, Site.key)
        .join(Site, Site.id == WebhookDelivery.site_id)
        .where(
            WebhookDelivery.created_at == uow.now,
            WebhookDelivery.takedown_id.is_(None),
            WebhookDelivery.event_type.not_in([event.value for event in NEWS]),
        )
    )
    by_surface = {task.surface: task for task in tasks}
    for delivery, key in uow.session.execute(query).all():
        task = by_surface.get(f"site:{key}")
        if task is not None and delivery.data.get("slug") == task_slug(uow, task):
            delivery.takedown_id, task.state = task.id, "sent"
    uow.session.flush()


def task_slug(uow: UnitOfWork, task: Takedown) -> str:
    """Return the public name of the case that a task is about."""
    return uow.get(Case, task.case_id, "case").slug


def ever_shown(uow: UnitOfWork, case_id: str, channels: Sequence[str] | None = None) -> list[str]:
    """Return the channels, or those of them, on which the case ever was.

    A post stays where it was put.
    """
    published = select(Publication.channel).where(Publication.case_id == case_id)
    placed = select(Placement.channel).where(
        Placement.case_id == case_id, Placement.removed_at.is_(None)
    )
    if channels is not None:
        published = published.where(Publication.channel.in_(channels))
        placed = placed.where(Placement.channel.in_(channels))
    found = [*uow.session.execute(published).scalars(), *uow.session.execute(placed).scalars()]
    return sorted(set(found))


def is_manual(surface: str) -> bool:
    """Tell whether a person has to clear the surface."""
    return surface not in {ORIGIN, CDN} and not surface.startswith("site:")


def _own_surfaces(uow: UnitOfWork, channels: Sequence[str]) -> Iterator[Takedown]:
    sites = uow.session.execute(select(Site).order_by(Site.key)).scalars().all()
    deadline = uow.now + OWN_DEADLINE
    yield Takedown(surface=ORIGIN, channels=" ".join(channels), deadline_at=deadline)
    if uow.runtime.settings.cdn_url:
        yield Takedown(surface=CDN, channels=" ".join(channels), deadline_at=deadline)
    for site in sites:
        carried = [channel for channel in channels if channel in site.channels]
        if carried:
            yield Takedown(
                surface=f"site:{site.key}", channels=" ".join(carried), deadline_at=deadline
            )


def _placed(uow: UnitOfWork, case_id: str, channels: Sequence[str]) -> Iterator[Takedown]:
    """Yield a task for each copy put there by hand, and one for a channel without any on record."""
    deadline = uow.now + MANUAL_DEADLINE
    query = select(Placement).where(
        Placement.case_id == case_id,
        Placement.channel.in_(channels),
        Placement.removed_at.is_(None),
    )
    placements = list(uow.session.execute(query.order_by(Placement.placed_at)).scalars())
    for row in placements:
        yield Takedown(
            surface=row.channel,
            channels=row.channel,
            address=row.address,
            placement_id=row.id,
            deadline_at=deadline,
        )
    noted = {row.channel for row in placements}
    for channel in _by_hand(channels):
        if channel not in noted:
            yield Takedown(surface=channel, channels=channel, deadline_at=deadline)


def _by_hand(channels: Iterable[str]) -> Iterator[str]:
    yield from (channel for channel in channels if not channel.startswith("website"))
