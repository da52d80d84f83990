"""What opens a door to a patient: a request to sign, and the link to her own page."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gallery.models.base import Base, Id
from gallery.models.case import Case


class SigningRequest(Base):
    """A consent laid before a patient: exactly which text, photos and choices; signed once.

    Only the token's hash is kept. ``state`` is open, signed, declined or cancelled; whether an
    open one has expired is told by ``expires_at`` at the instant of asking.
    """

    __tablename__ = "signing_requests"

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("subjects.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    text_id: Mapped[str] = mapped_column(String(60))
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    text_sha256: Mapped[str] = mapped_column(String(64))
    offer: Mapped[dict[str, object]] = mapped_column(JSON)
    supersedes_id: Mapped[str | None] = mapped_column(ForeignKey("consents.id"))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(60))
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    consent_id: Mapped[str | None] = mapped_column(String(20))

    case: Mapped[Case] = relationship()


class PatientLink(Base):
    """The key to a patient's own page; only its hash is kept."""

    __tablename__ = "patient_links"

    id: Mapped[Id]
    subject_id: Mapped[str] = mapped_column(ForeignKey("subjects.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(60))
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
