"""Signed consents as recorded: terms, scopes, evidence, and the instants that end them."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gallery.consent.record import (
    EYES_MASKED,
    WATERMARK_REQUIRED,
    Consent,
    Decision,
    Identifiability,
    Scope,
    unmet_conditions,
)
from gallery.models.base import Base, Id


class ConsentRecord(Base):
    """One signed consent for one case; never edited after it was recorded."""

    __tablename__ = "consents"

    id: Mapped[Id]
    receipt_id: Mapped[str] = mapped_column(String(36), unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("subjects.id"), index=True)
    template: Mapped[str] = mapped_column(String(60))
    template_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    jurisdiction: Mapped[str] = mapped_column(String(10))
    text_sha256: Mapped[str | None] = mapped_column(String(64))
    terms: Mapped[dict[str, object]] = mapped_column(JSON)
    covers_future_photos: Mapped[bool]
    signature_method: Mapped[str] = mapped_column(String(20))
    signer_name_encrypted: Mapped[str] = mapped_column(Text)
    witness_encrypted: Mapped[str | None] = mapped_column(Text)
    authority_encrypted: Mapped[str | None] = mapped_column(Text)
    subject_name_encrypted: Mapped[str | None] = mapped_column(Text)
    parties_key_encrypted: Mapped[str | None] = mapped_column(Text)
    signing_request_id: Mapped[str | None] = mapped_column(String(20), index=True)
    supersedes_id: Mapped[str | None] = mapped_column(String(20), index=True)
    signed_at: Mapped[datetime]
    effective_from: Mapped[datetime]
    expires_on: Mapped[date]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(60))
    evidence_key: Mapped[str | None] = mapped_column(String(100))
    evidence_sha256: Mapped[str | None] = mapped_column(String(64))
    evidence_media_type: Mapped[str | None] = mapped_column(String(40))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(String(500))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(30))

    scopes: Mapped[list["ConsentScope"]] = relationship(
        order_by="ConsentScope.channel", cascade="all, delete-orphan"
    )
    covered: Mapped[list["ConsentCoverage"]] = relationship(cascade="all, delete-orphan")

    def covered_values(self, kind: str) -> frozenset[str]:
        """Return what it covers of one kind."""
        return frozenset(row.value for row in self.covered if row.kind == kind)

    def _has_condition(self, name: str) -> bool:
        conditions = self.terms.get("conditions")
        return name == conditions or (isinstance(conditions, list) and name in conditions)

    def as_value(self) -> Consent:
        """Return the consent as the policy reads it."""
        return Consent(
            id=self.id,
            case_id=self.case_id,
            recorded_at=self.recorded_at,
            effective_from=self.effective_from,
            expires_at=self.expires_at,
            procedures=self.covered_values("procedure"),
            areas=self.covered_values("area") or None,
            photos=self.covered_values("photo"),
            covers_later=self.covers_future_photos,
            identifiability=frozenset(map(Identifiability, self.covered_values("identifiability"))),
            demographics=self.covered_values("demographic"),
            scopes=tuple(scope.as_value() for scope in self.scopes),
            withdrawn_at=self.withdrawn_at,
            ended_at=self.ended_at,
            requires_mark=self._has_condition(WATERMARK_REQUIRED),
            requires_covered_eyes=self._has_condition(EYES_MASKED),
            unmet=unmet_conditions(self.terms.get("conditions")),
        )


class ConsentScope(Base):
    """One channel that a consent permits or denies."""

    __tablename__ = "consent_scopes"

    id: Mapped[Id]
    consent_id: Mapped[str] = mapped_column(ForeignKey("consents.id"), index=True)
    channel: Mapped[str] = mapped_column(String(80))
    decision: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    def as_value(self) -> Scope:
        """Return the scope as the policy reads it."""
        return Scope(
            channel=self.channel,
            decision=Decision(self.decision),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            withdrawn_at=self.withdrawn_at,
        )


class ConsentCoverage(Base):
    """One thing that a consent covers.

    ``kind`` is photo, procedure, area, identifiability or demographic.
    """

    __tablename__ = "consent_coverage"

    consent_id: Mapped[str] = mapped_column(ForeignKey("consents.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(60), primary_key=True)


class ConsentSignerWord(Base):
    """One word of a signer's name, as its keyed hash: consents are found by it, not read."""

    __tablename__ = "consent_signer_words"

    consent_id: Mapped[str] = mapped_column(ForeignKey("consents.id"), primary_key=True)
    word_index: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class ConsentTextVersion(Base):
    """A consent text that the practice added; a version is never changed (rule R22)."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("text_id", "version", "language"),)

    id: Mapped[Id]
    text_id: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(60))
