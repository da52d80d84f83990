"""The append-only ledger: every event's hash covers the event before it.

Rows are never updated or deleted; triggers of the schema refuse both. Who gets round the triggers
is found out by the chain, and who computes the chain anew by signed checkpoints.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.checkpoint import Checkpoint, VerifierKey, open_note
from gallery.db import one_at_a_time
from gallery.errors import InvalidInput
from gallery.models import LedgerCheckpoint, LedgerEvent
from gallery.models.base import new_id

GENESIS = "0" * 64
PAGE_ROWS = 500


@dataclass(frozen=True)
class Entry:
    """State who did what to what; ``details`` holds codes and ids, never patient data."""

    actor: str
    action: str
    case_id: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    details: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Link:
    """Name one event of the chain by its position and its hash."""

    position: int
    hash: str


@dataclass(frozen=True)
class Report:
    """Tell what was compared, the first thing that is wrong, and how many more there are."""

    events: int
    checkpoints: int
    broken: str | None
    more: int


START = Link(0, GENESIS)


def append(session: Session, entry: Entry, at: datetime) -> LedgerEvent:
    """Add an event at the end of the chain, in the caller's transaction."""
    one_at_a_time(session, "ledger")
    session.flush()
    # Nothing else of it: an event that cannot be read must not keep others from being told.
    last = session.execute(
        select(LedgerEvent.position, LedgerEvent.hash)
        .order_by(LedgerEvent.position.desc())
        .limit(1)
    ).one_or_none()
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


def broken_links(session: Session, after: Link = START) -> Iterator[str]:
    """Yield a sentence for every event whose hash, place or predecessor does not fit.

    Reads page by page, so that a ledger of any length fits into memory. ``after`` is a link that
    is known to be good; the events up to it are not read.
    """
    for examined in _examined(session, after):
        yield from examined.wrong


def verify(
    session: Session,
    checkpoints: Iterable[Checkpoint] = (),
    trusted: Sequence[VerifierKey] = (),
) -> Report:
    """Compare the whole chain with itself, with ``checkpoints`` and with those that are stored.

    A chain that was cut at its end, or computed anew, is whole in itself: only a checkpoint tells.
    The signatures of stored checkpoints are checked if ``trusted`` names keys.
    """
    found = _Findings()
    held = _by_position([*checkpoints, *_stored(session, trusted, found)])
    compared = sum(map(len, held.values()))
    events, end = 0, START.position
    for examined in _examined(session, START):
        found.add(examined.wrong)
        for checkpoint in held.pop(examined.link.position, ()):
            found.add(_differences(examined.link, checkpoint))
        events += 1
        end = examined.link.position
    for position in sorted(held):
        time = _told(held[position][0].at)
        if position > end:
            found.add([f"The ledger ends at {end}, a checkpoint of {time} holds {position}."])
        else:
            found.add([f"Event {position} is missing, a checkpoint of {time} holds it."])
    return Report(events, compared, found.first, max(0, found.count - 1))


class _Findings:
    """Keep the first thing found and count the others."""

    def __init__(self) -> None:
        self.first: str | None = None
        self.count = 0

    def add(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self.first = self.first or sentence
            self.count += 1


@dataclass(frozen=True)
class _Examined:
    link: Link
    wrong: tuple[str, ...]


def _examined(session: Session, after: Link) -> Iterator[_Examined]:
    previous = after
    for position, event in _events(session, after.position if after != START else None):
        if event is None:
            previous = Link(position, "")
            yield _Examined(previous, _beyond_reading(position))
            continue
        try:
            wrong = tuple(_wrong(event, previous))
        except TypeError:  # bytes where a text was
            wrong = _beyond_reading(position)
        previous = Link(event.position, event.hash)
        yield _Examined(previous, wrong)


def _beyond_reading(position: int) -> tuple[str]:
    return (f"Event {position} cannot be read: it holds what was never written so.",)


def _wrong(event: LedgerEvent, previous: Link) -> Iterator[str]:
    if event.position > previous.position + 2:
        yield f"Events {previous.position + 1} to {event.position - 1} are missing."
    elif event.position > previous.position + 1:
        yield f"Event {previous.position + 1} is missing."
    elif event.prev_hash != previous.hash and previous.hash:
        yield f"Event {event.position} does not follow the event before it."
    if event.position < 1:
        yield f"Event {event.position} stands before the beginning."
    if event.hash != event_hash(event):
        yield f"Event {event.position} was altered: its content and its hash differ."


def _events(session: Session, after: int | None) -> Iterator[tuple[int, LedgerEvent | None]]:
    """Yield positions and events in order, a page at a time; None for a row beyond reading."""
    while True:
        positions = _next_positions(session, after)
        if not positions:
            return
        query = select(LedgerEvent).where(LedgerEvent.position.between(positions[0], positions[-1]))
        try:
            page = session.execute(query.order_by(LedgerEvent.position)).scalars().all()
        except (ValueError, TypeError):
            yield from ((position, _readable(session, position)) for position in positions)
        else:
            yield from ((event.position, event) for event in page)
        after = positions[-1]


def _next_positions(session: Session, after: int | None) -> Sequence[int]:
    query = select(LedgerEvent.position).order_by(LedgerEvent.position).limit(PAGE_ROWS)
    if after is not None:
        query = query.where(LedgerEvent.position > after)
    return session.execute(query).scalars().all()


def _readable(session: Session, position: int) -> LedgerEvent | None:
    try:
        return session.get(LedgerEvent, position)
    except (ValueError, TypeError):
        return None


def _stored(
    session: Session, trusted: Sequence[VerifierKey], found: _Findings
) -> Iterator[Checkpoint]:
    rows = select(LedgerCheckpoint).order_by(LedgerCheckpoint.position)
    for row in session.execute(rows).scalars():
        checkpoint = Checkpoint(row.position, row.hash, row.at)
        yield checkpoint
        if not trusted:
            continue
        try:
            signed = open_note(row.note, trusted)
        except InvalidInput as error:
            found.add([f"The stored checkpoint of event {row.position}: {error.message}"])
            continue
        if (signed.position, signed.hash) != (row.position, row.hash):
            found.add([f"The stored checkpoint of event {row.position} was altered."])
            yield signed


def _by_position(checkpoints: Iterable[Checkpoint]) -> dict[int, list[Checkpoint]]:
    held: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        held.setdefault(checkpoint.position, []).append(checkpoint)
    return held


def _differences(link: Link, checkpoint: Checkpoint) -> Iterator[str]:
    if link.hash != checkpoint.hash:
        yield (
            f"Event {link.position} is not the one that a checkpoint of {_told(checkpoint.at)}"
            " holds: the ledger was written anew, here or before."
        )


def _told(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")
