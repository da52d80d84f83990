"""What the comparisons of a reconciliation share: what they find, and how they look."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import InstrumentedAttribute, Session

from gallery.clock import utc_now
from gallery.runtime import Runtime

T = TypeVar("T")

PAGE_ROWS = 500
#: Uploads and renders store their objects first and commit after; neither takes that long.
GRACE = timedelta(hours=1)
#: What comes of a value that is not what its column holds, or of another form than it is written.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, DataError)


class Kind(StrEnum):
    """Name what can disagree."""

    OBJECT_WITHOUT_ROW = "object_without_row"
    ROW_WITHOUT_OBJECT = "row_without_object"
    PUBLISHED_WITHOUT_CONSENT = "published_without_consent"
    ALTERED_BYTES = "altered_bytes"
    LEDGER_MISMATCH = "ledger_mismatch"
    UNREADABLE_VALUE = "unreadable_value"
    INDEX_MISMATCH = "index_mismatch"
    TAKEDOWN_OVERDUE = "takedown_overdue"


@dataclass(frozen=True)
class Discrepancy:
    """State one disagreement: ``identity`` is an object's key or a row's id."""

    kind: Kind
    what: str
    identity: str
    words: str
    is_repairable: bool = False

    @property
    def is_information(self) -> bool:
        """Tell whether it is a matter for staff rather than a fault of the installation."""
        return self.kind is Kind.TAKEDOWN_OVERDUE


@dataclass(frozen=True)
class Progress:
    """Tell how far the objects are checked; ``objects_total`` is what the rows name."""

    objects_done: int
    objects_total: int
    bytes_read: int


@dataclass
class Scan:
    """Hold what every comparison of one run needs; ``at`` fixes the instant, default: now."""

    runtime: Runtime
    is_quick: bool = False
    grace: timedelta = GRACE
    at: datetime | None = None
    tell: Callable[[Progress], None] = field(default=lambda _: None)
    objects_done: int = 0
    objects_total: int = 0
    bytes_read: int = 0

    @property
    def now(self) -> datetime:
        """Return the instant on which the policy is asked."""
        return self.at or utc_now()

    def count(self, objects: int, size_bytes: int) -> None:
        """Note that objects were checked, and tell."""
        self.objects_done += objects
        self.bytes_read += size_bytes
        self.tell(Progress(self.objects_done, self.objects_total, self.bytes_read))


def id_pages(
    runtime: Runtime, column: InstrumentedAttribute[T] | Column[T], *conditions: ColumnElement[bool]
) -> Iterator[Sequence[T]]:
    """Yield the values of a column in order, a page at a time, each in a session of its own."""
    query = select(column).distinct().where(column.is_not(None), *conditions)
    query = query.order_by(column).limit(PAGE_ROWS)
    following = query
    while True:
        with runtime.reading() as session:
            page = session.execute(following).scalars().all()
        if not page:
            return
        yield page
        following = query.where(column > page[-1])


def seen_twice(
    scan: Scan,
    look: Callable[[Session, Sequence[str]], Iterable[Discrepancy]],
    identities: Sequence[str],
    *,
    of: str | None,
) -> list[Discrepancy]:
    """Return what two looks agree on.

    Several statements of one look may straddle a commit of somebody else; the second look, in
    another session, sees all of that commit.

    A row of the table ``of`` that cannot be looked at is a finding itself; None passes over it.
    """
    try:
        return _agreed(scan, look, identities)
    except UNREADABLE:
        half = len(identities) // 2
    if half:
        parts = (identities[:half], identities[half:])
        return [found for part in parts for found in seen_twice(scan, look, part, of=of)]
    return [_beyond_comparing(of, identities[0])] if of else []


def _agreed(
    scan: Scan,
    look: Callable[[Session, Sequence[str]], Iterable[Discrepancy]],
    identities: Sequence[str],
) -> list[Discrepancy]:
    with scan.runtime.reading() as session:
        first = set(look(session, identities))
    if not first:
        return []
    with scan.runtime.reading() as session:
        again = set(look(session, identities))
    return sorted(first & again, key=lambda found: (found.what, found.identity, found.words))


def _beyond_comparing(of: str, identity: str) -> Discrepancy:
    words = (
        "It could not be compared: a value of it, or of what belongs to it, cannot be read or has"
        " another form than it is written in. Restore that from a backup of the database."
    )
    return Discrepancy(Kind.UNREADABLE_VALUE, of, identity, words)
