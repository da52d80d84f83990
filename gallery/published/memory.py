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
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gallery.errors import Gone
from gallery.models import ConsentRecord, ConsentScope, LedgerEvent, Publication

T = TypeVar("T")
#: A page holds up to 200 KB; what a media key stands for, well under one.
MOST_PAGES = 128
MOST_KEYS = 4096

#: Every instant at which a decision can change without an event.
_BOUNDS: tuple[InstrumentedAttribute[Any], ...] = (
    ConsentRecord.effective_from,
    ConsentRecord.expires_at,
    ConsentRecord.withdrawn_at,
    ConsentRecord.ended_at,
    ConsentScope.starts_at,
    ConsentScope.ends_at,
    ConsentScope.withdrawn_at,
    Publication.published_at,
)


@dataclass(frozen=True)
class State:
    """Name a state of the installation and the span of time in which it needs no new look."""

    position: int
    since: datetime
    until: datetime | None

    def holds(self, position: int, now: datetime) -> bool:
        """Tell whether what was found in this state is true at ``now``, at this position."""
        return (
            self.position == position
            and self.since <= now
            and (self.until is None or now < self.until)
        )


@dataclass(frozen=True)
class _Answer(Generic[T]):
    """Hold what was found, or the words with which it was refused as gone."""

    found: T | None
    gone: str | None = None

    def told(self) -> T:
        if self.gone is not None:
            raise Gone(self.gone)
        return cast("T", self.found)


class _Shelf(OrderedDict[Hashable, object]):
    """Keep a bounded number of answers, the longest unused of which goes first."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def get(self, question: Hashable, default: object = None) -> object:
        if question not in self:
            return default
        self.move_to_end(question)
        return self[question]

    def put(self, question: Hashable, answer: object) -> None:
        self[question] = answer
        if len(self) > self._most:
            self.popitem(last=False)


class Memory:
    """Keep answers, refusals included, for the present state of the installation."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._state: State | None = None
        self._pages = _Shelf(MOST_PAGES)
        self._keys = _Shelf(MOST_KEYS)

    def answer(
        self,
        session: Session,
        now: datetime,
        question: Hashable,
        find: Callable[[], T],
        *,
        is_small: bool = False,
    ) -> tuple[T, State]:
        """Return what ``find`` returned, or refuse as it did, in the present state; and that state.

        Many small answers are kept and few large ones; that something does not exist is not kept,
        as anybody can ask for any number of such things.

        :raises Gone: as ``find`` did.
        """
        shelf = self._keys if is_small else self._pages
        state = self._present(session, now)
        with self._lock:
            kept = shelf.get(question) if self._state is state else None
        if kept is not None:
            return cast("_Answer[T]", kept).told(), state
        try:
            found: _Answer[T] = _Answer(find())
        except Gone as refusal:
            # Only its words: the exception itself would keep the whole request in memory.
            found = _Answer(None, refusal.message)
        with self._lock:
            if self._state is state:
                shelf.put(question, found)
        return found.told(), state

    def _present(self, session: Session, now: datetime) -> State:
        """Return the state that this session sees, forgetting the answers of another."""
        position = last_position(session)
        state = self._state
        if state is not None and state.holds(position, now):
            return state
        fresh = State(position, now, _next_bound(session, now))
        with self._lock:
            self._state = fresh
            self._pages.clear()
            self._keys.clear()
        return fresh


def last_position(session: Session) -> int:
    """Return the position of the ledger's last event, which names the installation's state."""
    return session.execute(select(func.max(LedgerEvent.position))).scalar() or 0


def _next_bound(session: Session, now: datetime) -> datetime | None:
    """Return the next instant at which any consent or scope begins or ends."""
    found = [
        session.execute(select(func.min(column)).where(column > now)).scalar() for column in _BOUNDS
    ]
    return min((bound for bound in found if bound), default=None)
