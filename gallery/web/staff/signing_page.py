"""The page on which a request to sign is made, and the one that shows its link this once."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.manage_sites import list_sites
from gallery.actions.read_requests import requests_of
from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.clock import utc_now
from gallery.consent.policy import in_force
from gallery.models import Case, ConsentRecord, SigningRequest
from gallery.web.staff import (
    consent_form,
    packs_in_use,
    photo_cards,
    signing_form,
    text_choices,
    words,
)
from gallery.web.staff.consent_form import ChannelField
from gallery.web.staff.forms import FormState
from gallery.web.staff.photo_cards import PhotoCard
from gallery.web.staff.text_choices import TextChoice


@dataclass(frozen=True)
class SigningFormPage:
    """Hold what the form of a request shows of its case."""

    case_id: str
    case_title: str
    treatment: str
    photos: tuple[PhotoCard, ...]
    channels: tuple[ChannelField, ...]
    texts: tuple[TextChoice, ...]
    earlier: tuple[tuple[str, str], ...]
    duration_hint: str
    form: FormState

    @property
    def text_options(self) -> tuple[tuple[str, str], ...]:
        """Return the texts as a select offers them."""
        return tuple((one.value, one.label) for one in self.texts)

    @property
    def channel_options(self) -> tuple[tuple[str, str], ...]:
        """Return the places as boxes offer them."""
        return tuple((row.channel, row.label) for row in self.channels)

    @property
    def facts_missing(self) -> tuple[str, ...]:
        """Return what the text that is chosen asks of the settings and does not find."""
        chosen = self.form.value("text")
        found = next((one for one in self.texts if one.value == chosen), None)
        return found.facts_missing if found else ()


def build(
    session: Session, case_id: str, *, form: FormState | None = None, again: str | None = None
) -> SigningFormPage:
    """Read what can be asked of the patient; ``again`` names a consent or request to repeat.

    :raises NotFound: there is no case with this id.
    """
    case = load_case(session, case_id)
    consents, requests = consents_of(session, case_id), requests_of(session, case_id)
    channels = fields_for(session, consents, requests)
    texts = text_choices.choices(session)
    preset = _preset(case, channels, texts, (again, consents, requests))
    return SigningFormPage(
        case_id=case.id,
        case_title=case.title,
        treatment=_treatment(case),
        photos=photo_cards.cards(case),
        channels=channels,
        texts=texts,
        earlier=tuple((row.id, earlier_label(row)) for row in replaceable(consents)),
        duration_hint=packs_in_use.duration_hint(packs_in_use.chosen_packs(session)),
        form=form or preset,
    )


def fields_for(
    session: Session, consents: Iterable[ConsentRecord], requests: Iterable[SigningRequest]
) -> tuple[ChannelField, ...]:
    """Return the channels to offer, with those that were named for this case before."""
    used = {scope.channel for row in consents for scope in row.scopes}
    for request in requests:
        offered = request.offer.get("channels")
        used |= set(map(str, offered)) if isinstance(offered, list) else set()
    return consent_form.channel_fields(list_sites(session), used)


def replaceable(consents: Iterable[ConsentRecord]) -> list[ConsentRecord]:
    """Return the consents that a new one may take the place of: those in force."""
    now = utc_now()
    return [row for row in consents if in_force(row.as_value(), now)]


def _preset(
    case: Case,
    channels: tuple[ChannelField, ...],
    texts: tuple[TextChoice, ...],
    again: tuple[str | None, list[ConsentRecord], list[SigningRequest]],
) -> FormState:
    wanted, consents, requests = again
    today = words.local(utc_now()).date()
    for row in consents:
        if row.id == wanted:
            text = text_choices.latest_like(texts, row.template, row.language)
            return signing_form.again(case, today, row, text)
    for request in requests:
        if request.id == wanted:
            text = text_choices.latest_like(texts, request.text_id, request.language)
            return signing_form.once_more(case, today, request, text)
    return signing_form.preset(case, today, channels, texts[0].value if texts else "")


def earlier_label(row: ConsentRecord) -> str:
    """Return the words by which staff know a consent of a case."""
    signed = words.day(words.local(row.signed_at))
    return f"Signed {signed}, ends {words.day(row.expires_on)}"


def _treatment(case: Case) -> str:
    named = [PROCEDURES[slug].name for slug in case.procedure_slugs if slug in PROCEDURES]
    area = AREAS[case.area].name if case.area in AREAS else case.area
    return ", ".join([*named, area])
