"""A signed consent as JSON; the fields are those of docs/consent.md."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StringConstraints

from gallery.actions.record_consent import ConsentTerms, ScopeTerms
from gallery.web.api.incoming import Code, Incoming, Name, Text, printable
from gallery.web.api.moments import Moment, day_of, instant_of

_FUTURE = "this case, also future photos"
_NOW = "this case"
_LATER = "also future photos"
_MOST = 200


def _chosen(value: object) -> object:
    """Accept ``{name: true, other: false}`` for a list of names."""
    if not isinstance(value, Mapping):
        return value
    if not all(isinstance(chosen, bool) for chosen in value.values()):
        raise ValueError("give a list of names, or an object of true and false")
    return [name for name, chosen in value.items() if chosen]


def _listed(value: object) -> object:
    """Accept one text for a list of one."""
    return [value] if isinstance(value, str) else value


def _as_text(value: object) -> object:
    """Accept a whole number for a version."""
    return str(value) if type(value) is int else value


Version = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20),
    AfterValidator(printable),
    BeforeValidator(_as_text, json_schema_input_type=str | int),
]
Names = Annotated[tuple[Name, ...], Field(max_length=_MOST)]
ChosenNames = Annotated[
    Names, BeforeValidator(_chosen, json_schema_input_type=list[str] | dict[str, bool])
]
ListedNames = Annotated[Names, BeforeValidator(_listed, json_schema_input_type=list[str] | str)]


class ScopeBody(Incoming):
    """One channel that the consent permits or denies."""

    channel: Name
    decision: Literal["permit", "deny"]
    starts_on: Moment | None = None
    ends_on: Moment | None = Field(default=None, description="It ends as this day begins")

    def terms(self, zone: tzinfo) -> ScopeTerms:
        """Return the scope in days; whatever is rounded shortens what may be shown."""
        permits = self.decision == "permit"
        starts, ends = self.starts_on, self.ends_on
        return ScopeTerms(
            channel=self.channel,
            decision=self.decision,
            starts_on=day_of(starts, zone, next_day=permits) if starts else None,
            ends_on=day_of(ends, zone, next_day=not permits) if ends else None,
        )


class GrantorBody(Incoming):
    """Who gave the consent; ``type`` is understood for ``kind``."""

    kind: Literal["self", "personal_representative", "guardian"]
    authority_text: Text | None = None
    subject_name: Name | None = None


class TemplateBody(Incoming):
    """The text that was signed."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(printable)]
    version: Version | None = None


class InformationBody(Incoming):
    """What is covered: nothing named means the case's procedures, any area, the photos of now."""

    procedures: ListedNames = ()
    body_areas: ListedNames = ()
    photos: ListedNames = Field(
        default=(),
        description=f'Ids of photos, which "{_LATER}" may follow; or "{_FUTURE}"; or "{_NOW}"',
    )

    @property
    def covers_future_photos(self) -> bool:
        """Tell whether photos that are added later are covered too."""
        if len(self.photos) == 1:
            return _same_words(self.photos[0], _FUTURE)
        return any(_same_words(name, _LATER) for name in self.photos)

    @property
    def photo_ids(self) -> tuple[str, ...]:
        """Return the ids named; none where words stand for photos."""
        if len(self.photos) == 1:
            is_case = any(_same_words(self.photos[0], words) for words in (_NOW, _FUTURE))
            return () if is_case else self.photos
        return tuple(name for name in self.photos if not _same_words(name, _LATER))


def _grantor(value: object) -> object:
    if isinstance(value, str):
        return {"kind": value}
    if isinstance(value, Mapping) and "type" in value and "kind" not in value:
        return {("kind" if name == "type" else name): item for name, item in value.items()}
    return value


def _template(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


def _information(value: object) -> object:
    return {"photos": value} if isinstance(value, str) else value


GivenGrantor = Annotated[
    GrantorBody, BeforeValidator(_grantor, json_schema_input_type=GrantorBody | str)
]
GivenTemplate = Annotated[
    TemplateBody, BeforeValidator(_template, json_schema_input_type=TemplateBody | str)
]
GivenInformation = Annotated[
    InformationBody, BeforeValidator(_information, json_schema_input_type=InformationBody | str)
]


class ConsentBody(Incoming):
    """A signed consent; it needs scopes, an end, and who signed when and how."""

    signer_name: Name = Field(description="Encrypted at rest, never told again")
    signed_at: Moment
    signature_method: Literal["e_sign", "wet_scan", "verbal_witnessed"]
    expires_on: Moment = Field(description="The consent ends as this day begins")
    scopes: tuple[ScopeBody, ...] = Field(min_length=1, max_length=_MOST)
    grantor: GivenGrantor = GrantorBody(kind="self")
    authority_text: Text | None = None
    subject_name: Name | None = Field(
        default=None, description="The patient's own name, where somebody else signed; encrypted"
    )
    witness: Text | None = None
    effective_from: Moment | None = None
    template: GivenTemplate = TemplateBody(id="general-photo-release")
    template_version: Version | None = None
    language: Code = "en"
    jurisdiction: Code = "US-HIPAA"
    information: GivenInformation = InformationBody()
    identifiability_allowed: ChosenNames = ()
    demographics_allowed: ChosenNames = ()
    conditions: ChosenNames = ()
    discloser: Text | None = None
    recipients: ListedNames = ()
    purposes: ListedNames = ()
    expires_event: Text | None = None
    remuneration_disclosed: StrictBool | None = None
    remuneration: Text | None = Field(default=None, description="What is paid or given for it")
    supersedes: Name | None = Field(
        default=None, description="The consent of the case that ends as this one begins"
    )
    acknowledgements: dict[Name, StrictBool | Text | None] = Field(
        default_factory=dict,
        max_length=50,
        description="What the signer was told, such as right_to_revoke: true",
    )

    as_evidence: StrictBool = Field(
        default=False,
        description="Record what the patient withdrew since as withdrawn, instead of refusing it",
    )

    @property
    def signed_text(self) -> TemplateBody:
        """Return the text that was signed, wherever in the body its version stands."""
        version = self.template.version or self.template_version
        return TemplateBody(id=self.template.id, version=version)

    def terms(self, zone: tzinfo, version: str | None = None) -> ConsentTerms:
        """Return the consent as the action takes it; ``zone`` is the practice's.

        ``version`` is that of the text, where the gallery holds it.
        """
        begins = self.effective_from
        return ConsentTerms(
            signer_name=self.signer_name,
            signed_at=instant_of(self.signed_at, zone),
            expires_on=day_of(self.expires_on, zone),
            scopes=tuple(scope.terms(zone) for scope in self.scopes),
            signature_method=self.signature_method,
            grantor=self.grantor.kind,
            authority_text=self.grantor.authority_text or self.authority_text,
            subject_name=self.grantor.subject_name or self.subject_name,
            witness=self.witness,
            effective_from=instant_of(begins, zone) if begins else None,
            template=self.template.id,
            template_version=version or self.signed_text.version or "1",
            language=self.language,
            jurisdiction=self.jurisdiction,
            procedures=self.information.procedures,
            body_areas=self.information.body_areas,
            photos=self.information.photo_ids,
            future_photos=self.information.covers_future_photos,
            identifiability_allowed=self.identifiability_allowed,
            demographics_allowed=self.demographics_allowed,
            conditions=self.conditions,
            discloser=self.discloser,
            recipients=self.recipients,
            purposes=self.purposes,
            expires_event=self.expires_event,
            remuneration_disclosed=self.remuneration_disclosed,
            remuneration=self.remuneration or None,
            supersedes=self.supersedes,
            acknowledgements=self.acknowledgements,
            as_evidence=self.as_evidence,
        )


def _same_words(text: str, words: str) -> bool:
    """Compare words alone, so that ``this_case_also_future_photos`` is understood."""
    return _letters(text) == _letters(words)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())
