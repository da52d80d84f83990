"""Jobs: the row is the truth, the queue only carries its id."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gallery.models.base import Base, Id


class Priority(IntEnum):
    """Say how urgent a job is: of those that are due the highest begins first."""

    #: What was withdrawn is erased, and caches are made to forget it.
    ERASE = 30
    #: Sites are told that they have to take something away.
    TELL = 20
    #: Somebody sits before a page and waits for it.
    WAITED_FOR = 10
    USUAL = 0
    #: It may take its time: proofs of what is gone already, pictures that are made anew.
    BACKGROUND = -10
    NIGHTLY = -20
    #: All pictures of the installation made again: hours of work that nothing may wait for.
    LAST = -30


PRIORITY_OF_KIND: Mapping[str, Priority] = {
    "erase_renditions": Priority.ERASE,
    "erase_objects": Priority.ERASE,
    "erase_case": Priority.ERASE,
    "purge_cache": Priority.ERASE,
    "keep_unnamed": Priority.ERASE,
    "render_photo": Priority.WAITED_FOR,
    "clear_surface": Priority.BACKGROUND,
    "see_pages": Priority.BACKGROUND,
    "remake_case": Priority.LAST,
    "read_picture_text": Priority.BACKGROUND,
}


#: What a job that is still to do its work is.
OPEN_JOB_STATES = ("queued", "running")


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
