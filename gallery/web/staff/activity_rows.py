"""Events of the ledger as staff read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.manage_staff import list_users
from gallery.models import Case, LedgerEvent
from gallery.web.staff import event_words, words

_SYSTEM = {
    "system": "The gallery itself",
    "operator": "Operator",
    "anonymous": "Visitor",
    "patient": "The patient",
}


@dataclass(frozen=True)
class EventRow:
    """Who did what when."""

    position: int
    at: datetime
    who: str
    what: str
    case_path: str | None
    case_title: str
    details: str
    hash: str


def event_rows(session: Session, events: Sequence[LedgerEvent]) -> tuple[EventRow, ...]:
    """Return events with the e-mail addresses of those who acted."""
    names = {user.id: user.email for user in list_users(session)}
    wanted = {event.case_id for event in events if event.case_id}
    query = select(Case.id, Case.title).where(Case.id.in_(wanted))
    titles = {row.id: row.title for row in session.execute(query).all()}
    return tuple(_row(event, names, titles) for event in events)


def _row(event: LedgerEvent, names: dict[str, str], titles: dict[str, str]) -> EventRow:
    return EventRow(
        position=event.position,
        at=event.at,
        who=who(event.actor, names),
        what=event_words.what(event.action),
        case_path=url_for("staff.case", case_id=event.case_id) if event.case_id else None,
        case_title=titles.get(event.case_id or "", "Case"),
        details=event_words.details(event.details),
        hash=event.hash,
    )


def who(actor: str, names: dict[str, str]) -> str:
    """Return who an actor of the ledger is; ``names`` are e-mail addresses by user id."""
    kind, _, identity = actor.rpartition(":")
    if identity in names:
        return names[identity]
    if kind:
        return f"{words.sentence(kind)} {identity[:8]}"
    return _SYSTEM.get(actor, actor)
