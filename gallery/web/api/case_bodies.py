"""What requests about cases, photos and pairs carry."""

from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from gallery.actions.find_cases import CaseQuery
from gallery.actions.open_case import CaseFacts
from gallery.publishing.lifecycle import CaseState
from gallery.web.api.incoming import Incoming, LongText, Name, Text

# The greatest page keeps the offset within 64 bits; the action has the narrower limits of facts.
_MOST = 1_000_000


class CaseBody(Incoming):
    """The facts of a new case; slugs and bands are listed in the answer to an unknown one."""

    chart_ref: Name = Field(description="The practice's own reference; encrypted at rest")
    title: Name = Field(description="Public: must not name the subject")
    procedures: tuple[Name, ...] = Field(min_length=1, max_length=20)
    area: Name
    is_adult_at_capture: StrictBool
    laterality: Text | None = None
    sessions: StrictInt | None = Field(default=None, ge=1, le=_MOST)
    provider: Text | None = None
    story: LongText | None = None
    age_band: Text | None = None
    gender: Text | None = None
    skin_type: Text | None = None
    is_actual_patient: StrictBool = True
    shows_nudity: StrictBool = False
    is_testimonial: StrictBool = Field(default=False, description="The story is in her words")
    registration_number: Text | None = Field(default=None, description="Of the practitioner")

    def facts(self) -> CaseFacts:
        """Return the body as the action takes it."""
        return CaseFacts(**self.model_dump())


class CaseChanges(Incoming):
    """Any of the facts of a case; the rest stays as it is."""

    chart_ref: Name = Field(default_factory=str, description="Must be the one the case has")
    title: Name = Field(default_factory=str)
    procedures: tuple[Name, ...] = Field(default_factory=tuple, min_length=1, max_length=20)
    area: Name = Field(default_factory=str)
    is_adult_at_capture: StrictBool = Field(default_factory=bool)
    laterality: Text | None = None
    sessions: StrictInt | None = Field(default=None, ge=1, le=_MOST)
    provider: Text | None = None
    story: LongText | None = None
    age_band: Text | None = None
    gender: Text | None = None
    skin_type: Text | None = None
    is_actual_patient: StrictBool = Field(default_factory=bool)
    shows_nudity: StrictBool = Field(default_factory=bool)
    is_testimonial: StrictBool = Field(default_factory=bool)
    registration_number: Text | None = None


class CaseFilters(Incoming):
    """Which cases to list."""

    q: Text | None = Field(default=None, description="In title or provider")
    state: CaseState | None = None
    procedure: Text | None = None
    area: Text | None = None
    page: int = Field(default=1, ge=1, le=_MOST)
    per_page: int = Field(default=50, ge=1, le=200)

    def query(self, *, by_chart_ref: bool = False, by_signer: bool = False) -> CaseQuery:
        """Return the filters as the action takes them."""
        return CaseQuery(**self.model_dump(), by_chart_ref=by_chart_ref, by_signer=by_signer)


class CaseSearch(CaseFilters):
    """Which cases to find; a body may hold what an address may not."""

    q: Text | None = Field(
        default=None,
        description="In title or provider, the exact chart reference or, for tokens with"
        " consents:read, every word of the name of who signed a consent",
    )


class PhotoFields(Incoming):
    """What staff say of an uploaded photo."""

    role: Literal["before", "after"]
    view: Name = Field(description="A standard view such as AP, OL or CU_knee")
    interval: Text | None = Field(
        default=None, description="Time since treatment, ISO 8601, such as P6W"
    )
    identifiability: Text | None = Field(
        default=None, description="full_face, partial_face, distinctive_mark or none_apparent"
    )


class PhotoUploadForm(PhotoFields):
    """A photo with what staff say of it."""

    file: str = Field(
        description="JPEG, PNG, WebP, HEIC or AVIF",
        json_schema_extra={"contentMediaType": "application/octet-stream"},
    )


class PhotoChanges(Incoming):
    """Any of what staff say of a photo."""

    role: Literal["before", "after"] = Field(default_factory=lambda: "before")
    view: Name = Field(default_factory=str)
    interval: Text | None = None
    identifiability: Text | None = None
    quarter_turns: StrictInt = Field(default_factory=int, ge=0, le=3)


class PairBody(Incoming):
    """The ids of two photos of one view; ``view`` is checked against theirs."""

    before: Name
    after: Name
    view: Text | None = None


class PublicationBody(Incoming):
    """The channels to show a case on."""

    channels: tuple[Name, ...] = Field(min_length=1, max_length=50)


class UnpublicationBody(Incoming):
    """The channels to take a case from; none named means all."""

    channels: tuple[Name, ...] = Field(default=(), max_length=50)


class WithdrawalBody(Incoming):
    """Why and from which channels consent is withdrawn; neither needs to be said."""

    reason: Text | None = None
    channels: tuple[Name, ...] = Field(default=(), max_length=50)


class EndingBody(Incoming):
    """Why a consent does not hold, for which the patient did not ask."""

    reason: Literal["invalidated", "entered_in_error"]
    words: Text = Field(min_length=1, description="What was wrong; kept, never told again")
