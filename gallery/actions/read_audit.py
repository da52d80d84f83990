"""Read the ledger."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.models import LedgerEvent


def events_of(
    session: Session, case_id: str | None = None, limit: int = 100, before: int | None = None
) -> list[LedgerEvent]:
    """Return events, newest first; ``before`` is the position to go on from."""
    query = select(LedgerEvent).order_by(LedgerEvent.position.desc()).limit(limit)
    if case_id is not None:
        query = query.where(LedgerEvent.case_id == case_id)
    if before is not None:
        query = query.where(LedgerEvent.position < before)
    return list(session.execute(query).scalars())
