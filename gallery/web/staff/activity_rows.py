"""Events of the ledger as staff read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from gallery.actions.manage_staff import list_users
from gallery.models import LedgerEvent
from gallery.web.staff import words

#: A longer list is told by its length.
MOST_NAMED = 3
_SYSTEM = {"system": "The gallery itself", "operator": "Operator", "anonymous": "Visitor"}


@dataclass(frozen=True)
class EventRow:
    """Who did what when."""

    position: int
    at: datetime
    who: str
    what: str
    case_path: str | None
    details: str
    hash: str


def event_rows(session: Session, events: Sequence[LedgerEvent]) -> tuple[EventRow, ...]:
    """Return events with the e-mail addresses of those who acted."""
    names = {user.id: user.email for user in list_users(session)}
    return tuple(_row(event, names) for event in events)


def _row(event: LedgerEvent, names: dict[str, str]) -> EventRow:
    return EventRow(
        position=event.position,
        at=event.at,
        who=who(event.actor, names),
        what=words.sentence(event.action),
        case_path=url_for("staff.case", case_id=event.case_id) if event.case_id else None,
        details=", ".join(_details(event)),
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


def _details(event: LedgerEvent) -> list[str]:
    return [
        f"{key.replace('_', ' ')}: {_text(value)}"
        for key, value in event.details.items()
        if value not in (None, "", [], {}) and not key.endswith("sha256")
    ]


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value)) if len(value) <= MOST_NAMED else str(len(value))
    return str(value)[:80]
