"""Publications: a case live on a channel, and the public names of its media."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gallery.models.base import Base, Id
from gallery.models.case import Case, Photo


class Publication(Base):
    """A case shown on one channel from ``published_at`` until ``ended_at``.

    It stands on consents recorded until ``stands_since``, which only a renewal or a superseding
    consent of the patient moves on.
    Demographics are copied as far as the consent allows them to be shown (rule R16), so that no
    filter can find a case by a fact that its page may not state.
    ``media_ready_at`` is taken back while its pictures are made anew; ``first_shown_at`` stays, for
    what was shown once answers 410 when it ends.
    """

    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_listing", "channel", "ended_at", "published_at"),)

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    channel: Mapped[str] = mapped_column(String(80))
    variant: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(60))
    stands_since: Mapped[datetime]
    media_ready_at: Mapped[datetime | None]
    first_shown_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(30))
    age_band: Mapped[str | None] = mapped_column(String(10))
    gender: Mapped[str | None] = mapped_column(String(20))
    skin_type: Mapped[str | None] = mapped_column(String(5))

    case: Mapped[Case] = relationship()
    shown: Mapped[list["PublishedPhoto"]] = relationship(cascade="all, delete-orphan")

    def show(self, now: datetime) -> None:
        """Note that every picture is there as of ``now``, for the first time or again."""
        self.media_ready_at = now
        self.first_shown_at = self.first_shown_at or now

    def hide(self) -> None:
        """Take it off every list until its pictures have been made anew."""
        self.media_ready_at = None


class PublishedPhoto(Base):
    """A photo that a publication shows."""

    __tablename__ = "published_photos"

    id: Mapped[Id]
    publication_id: Mapped[str] = mapped_column(ForeignKey("publications.id"), index=True)
    photo_id: Mapped[str] = mapped_column(ForeignKey("photos.id"), index=True)

    photo: Mapped[Photo] = relationship()
    keys: Mapped[list["MediaKey"]] = relationship(cascade="all, delete-orphan")


class MediaKey(Base):
    """The public name of one size of one photo in one publication; kept for ever, to say 410."""

    __tablename__ = "media_keys"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    published_photo_id: Mapped[str] = mapped_column(ForeignKey("published_photos.id"), index=True)
    spec: Mapped[str] = mapped_column(String(20))
    width_px: Mapped[int]
    height_px: Mapped[int]
