"""Jobs: the row is the truth, the queue only carries its id."""

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gallery.models.base import Base, Id


class Job(Base):
    """One piece of work: queued, running under a lease, done or failed.

    Of the jobs that are due, those of the highest ``priority`` begin first.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_run_after", "state", "run_after"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, str]] = mapped_column(JSON)
    case_id: Mapped[str | None] = mapped_column(String(20), index=True)
    state: Mapped[str] = mapped_column(String(10))
    priority: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(60))
    lease_until: Mapped[datetime | None]
    run_after: Mapped[datetime]
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_message: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
