"""How far a withdrawal has come: every surface and its state, in words for the patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.open_takedowns import is_manual
from gallery.actions.read_takedowns import tasks_for
from gallery.actions.withdrawn_together import WITHDRAWN
from gallery.consent.takedown_states import OPEN, OVERTAKEN
from gallery.consent.wording import channel_words, wording
from gallery.models import LedgerEvent, Takedown


@dataclass(frozen=True)
class MySurface:
    """Hold one surface: its name, its state, and a sentence on what is happening there.

    ``is_done``: there is nothing to do any more; one that ``was_overtaken`` was not cleared.
    """

    label: str
    state: str
    words: str
    at: datetime
    due_at: datetime
    is_done: bool
    was_overtaken: bool


@dataclass(frozen=True)
class MyWithdrawal:
    """Hold one withdrawal; it is complete when nothing is left to be cleared."""

    event_id: str
    at: datetime
    channels: tuple[str, ...]
    surfaces: tuple[MySurface, ...]
    is_complete: bool


def withdrawals_of(
    session: Session, case_ids: Sequence[str], language: str
) -> tuple[MyWithdrawal, ...]:
    """Return the withdrawals of these cases, newest first."""
    events = session.execute(
        select(LedgerEvent)
        .where(LedgerEvent.case_id.in_(case_ids), LedgerEvent.action == WITHDRAWN)
        .order_by(LedgerEvent.position.desc())
    ).scalars()
    together = groupby(events, key=lambda event: (event.case_id, event.at))
    return tuple(_withdrawal(session, list(group), language) for _, group in together)


def _withdrawal(session: Session, events: Sequence[LedgerEvent], language: str) -> MyWithdrawal:
    """Tell several consents of a case that she took back at once as the one thing that she did."""
    tasks = tasks_for(session, events)
    named = events[0].details.get("channels")
    channels = named if isinstance(named, list) else []
    return MyWithdrawal(
        event_id=events[0].id,
        at=events[0].at,
        channels=tuple(channel_words(str(channel), language).label for channel in channels),
        surfaces=tuple(_surface(task, language) for task in tasks),
        is_complete=all(task.state not in OPEN for task in tasks),
    )


def _surface(task: Takedown, language: str) -> MySurface:
    words = wording(language)
    return MySurface(
        label=surface_label(task.surface, language),
        state=task.state,
        words=words.surface_states[_told_as(task)],
        at=task.updated_at,
        due_at=task.deadline_at,
        is_done=task.state not in OPEN,
        was_overtaken=task.state == OVERTAKEN,
    )


def _told_as(task: Takedown) -> str:
    """Return what a state is told as: who clears it, and whether a report came with a proof."""
    if task.state == "pending" and is_manual(task.surface):
        return "by_hand"
    if task.state == "manual_done" and task.proof_key is not None:
        return "manual_done_proven"
    return task.state


def surface_label(surface: str, language: str) -> str:
    """Return the name of a surface: our server, a site by its key, or a channel."""
    kind, _, name = surface.partition(":")
    known = wording(language).surfaces
    if surface in known:
        return known[surface]
    if kind in known:
        return f"{known[kind]}: {name}" if name else known[kind]
    return channel_words(surface, language).label
