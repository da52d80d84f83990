"""The list of surfaces to clear, and the page of one withdrawal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.read_takedowns import (
    DONE_ONLY,
    LATE_ONLY,
    OPEN_ONLY,
    cause_of,
    count_takedowns,
    takedowns_by_deadline,
)
from gallery.models import Case, ConsentRecord, LedgerEvent
from gallery.web.staff import consent_cards, takedown_rows, words
from gallery.web.staff.activity_rows import EventRow, event_rows
from gallery.web.staff.consent_cards import ConsentCard
from gallery.web.staff.takedown_rows import SurfaceRow

PER_PAGE = 100
FILTERS = {OPEN_ONLY: "To be cleared", LATE_ONLY: "Late", DONE_ONLY: "Done"}


@dataclass(frozen=True)
class TakedownList:
    """Hold one page of surfaces; ``tabs`` are code, name and count of each filter."""

    rows: tuple[SurfaceRow, ...]
    which: str
    tabs: tuple[tuple[str, str, int], ...]
    number: int
    onward: int | None


@dataclass(frozen=True)
class WithdrawalPage:
    """Hold what was withdrawn, and every surface that was cleared for it."""

    event: EventRow
    name: str
    case_title: str
    consents: tuple[ConsentCard, ...]
    channels: str
    rows: tuple[SurfaceRow, ...]

    @property
    def open_count(self) -> int:
        """Count the surfaces that are not known to be clear."""
        return sum(row.is_open for row in self.rows)

    @property
    def has_overtaken(self) -> bool:
        """Tell whether a surface was not cleared, as a later consent permits it again."""
        return any(row.was_overtaken for row in self.rows)


def listed(session: Session, asked: Mapping[str, str], now: datetime) -> TakedownList:
    """Read one page of the surfaces that were asked for; what makes no sense is ignored."""
    which = asked.get("show", OPEN_ONLY)
    which = which if which in FILTERS else OPEN_ONLY
    page = asked.get("page", "")
    number = max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1
    start = (number - 1) * PER_PAGE
    found = takedowns_by_deadline(session, which, now, limit=PER_PAGE + 1, offset=start)
    return TakedownList(
        rows=tuple(takedown_rows.row(named, now) for named in found[:PER_PAGE]),
        which=which,
        tabs=tuple(
            (code, name, count_takedowns(session, code, now)) for code, name in FILTERS.items()
        ),
        number=number,
        onward=number + 1 if len(found) > PER_PAGE else None,
    )


def withdrawal_of(session: Session, event_id: str, now: datetime) -> WithdrawalPage:
    """Read one withdrawal, expiry or error with every surface cleared for it.

    :raises NotFound: there is no event with this id that anything was cleared for.
    """
    cause = cause_of(session, event_id)
    event = cause.event
    case = session.get(Case, event.case_id)
    title = case.title if case else ""
    return WithdrawalPage(
        event=event_rows(session, [event])[0],
        name=words.CAUSES.get(event.action) or words.sentence(event.action),
        case_title=title,
        consents=tuple(_consents(session, cause.events, now)),
        channels=_channels(event),
        rows=takedown_rows.rows(cause.tasks, title, now),
    )


def _consents(
    session: Session, events: Iterable[LedgerEvent], now: datetime
) -> Iterator[ConsentCard]:
    ids = [event.subject_id for event in events if event.subject_kind == "consent"]
    query = select(ConsentRecord).where(ConsentRecord.id.in_(ids))
    for record in session.execute(query.order_by(ConsentRecord.signed_at)).scalars():
        yield consent_cards.card(record, now)


def _channels(event: LedgerEvent) -> str:
    named = event.details.get("channels")
    return ", ".join(words.surface(str(c)) for c in named) if isinstance(named, list) else ""
