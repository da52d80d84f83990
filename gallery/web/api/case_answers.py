"""What the API tells of cases, photos and pairs."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from gallery.actions.find_cases import (
    FoundCases,
    consents_of,
    load_case,
    publications_of,
)
from gallery.actions.review_case import findings_for
from gallery.clock import utc_now
from gallery.models import ConsentRecord, Photo
from gallery.permissions import Permission
from gallery.runtime import Actor, Runtime
from gallery.web.api.consent_answers import ConsentAnswer
from gallery.web.api.failures import FindingAnswer
from gallery.web.api.pair_models import PairAnswer
from gallery.web.api.publication_answers import PublicationAnswer

WEBSITE = "website_gallery"


class Row(BaseModel):
    """Read a table's row, or a value, by the names of its columns or fields."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True)


class RenditionAnswer(Row):
    """A derived file of a photo."""

    spec: str
    format: str
    width_px: int
    height_px: int
    size_bytes: int
    sha256: str


class PhotoAnswer(Row):
    """A photo: what staff say of it, and how far its renditions are."""

    id: str
    case_id: str
    state: str = Field(description="uploaded, processing, ready or rejected")
    reason: str | None = Field(validation_alias="reject_reason", description="Why it is rejected")
    role: str
    view: str
    interval: str | None
    identifiability: str
    sha256: str = Field(description="Of the bytes as uploaded")
    media_type: str
    size_bytes: int
    width_px: int
    height_px: int
    quarter_turns: int
    captured_on: date | None
    created_at: datetime
    renditions: list[RenditionAnswer]


class CaseSummary(Row):
    """The facts of a case as lists show them."""

    id: str
    slug: str
    state: str
    title: str
    procedures: list[str] = Field(validation_alias="procedure_slugs")
    area: str
    laterality: str | None
    sessions: int | None
    provider: str | None
    age_band: str | None
    gender: str | None
    skin_type: str | None
    is_adult_at_capture: bool
    is_actual_patient: bool
    shows_nudity: bool
    is_testimonial: bool
    registration_number: str | None
    created_at: datetime
    updated_at: datetime


class CaseAnswer(CaseSummary):
    """A case with all that belongs to it."""

    chart_ref: str | None = Field(
        description="Null unless the token has cases:read, and while its data key is missing"
    )
    story: str | None
    photos: list[PhotoAnswer]
    pairs: list[PairAnswer]
    consents: list[ConsentAnswer] = Field(description="Newest first")
    findings: list[FindingAnswer] = Field(
        description="What stands against showing it where its consents permit, or on the website"
    )
    publications: list[PublicationAnswer] = Field(description="Newest first")


class CaseListAnswer(BaseModel):
    """One page of cases, newest change first."""

    cases: list[CaseSummary]
    page: int
    per_page: int
    total: int


def case_list(found: FoundCases) -> CaseListAnswer:
    """Return one page of cases."""
    return CaseListAnswer(
        cases=[CaseSummary.model_validate(case) for case in found.cases],
        page=found.page,
        per_page=found.per_page,
        total=found.total,
    )


def photo_answer(photo: Photo) -> PhotoAnswer:
    """Return a photo with its renditions."""
    return PhotoAnswer.model_validate(photo)


def case_answer(session: Session, runtime: Runtime, actor: Actor, case_id: str) -> CaseAnswer:
    """Return a case with all that belongs to it, in a fixed number of queries.

    :raises NotFound: there is no case with this id.
    """
    case = load_case(session, case_id)
    consents = consents_of(session, case_id)
    now = utc_now()
    findings = findings_for(session, runtime, case, _channels(consents), now)
    may_read = Permission.VIEW_CASES in actor.permissions
    return CaseAnswer(
        **CaseSummary.model_validate(case).model_dump(),
        chart_ref=runtime.vault.read(case.subject.chart_ref_encrypted) if may_read else None,
        story=case.story,
        photos=[photo_answer(photo) for photo in case.photos],
        pairs=[PairAnswer.of(pair) for pair in case.pairs],
        consents=[ConsentAnswer.of(consent, now) for consent in consents],
        findings=[FindingAnswer.of(finding) for finding in findings],
        publications=[
            PublicationAnswer.of(publication) for publication in publications_of(session, case_id)
        ],
    )


def _channels(consents: list[ConsentRecord]) -> list[str]:
    """Return where the consents would have the case shown; with none, the website."""
    permitted = {
        scope.channel
        for consent in consents
        if consent.withdrawn_at is None
        for scope in consent.scopes
        if scope.decision == "permit"
    }
    return sorted(permitted) or [WEBSITE]
