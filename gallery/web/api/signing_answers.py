"""What the API tells of requests to sign, of links, and of copies put somewhere by hand."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from gallery.consent.offer import offer_from
from gallery.models import Placement, SigningRequest


class SigningRequestAnswer(BaseModel):
    """A consent laid before a patient."""

    id: str
    case_id: str
    state: str = Field(description="open, expired, signed, declined or cancelled")
    template: str
    template_version: str
    language: str
    text_sha256: str
    channels: list[str]
    photos: list[str]
    future_photos: bool
    procedures: list[str]
    body_areas: list[str]
    identifiability: list[str]
    demographics: list[str]
    conditions: list[str]
    expires_on: date = Field(description="When the consent would end")
    remuneration: str | None
    supersedes: str | None
    created_at: datetime
    expires_at: datetime = Field(description="When the link ends")
    opened_at: datetime | None
    finished_at: datetime | None
    consent: str | None = Field(description="The id of what was signed")

    @classmethod
    def of(cls, row: SigningRequest, now: datetime, **more: str) -> Self:
        """Return a request as it stands at ``now``."""
        offer = offer_from(row.offer)
        is_over = row.state == "open" and row.expires_at <= now
        return cls(
            id=row.id,
            case_id=row.case_id,
            state="expired" if is_over else row.state,
            template=row.text_id,
            template_version=row.text_version,
            language=row.language,
            text_sha256=row.text_sha256,
            channels=list(offer.channels),
            photos=list(offer.photos),
            future_photos=offer.future_photos,
            procedures=list(offer.procedures),
            body_areas=list(offer.body_areas),
            identifiability=list(offer.identifiability),
            demographics=list(offer.demographics),
            conditions=list(offer.conditions),
            expires_on=offer.expires_on,
            remuneration=offer.remuneration,
            supersedes=row.supersedes_id,
            created_at=row.created_at,
            expires_at=row.expires_at,
            opened_at=row.opened_at,
            finished_at=row.finished_at,
            consent=row.consent_id,
            **more,
        )


class NewSigningRequestAnswer(SigningRequestAnswer):
    """A new request with the link to sign under, which is told this once."""

    url: str


class SigningRequestListAnswer(BaseModel):
    """Requests of a case, newest first."""

    signing_requests: list[SigningRequestAnswer]


class PatientLinkAnswer(BaseModel):
    """A link to the patient's own page, which is told this once; it works until taken back."""

    id: str
    url: str
    created_at: datetime


class PlacementAnswer(BaseModel):
    """A copy that was put somewhere by hand."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    case_id: str
    channel: str
    address: str | None
    note: str | None
    placed_at: datetime
    removed_at: datetime | None

    @classmethod
    def of(cls, row: Placement) -> Self:
        """Return a placement as the API tells it."""
        return cls.model_validate(row)


class PlacementListAnswer(BaseModel):
    """Where copies of a case were put, newest first."""

    placements: list[PlacementAnswer]
