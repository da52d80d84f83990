"""Compare the tasks of takedowns, and what proves them done, with the ledger both ways."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.open_takedowns import OPENED
from gallery.models import LedgerEvent, Takedown

#: States that a task may begin in: a message to a site is on its way from the start.
_FIRST = frozenset({"pending", "sent"})
_PROOF_LETTERS = 500


def takedowns_unlike(session: Session, takedown_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the id of each task that nothing opened, or that stands as no event says, and how.

    A task from before openings were recorded is compared from its first event on.
    """
    query = select(Takedown).where(Takedown.id.in_(takedown_ids)).order_by(Takedown.id)
    rows = session.execute(query).scalars().all()
    events = _events(session, {row.case_id for row in rows})
    openings = {
        str(event.details.get("event")): event for event in events if event.action == OPENED
    }
    for row in rows:
        opening = openings.get(row.event_id)
        if opening is not None and row.id not in _tasks(opening):
            position = opening.position
            yield row.id, f"Event {position} opened the tasks of this ending, and not this one."
        own = [event for event in events if event.subject_id == row.id and _tells_state(event)]
        yield from ((row.id, words) for words in _stands_unlike(row, own))


def tasks_unlike(session: Session, event_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the id of each task that is gone or another than its event opened, and how."""
    query = select(LedgerEvent).where(LedgerEvent.id.in_(event_ids), LedgerEvent.action == OPENED)
    for event in session.execute(query).scalars():
        named = _tasks(event)
        listed = session.execute(select(Takedown).where(Takedown.id.in_(named))).scalars()
        there = {row.id: row for row in listed}
        for name, task in sorted(named.items()):
            wanted = {"case_id": event.case_id, "event_id": event.details.get("event"), **task}
            if name not in there:
                gone = f"opened it for {task.get('surface')}, and there is no such row."
                yield name, f"Event {event.position} {gone}"
                continue
            amiss = [key for key, value in wanted.items() if getattr(there[name], key) != value]
            if amiss:
                yield name, f"Not as event {event.position} opened it: {', '.join(amiss)}."


def _events(session: Session, case_ids: Collection[str]) -> Sequence[LedgerEvent]:
    query = select(LedgerEvent).where(
        LedgerEvent.case_id.in_(case_ids), LedgerEvent.action.startswith("takedown.")
    )
    return session.execute(query.order_by(LedgerEvent.position)).scalars().all()


def _tells_state(event: LedgerEvent) -> bool:
    return "state" in _part(event, "after")


def _stands_unlike(row: Takedown, events: Sequence[LedgerEvent]) -> Iterator[str]:
    if not events:
        if row.state not in _FIRST or row.finished_at is not None:
            yield f"It is {row.state}, and the ledger has no event of that."
        return
    last = events[-1]
    told = _part(last, "after")["state"]
    if row.state != told:
        yield f"It is {row.state}; the last event, {last.position}, says {told}."
        return
    if row.finished_at is not None:
        yield from _proof_unlike(row, last)


def _proof_unlike(row: Takedown, last: LedgerEvent) -> Iterator[str]:
    wanted = {"finished_at": last.at, "finished_by": last.actor}
    if "proof_sha256" in last.details:
        wanted["proof_sha256"] = last.details["proof_sha256"]
    amiss = [column for column, value in wanted.items() if getattr(row, column) != value]
    if not _is_worded_so(row.proof or "", last):
        amiss.append("proof")
    if amiss:
        yield f"Not as event {last.position} proves it: {', '.join(amiss)}."


def _is_worded_so(proof: str, last: LedgerEvent) -> bool:
    """Compare with the beginning of what was seen, or the hash of what somebody said."""
    seen = last.details.get("proof", proof[:_PROOF_LETTERS])
    digest = hashlib.sha256(proof.encode()).hexdigest()
    return proof[:_PROOF_LETTERS] == seen and last.details.get("words_sha256", digest) == digest


def _tasks(event: LedgerEvent) -> Mapping[str, Mapping[str, object]]:
    return {str(name): task for name, task in _part(event, "tasks").items()}


def _part(event: LedgerEvent, name: str) -> Mapping[str, Any]:
    found = event.details.get(name)
    return found if isinstance(found, dict) else {}
