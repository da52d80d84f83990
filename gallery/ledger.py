"""The append-only ledger: every event's hash covers the event before it.

Rows are never updated or deleted; triggers of the schema refuse both.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.db import one_at_a_time
from gallery.models import LedgerEvent
from gallery.models.base import new_id

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """State who did what to what; ``details`` holds codes and ids, never patient data."""

    actor: str
    action: str
    case_id: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    details: Mapping[str, object] | None = None


def append(session: Session, entry: Entry, at: datetime) -> LedgerEvent:
    """Add an event at the end of the chain, in the caller's transaction."""
    one_at_a_time(session, "ledger")
    session.flush()
    last = session.execute(
        select(LedgerEvent).order_by(LedgerEvent.position.desc()).limit(1)
    ).scalar_one_or_none()
    event = LedgerEvent(
        position=last.position + 1 if last else 1,
        id=new_id(),
        at=at,
        actor=entry.actor,
        action=entry.action,
        case_id=entry.case_id,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        details=dict(entry.details or {}),
        prev_hash=last.hash if last else GENESIS,
        hash="",
    )
    event.hash = event_hash(event)
    session.add(event)
    session.flush()
    return event


def event_hash(event: LedgerEvent) -> str:
    """Return SHA-256 over the canonical JSON of the event and its predecessor's hash."""
    body = {
        "position": event.position,
        "id": event.id,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor": event.actor,
        "action": event.action,
        "case_id": event.case_id,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "details": event.details,
        "prev_hash": event.prev_hash,
    }
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def broken_links(session: Session) -> Iterator[str]:
    """Yield a sentence for every event whose hash, place or predecessor does not fit."""
    previous_hash, previous_position = GENESIS, 0
    events = session.execute(select(LedgerEvent).order_by(LedgerEvent.position)).scalars()
    for event in events:
        if event.position != previous_position + 1:
            yield f"Event {previous_position + 1} is missing."
        if event.prev_hash != previous_hash:
            yield f"Event {event.position} does not follow the event before it."
        if event.hash != event_hash(event):
            yield f"Event {event.position} was altered."
        previous_hash, previous_position = event.hash, event.position
