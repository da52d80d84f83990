"""What the API tells of consents: never who signed, nor the patient's words."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from gallery.consent.policy import in_force, scope_in_force
from gallery.consent.record import Decision
from gallery.consent.standing import standing_of
from gallery.models import ConsentRecord, LedgerEvent, Takedown
from gallery.web.api.takedown_answers import TakedownAnswer, takedown_answers


class ScopeAnswer(BaseModel):
    """One channel that a consent permits or denies, from start until just before end."""

    model_config = ConfigDict(from_attributes=True)

    channel: str
    decision: str
    starts_at: datetime | None
    ends_at: datetime | None
    withdrawn_at: datetime | None


class ConsentAnswer(BaseModel):
    """A signed consent, with its state at the time of the answer."""

    id: str
    case_id: str
    receipt_id: str
    state: str = Field(
        description="pending, active, expired, withdrawn, or why it ended (superseded, ...)"
    )
    template: str
    template_version: str
    language: str
    jurisdiction: str
    standing: str = Field(
        description="not_begun, active, expiring (30 days or fewer), expired, withdrawn,"
        " superseded, invalidated or entered_in_error"
    )
    channels: list[str] = Field(description="Those that it permits at the time of the answer")
    text_sha256: str | None = Field(
        description="Of the words that were signed; null where the gallery does not hold them"
    )
    supersedes: str | None
    remuneration: str | None
    signature_method: str
    signed_at: datetime
    effective_from: datetime
    expires_on: date
    expires_at: datetime
    recorded_at: datetime
    withdrawn_at: datetime | None
    scopes: list[ScopeAnswer]
    covers_future_photos: bool = Field(
        description="It also covers photos that were added to the case after recorded_at"
    )
    photos: list[str] = Field(description="Ids of the photos covered when it was recorded")
    procedures: list[str]
    body_areas: list[str] = Field(description="Empty: any")
    identifiability_allowed: list[str]
    demographics_allowed: list[str]
    has_evidence: bool
    evidence_sha256: str | None
    evidence_media_type: str | None

    @classmethod
    def of(cls, record: ConsentRecord, now: datetime) -> Self:
        """Return a record as it stands at ``now``."""
        return cls(
            id=record.id,
            case_id=record.case_id,
            receipt_id=record.receipt_id,
            state=_state(record, now),
            template=record.template,
            template_version=record.template_version,
            language=record.language,
            jurisdiction=record.jurisdiction,
            standing=standing_of(record.as_value(), record.end_reason, now).value,
            channels=_channels(record, now),
            text_sha256=record.text_sha256,
            supersedes=record.supersedes_id,
            remuneration=_remuneration(record),
            signature_method=record.signature_method,
            signed_at=record.signed_at,
            effective_from=record.effective_from,
            expires_on=record.expires_on,
            expires_at=record.expires_at,
            recorded_at=record.recorded_at,
            withdrawn_at=record.withdrawn_at,
            scopes=[ScopeAnswer.model_validate(scope) for scope in record.scopes],
            covers_future_photos=record.covers_future_photos,
            photos=sorted(record.covered_values("photo")),
            procedures=sorted(record.covered_values("procedure")),
            body_areas=sorted(record.covered_values("area")),
            identifiability_allowed=sorted(record.covered_values("identifiability")),
            demographics_allowed=sorted(record.covered_values("demographic")),
            has_evidence=record.evidence_key is not None,
            evidence_sha256=record.evidence_sha256,
            evidence_media_type=record.evidence_media_type,
        )


class WithdrawalAnswer(BaseModel):
    """A consent that was ended: as it is now, the event's id, and what is to be cleared."""

    consent: ConsentAnswer
    event: str | None
    takedowns: list[TakedownAnswer]

    @classmethod
    def of(cls, record: ConsentRecord, takedowns: list[Takedown], now: datetime) -> Self:
        """Return what ended at ``now``."""
        return cls(
            consent=ConsentAnswer.of(record, now),
            event=takedowns[0].event_id if takedowns else None,
            takedowns=takedown_answers(takedowns, now),
        )


class EventAnswer(BaseModel):
    """An event of the ledger; ``hash`` covers it and ``prev_hash``."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    id: str
    at: datetime
    actor: str
    action: str
    case_id: str | None
    subject_kind: str | None
    subject_id: str | None
    details: dict[str, object]
    prev_hash: str
    hash: str


class EventListAnswer(BaseModel):
    """Events, newest first; ask again with ``before=next_before`` for older ones."""

    events: list[EventAnswer]
    next_before: int | None


def event_answers(events: list[LedgerEvent]) -> list[EventAnswer]:
    """Return events of the ledger."""
    return [EventAnswer.model_validate(event) for event in events]


def _state(record: ConsentRecord, now: datetime) -> str:
    if record.withdrawn_at is not None and record.withdrawn_at <= now:
        return "withdrawn"
    if record.ended_at is not None and record.ended_at <= now:
        return record.end_reason or "ended"
    if record.expires_at <= now:
        return "expired"
    return "active" if record.effective_from <= now else "pending"


def _channels(record: ConsentRecord, now: datetime) -> list[str]:
    """Return what the consent permits at ``now``; that another one denies it is told there."""
    consent = record.as_value()
    if not in_force(consent, now):
        return []
    return [
        scope.channel
        for scope in consent.scopes
        if scope.decision is Decision.PERMIT and scope_in_force(scope, now)
    ]


def _remuneration(record: ConsentRecord) -> str | None:
    said = record.terms.get("remuneration")
    return said if isinstance(said, str) else None
