"""Cases: one subject's course of treatment, with photos and pairs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gallery.consent.record import Identifiability, PhotoFacts
from gallery.models.base import Base, Id


class Subject(Base):
    """The person in the photos: an opaque id and the practice's chart reference, encrypted."""

    __tablename__ = "subjects"

    id: Mapped[Id]
    chart_ref_encrypted: Mapped[str] = mapped_column(Text)
    chart_ref_index: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class Case(Base):
    """One course of treatment of one subject."""

    __tablename__ = "cases"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("subjects.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(40), index=True)
    laterality: Mapped[str | None] = mapped_column(String(10))
    sessions: Mapped[int | None]
    provider: Mapped[str | None] = mapped_column(String(120))
    story: Mapped[str | None] = mapped_column(Text)
    age_band: Mapped[str | None] = mapped_column(String(10))
    gender: Mapped[str | None] = mapped_column(String(20))
    skin_type: Mapped[str | None] = mapped_column(String(5))
    is_adult_at_capture: Mapped[bool]
    is_actual_patient: Mapped[bool] = mapped_column(default=True)
    shows_nudity: Mapped[bool] = mapped_column(default=False)
    is_testimonial: Mapped[bool] = mapped_column(default=False)
    registration_number: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]

    subject: Mapped[Subject] = relationship()
    procedures: Mapped[list["CaseProcedure"]] = relationship(
        order_by="CaseProcedure.position", cascade="all, delete-orphan"
    )
    photos: Mapped[list["Photo"]] = relationship(
        order_by="Photo.created_at", cascade="all, delete-orphan", back_populates="case"
    )
    pairs: Mapped[list["Pair"]] = relationship(
        order_by="Pair.position", cascade="all, delete-orphan", back_populates="case"
    )

    @property
    def procedure_slugs(self) -> list[str]:
        """Return the slugs in the order staff gave them."""
        return [row.procedure for row in self.procedures]


class CaseProcedure(Base):
    """A procedure of a case, in the order to be named."""

    __tablename__ = "case_procedures"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    procedure: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    position: Mapped[int]


class Photo(Base):
    """One original file; what it shows, where it is kept, and how far its rendering is.

    ``capture`` holds what the camera said of exposure and light, for staff only. ``masks``,
    ``treated_areas`` and ``framing`` are those of ``gallery.imaging.edits``.
    """

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("case_id", "sha256"),
        CheckConstraint("role in ('before', 'after')", name="role"),
    )

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    role: Mapped[str] = mapped_column(String(10))
    view: Mapped[str] = mapped_column(String(20))
    interval: Mapped[str | None] = mapped_column(String(10))
    identifiability: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), index=True)
    reject_reason: Mapped[str | None] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(20))
    size_bytes: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    quarter_turns: Mapped[int] = mapped_column(default=0)
    captured_on: Mapped[date | None]
    camera: Mapped[str | None] = mapped_column(String(100))
    focal_length_mm: Mapped[float | None]
    capture: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    masks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    treated_areas: Mapped[list[dict[str, float]]] = mapped_column(JSON, default=list)
    framing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    original_key: Mapped[str] = mapped_column(String(100), unique=True)
    preview_key: Mapped[str] = mapped_column(String(100))
    preview_sha256: Mapped[str | None] = mapped_column(String(64))
    burnt_in_text_encrypted: Mapped[str | None] = mapped_column(Text)
    text_read_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="photos")
    renditions: Mapped[list["Rendition"]] = relationship(
        order_by="Rendition.width_px", cascade="all, delete-orphan"
    )

    def as_value(self) -> PhotoFacts:
        """Return what of it a consent must cover."""
        return PhotoFacts(
            self.id,
            Identifiability(self.identifiability),
            self.created_at,
            bool(self.masks),
            case_id=self.case_id,
        )


class Pair(Base):
    """A before and an after of the same view.

    ``alignment`` is what registration found and staff made of it, ``comparability`` what was
    measured of the two photos, ``hand_checks`` what staff judged of them.
    """

    __tablename__ = "pairs"
    __table_args__ = (UniqueConstraint("before_id", "after_id"),)

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    before_id: Mapped[str] = mapped_column(ForeignKey("photos.id"))
    after_id: Mapped[str] = mapped_column(ForeignKey("photos.id"))
    view: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    alignment: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    comparability: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    hand_checks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    case: Mapped[Case] = relationship(back_populates="pairs")
    before: Mapped[Photo] = relationship(foreign_keys=[before_id])
    after: Mapped[Photo] = relationship(foreign_keys=[after_id])


class Rendition(Base):
    """A derived file: immutable bytes under an opaque key, unique by photo, spec and source.

    ``recipe`` says how it was made from the original, so that a third party can make it again;
    ``unsigned_sha256`` is that of the bytes before Content Credentials were added.
    """

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("photo_id", "spec", "format", "source_hash"),)

    id: Mapped[Id]
    photo_id: Mapped[str] = mapped_column(ForeignKey("photos.id"))
    spec: Mapped[str] = mapped_column(String(20))
    format: Mapped[str] = mapped_column(String(5))
    source_hash: Mapped[str] = mapped_column(String(64))
    width_px: Mapped[int]
    height_px: Mapped[int]
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    unsigned_sha256: Mapped[str | None] = mapped_column(String(64))
    recipe: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    object_key: Mapped[str] = mapped_column(String(100), unique=True)
    created_at: Mapped[datetime]
