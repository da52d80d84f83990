"""Read how the installation stands: the last checks, and how far the ledger is sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.actions.reconciling.scan import Kind
from gallery.models import Job, LedgerCheckpoint, LedgerEvent, ReconcileRun


@dataclass(frozen=True)
class LedgerStatus:
    """Tell how far the ledger goes, how far it is sealed, and when it was last read in whole."""

    events: int
    sealed_to: int
    sealed_at: datetime | None
    verified_at: datetime | None
    is_whole: bool


def ledger_status(session: Session) -> LedgerStatus:
    """Return what is stored of the ledger's soundness; nothing is read again."""
    last = session.execute(
        select(LedgerCheckpoint).order_by(LedgerCheckpoint.position.desc()).limit(1)
    ).scalar_one_or_none()
    run = session.execute(
        select(ReconcileRun).order_by(ReconcileRun.started_at.desc()).limit(1)
    ).scalar_one_or_none()
    return LedgerStatus(
        events=session.execute(select(func.max(LedgerEvent.position))).scalar_one() or 0,
        sealed_to=last.position if last else 0,
        sealed_at=last.at if last else None,
        verified_at=run.finished_at if run else None,
        is_whole=run is not None and not run.counts.get(Kind.LEDGER_MISMATCH.value, 0),
    )


def is_checking(session: Session) -> bool:
    """Tell whether checks are waiting or running."""
    unfinished = Job.state.in_(("queued", "running"))
    query = select(Job.id).where(Job.kind == "reconcile", unfinished).limit(1)
    return session.execute(query).first() is not None
