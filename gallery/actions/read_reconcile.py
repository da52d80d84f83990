"""Read what reconciliations found."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.models import ReconcileRun


def last_runs(session: Session, limit: int = 10) -> list[ReconcileRun]:
    """Return runs, newest first."""
    query = select(ReconcileRun).order_by(ReconcileRun.started_at.desc(), ReconcileRun.id)
    return list(session.execute(query.limit(limit)).scalars())
