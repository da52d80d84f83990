"""Surfaces: where a case was put by hand, and what is to be cleared after a withdrawal."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gallery.models.base import Base, Id


class Placement(Base):
    """A copy that staff put somewhere by hand: a post, a brochure, a directory's entry."""

    __tablename__ = "placements"

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    channel: Mapped[str] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(500))
    note: Mapped[str | None] = mapped_column(String(300))
    placed_at: Mapped[datetime]
    placed_by: Mapped[str] = mapped_column(String(60))
    removed_at: Mapped[datetime | None]


class Takedown(Base):
    """One surface to clear after a withdrawal or expiry, with the proof that it was.

    ``state`` is pending, sent, acknowledged, names_nothing, verified_gone, no_known_page,
    never_shown, failed, manual_done or overtaken.
    """

    __tablename__ = "takedowns"
    __table_args__ = (Index("ix_takedowns_state_next", "state", "next_look_at"),)

    id: Mapped[Id]
    event_id: Mapped[str] = mapped_column(String(20), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    surface: Mapped[str] = mapped_column(String(80))
    channels: Mapped[str] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(String(500))
    placement_id: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(15))
    deadline_at: Mapped[datetime]
    next_look_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    proof: Mapped[str | None] = mapped_column(Text)
    proof_key: Mapped[str | None] = mapped_column(String(100))
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    proof_media_type: Mapped[str | None] = mapped_column(String(40))
    finished_by: Mapped[str | None] = mapped_column(String(60))
    finished_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
