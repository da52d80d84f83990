"""Tell which takedowns are late: a matter for staff, not a fault of the installation."""

from collections.abc import Iterator

from sqlalchemy import select

from gallery.actions.clear_surface import OPEN
from gallery.actions.reconciling.scan import Discrepancy, Kind, Scan, id_pages
from gallery.models import Takedown


def overdue_takedowns(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, takedowns that are past their deadline and not finished."""
    is_late = (
        Takedown.finished_at.is_(None),
        Takedown.state.in_(OPEN),
        Takedown.deadline_at < scan.now,
    )
    for page in id_pages(scan.runtime, Takedown.id, *is_late):
        with scan.runtime.reading() as session:
            query = select(Takedown).where(Takedown.id.in_(page)).order_by(Takedown.id)
            rows = session.execute(query).scalars().all()
        yield [
            Discrepancy(
                Kind.TAKEDOWN_OVERDUE,
                "takedown",
                row.id,
                f"{row.surface} was to be cleared by {row.deadline_at:%FT%TZ}; it is {row.state}.",
            )
            for row in rows
        ]
