"""What the service keeps in mind for staff: notices of what is due, and what checks found."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gallery.models.base import Base, Id


class Notice(Base):
    """One thing that staff were told is due; told once for each kind, subject and threshold."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "threshold_days"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(20))
    threshold_days: Mapped[int]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(60))


class ReconcileRun(Base):
    """One comparison of bucket, database and ledger, with what it found and repaired."""

    __tablename__ = "reconcile_runs"

    id: Mapped[Id]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    is_repair: Mapped[bool]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    findings: Mapped[list[dict[str, str]]] = mapped_column(JSON)
