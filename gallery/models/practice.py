"""The practice: how it presents itself and its pictures; and the sites that embed its feeds."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gallery.models.base import Base, Id


class PracticeProfile(Base):
    """The one row of what administrators set; ``channel_marks`` are marks that differ."""

    __tablename__ = "practice_profile"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    tagline: Mapped[str] = mapped_column(String(200))
    website_url: Mapped[str | None] = mapped_column(String(300))
    contact_url: Mapped[str | None] = mapped_column(String(300))
    accent: Mapped[str] = mapped_column(String(7))
    disclosure: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(10))
    jurisdictions: Mapped[list[str]] = mapped_column(JSON)
    consent_text: Mapped[str] = mapped_column(String(60))
    postal_address: Mapped[str | None] = mapped_column(String(300))
    withdrawal_contact: Mapped[str | None] = mapped_column(String(300))
    privacy_contact: Mapped[str | None] = mapped_column(String(300))
    complaint_authority: Mapped[str | None] = mapped_column(String(300))
    storage_countries: Mapped[str | None] = mapped_column(String(200))
    watermark_text: Mapped[str | None] = mapped_column(String(60))
    watermark_logo_key: Mapped[str | None] = mapped_column(String(100))
    watermark_logo_sha256: Mapped[str | None] = mapped_column(String(64))
    watermark_position: Mapped[str] = mapped_column(String(20))
    watermark_width_ratio: Mapped[float]
    watermark_opacity: Mapped[float]
    channel_marks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    updated_at: Mapped[datetime]


class Site(Base):
    """An embedding client: its public key, allowed origins, and the channels it shows.

    ``pages`` are addresses that show our cases, to be looked at after a withdrawal. During a
    rotation the webhook is signed with the previous secret too. ``shows_adult`` says that it asked
    for cases which show nudity, too (rule R19).
    """

    __tablename__ = "sites"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    origins: Mapped[list[str]] = mapped_column(JSON)
    channels: Mapped[list[str]] = mapped_column(JSON)
    pages: Mapped[list[str]] = mapped_column(JSON)
    shows_adult: Mapped[bool] = mapped_column(default=False)
    webhook_url: Mapped[str | None] = mapped_column(String(500))
    webhook_secret_encrypted: Mapped[str | None] = mapped_column(Text)
    webhook_previous_secret_encrypted: Mapped[str | None] = mapped_column(Text)
    webhook_disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    """One event to be told to one site.

    ``state`` is pending, delivered, failed, disabled (the site answered 410) or overtaken (news of
    something that ended before it was sent).
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[Id]
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    event_type: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, object]] = mapped_column(JSON)
    takedown_id: Mapped[str | None] = mapped_column(ForeignKey("takedowns.id"))
    state: Mapped[str] = mapped_column(String(10), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_words: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
