"""The practice: how it presents itself and its pictures; and the sites that embed its feeds."""

from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gallery.models.base import Base, Id


class PracticeProfile(Base):
    """The one row of what administrators set."""

    __tablename__ = "practice_profile"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    tagline: Mapped[str] = mapped_column(String(200))
    website_url: Mapped[str | None] = mapped_column(String(300))
    contact_url: Mapped[str | None] = mapped_column(String(300))
    accent: Mapped[str] = mapped_column(String(7))
    disclosure: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(10))
    watermark_text: Mapped[str | None] = mapped_column(String(60))
    watermark_logo_key: Mapped[str | None] = mapped_column(String(100))
    watermark_position: Mapped[str] = mapped_column(String(20))
    watermark_width_ratio: Mapped[float]
    watermark_opacity: Mapped[float]
    updated_at: Mapped[datetime]


class Site(Base):
    """An embedding client: its public key, allowed origins, and the channels it shows."""

    __tablename__ = "sites"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    origins: Mapped[list[str]] = mapped_column(JSON)
    channels: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
