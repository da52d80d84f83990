"""Tell which takedowns are late: a matter for staff, not a fault of the installation."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.reconciling.scan import Discrepancy, Kind, Scan, id_pages, seen_twice
from gallery.consent.takedown_states import OPEN
from gallery.models import Takedown


def overdue_takedowns(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, takedowns that are past their deadline and not finished."""
    is_late = (
        Takedown.finished_at.is_(None),
        Takedown.state.in_(OPEN),
        Takedown.deadline_at < scan.now,
    )
    for page in id_pages(scan.runtime, Takedown.id, *is_late):
        yield seen_twice(scan, _late, page, of="takedowns")


def _late(session: Session, takedown_ids: Sequence[str]) -> Iterator[Discrepancy]:
    columns = (Takedown.id, Takedown.surface, Takedown.deadline_at, Takedown.state)
    query = select(*columns).where(Takedown.id.in_(takedown_ids))
    for row in session.execute(query):
        words = f"{row.surface} was to be cleared by {row.deadline_at:%FT%TZ}; it is {row.state}."
        yield Discrepancy(Kind.TAKEDOWN_OVERDUE, "takedown", row.id, words)
