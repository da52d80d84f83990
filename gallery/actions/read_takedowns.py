"""Read the surfaces that are to be cleared: of every case, one, or those of one event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from gallery.actions.withdrawn_together import withdrawn_together
from gallery.consent.takedown_states import OPEN
from gallery.errors import NotFound
from gallery.models import Case, LedgerEvent, Takedown
from gallery.runtime import Actor, Runtime

#: What a list of surfaces may be narrowed to.
OPEN_ONLY, LATE_ONLY, DONE_ONLY = "open", "late", "done"


@dataclass(frozen=True)
class NamedTakedown:
    """Hold a task with the title of its case."""

    task: Takedown
    case_title: str


def takedowns_by_deadline(
    session: Session, which: str, now: datetime, *, limit: int, offset: int = 0
) -> list[NamedTakedown]:
    """Return tasks that are ``open``, ``late`` or ``done``: soonest due or last finished first."""
    order = (
        Takedown.finished_at.desc() if which == DONE_ONLY else Takedown.deadline_at,
        Takedown.id,
    )
    query = (
        select(Takedown, Case.title)
        .join(Case, Case.id == Takedown.case_id)
        .where(*_conditions(which, now))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    return [NamedTakedown(task, title) for task, title in session.execute(query).all()]


def count_takedowns(session: Session, which: str, now: datetime) -> int:
    """Return how many tasks are ``open``, ``late`` or ``done``."""
    query = select(func.count(Takedown.id)).where(*_conditions(which, now))
    return int(session.execute(query).scalar_one())


def takedown_named(session: Session, takedown_id: str) -> NamedTakedown:
    """Return one task.

    :raises NotFound: there is no task with this id.
    """
    task = session.get(Takedown, takedown_id)
    case = session.get(Case, task.case_id) if task else None
    if task is None or case is None:
        raise NotFound("There is no takedown task with this id.")
    return NamedTakedown(task, case.title)


@dataclass(frozen=True)
class Cause:
    """Hold what surfaces were to be cleared for, each surface with its task.

    Of several consents that were withdrawn at once ``events`` are all, ``event`` the one asked for.
    """

    event: LedgerEvent
    events: tuple[LedgerEvent, ...]
    tasks: tuple[Takedown, ...]


def cause_of(session: Session, event_id: str) -> Cause:
    """Return the event that surfaces were to be cleared for: a withdrawal, an expiry, an error.

    :raises NotFound: there is no event with this id that anything was cleared for.
    """
    events = withdrawn_together(session, event_id)
    tasks = tasks_for(session, events)
    event = next((event for event in events if event.id == event_id), None)
    if event is None or event.case_id is None or not tasks:
        raise NotFound("There is no withdrawal with this id.")
    return Cause(event, tuple(events), tuple(tasks))


def tasks_for(session: Session, events: Sequence[LedgerEvent]) -> Sequence[Takedown]:
    """Return the surfaces to clear because of these events, by their names."""
    query = select(Takedown).where(Takedown.event_id.in_([event.id for event in events]))
    return session.execute(query.order_by(Takedown.surface, Takedown.id)).scalars().all()


def proof_of(runtime: Runtime, actor: Actor, takedown_id: str) -> tuple[bytes, str]:
    """Return the picture or document that proves a clearing, after its viewing is on record.

    :raises NotFound: there is no task with this id, or nothing was handed in as proof.
    """
    with runtime.unit_of_work(actor) as uow:
        task = uow.get(Takedown, takedown_id, "takedown task")
        if task.proof_key is None or task.proof_media_type is None:
            raise NotFound("No picture or document was handed in for this surface.")
        uow.record("takedown.proof_viewed", case_id=task.case_id, subject=("takedown", task.id))
    return runtime.store.get(task.proof_key), task.proof_media_type


def _conditions(which: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    if which == DONE_ONLY:
        return (Takedown.state.not_in(OPEN),)
    is_open = Takedown.state.in_(OPEN)
    return (is_open, Takedown.deadline_at <= now) if which == LATE_ONLY else (is_open,)
