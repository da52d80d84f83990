"""Answers kept in one process until anything at all changes.

Every change of what may be shown is an event of the ledger in the same transaction, so the
ledger's last position names the state of the whole installation: an answer made at one position
holds until the next event, or until the next instant at which a consent or scope begins or ends.
A withdrawal is seen by every process with the first question after its commit.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gallery.errors import Gone, NotFound
from gallery.models import ConsentRecord, ConsentScope, LedgerEvent

T = TypeVar("T")
MOST_ANSWERS = 4096

#: Every instant at which a decision can change without an event.
_BOUNDS: tuple[InstrumentedAttribute[Any], ...] = (
    ConsentRecord.effective_from,
    ConsentRecord.expires_at,
    ConsentRecord.withdrawn_at,
    ConsentRecord.ended_at,
    ConsentScope.starts_at,
    ConsentScope.ends_at,
    ConsentScope.withdrawn_at,
)


@dataclass(frozen=True)
class _State:
    """Name a state of the installation and the span of time in which it needs no new look."""

    position: int
    since: datetime
    until: datetime | None

    def holds(self, position: int, now: datetime) -> bool:
        return (
            self.position == position
            and self.since <= now
            and (self.until is None or now < self.until)
        )


class Memory:
    """Keep answers, refusals included, for the present state of the installation."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._answers: OrderedDict[Hashable, object] = OrderedDict()

    def answer(
        self, session: Session, now: datetime, question: Hashable, find: Callable[[], T]
    ) -> T:
        """Return what ``find`` returned, or raise what it raised, in the present state.

        :raises Gone: as ``find`` did.
        :raises NotFound: as ``find`` did.
        """
        state = self._present(session, now)
        with self._lock:
            if self._state is state and question in self._answers:
                self._answers.move_to_end(question)
                return _told(cast("T | Gone | NotFound", self._answers[question]))
        try:
            found: T | Gone | NotFound = find()
        except (Gone, NotFound) as refusal:
            found = refusal
        with self._lock:
            if self._state is state:
                self._answers[question] = found
                if len(self._answers) > MOST_ANSWERS:
                    self._answers.popitem(last=False)
        return _told(found)

    def _present(self, session: Session, now: datetime) -> _State:
        """Return the state that this session sees, forgetting the answers of another."""
        position = session.execute(select(func.max(LedgerEvent.position))).scalar() or 0
        state = self._state
        if state is not None and state.holds(position, now):
            return state
        fresh = _State(position, now, _next_bound(session, now))
        with self._lock:
            self._state = fresh
            self._answers.clear()
        return fresh


def _told(found: T | Gone | NotFound) -> T:
    if isinstance(found, Gone | NotFound):
        raise type(found)(found.message, code=found.code)
    return found


def _next_bound(session: Session, now: datetime) -> datetime | None:
    """Return the next instant at which any consent or scope begins or ends."""
    found = [
        session.execute(select(func.min(column)).where(column > now)).scalar() for column in _BOUNDS
    ]
    return min((bound for bound in found if bound), default=None)
