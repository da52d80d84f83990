"""Find surfaces that are to be cleared, by what they belong to and how far they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from gallery.actions.withdrawn_together import withdrawn_together
from gallery.consent.takedown_states import OPEN
from gallery.models import Takedown

#: Stands for every state in which a surface is not clear yet.
ANY_OPEN = "open"


@dataclass(frozen=True)
class TakedownQuery:
    """Say which surfaces are wanted; a late one is open past its deadline.

    Any event of several consents that were withdrawn at once finds what all of them showed.
    """

    event_id: str | None = None
    case_id: str | None = None
    state: str | None = None
    is_late: bool | None = None
    page: int = 1
    per_page: int = 200


@dataclass(frozen=True)
class FoundTakedowns:
    """Hold one page of surfaces, newest first, and how many there are in all."""

    tasks: tuple[Takedown, ...]
    total: int


def find_takedowns(session: Session, query: TakedownQuery, now: datetime) -> FoundTakedowns:
    """Return the surfaces that ``query`` asks for, as they are at ``now``."""
    conditions = tuple(_conditions(session, query, now))
    total = session.execute(select(func.count(Takedown.id)).where(*conditions)).scalar_one()
    rows = (
        select(Takedown)
        .where(*conditions)
        .order_by(Takedown.created_at.desc(), Takedown.surface, Takedown.id)
        .offset((query.page - 1) * query.per_page)
        .limit(query.per_page)
    )
    return FoundTakedowns(tuple(session.execute(rows).scalars()), total)


def is_late(task: Takedown, now: datetime) -> bool:
    """Tell whether a surface should have been clear by now, and is not."""
    return task.state in OPEN and task.deadline_at <= now


def _conditions(
    session: Session, query: TakedownQuery, now: datetime
) -> Iterator[ColumnElement[bool]]:
    if query.event_id is not None:
        events = withdrawn_together(session, query.event_id)
        yield Takedown.event_id.in_([event.id for event in events])
    if query.case_id is not None:
        yield Takedown.case_id == query.case_id
    if query.state == ANY_OPEN:
        yield Takedown.state.in_(OPEN)
    elif query.state is not None:
        yield Takedown.state == query.state
    if query.is_late is not None:
        late = Takedown.state.in_(OPEN) & (Takedown.deadline_at <= now)
        yield late if query.is_late else ~late
