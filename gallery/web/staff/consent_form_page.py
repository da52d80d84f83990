"""What the form for a signed consent shows of its case."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.set_practice import practice_profile
from gallery.clinical.terms import PROCEDURES
from gallery.consent.record import SignatureMethod
from gallery.jurisdictions.pack import Pack, packs
from gallery.web.staff import (
    consent_form,
    packs_in_use,
    photo_cards,
    signing_page,
    text_choices,
    words,
)
from gallery.web.staff.consent_form import ChannelField
from gallery.web.staff.forms import FormState
from gallery.web.staff.photo_cards import PhotoCard

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ConsentFormPage:
    """Hold what the form for a consent shows of its case."""

    case_id: str
    case_title: str
    procedures: str
    photos: tuple[PhotoCard, ...]
    channels: tuple[ChannelField, ...]
    texts: Choices
    methods: Choices
    laws: Choices
    earlier: Choices
    duration_hint: str
    blank: FormState


def build(session: Session, case_id: str) -> ConsentFormPage:
    """Read what a new consent of a case may cover.

    :raises NotFound: there is no case with this id.
    """
    case = load_case(session, case_id)
    profile, chosen = practice_profile(session), packs_in_use.chosen_packs(session)
    consents = consents_of(session, case_id)
    names = [PROCEDURES[s].name for s in case.procedure_slugs if s in PROCEDURES]
    law = chosen[0].id if chosen else next(iter(packs()))
    return ConsentFormPage(
        case_id=case.id,
        case_title=case.title,
        procedures=", ".join(names),
        photos=photo_cards.cards(case),
        channels=signing_page.fields_for(session, consents, ()),
        texts=tuple((one.value, one.label) for one in text_choices.choices(session)),
        methods=methods(chosen),
        laws=laws(chosen),
        earlier=tuple(
            (row.id, signing_page.earlier_label(row)) for row in signing_page.replaceable(consents)
        ),
        duration_hint=packs_in_use.duration_hint(chosen),
        blank=consent_form.blank(law, profile.locale),
    )


def methods(chosen: Sequence[Pack]) -> Choices:
    """Return the ways of giving consent: spoken only where each chosen pack allows it (R21)."""
    allowing = [pack.name for pack in chosen if all(one.permits_verbal for one in chosen)]
    spoken = SignatureMethod.VERBAL_WITNESSED.value
    offered = [(code, label) for code, label in words.METHODS.items() if code != spoken]
    if allowing:
        offered.append((spoken, f"{words.METHODS[spoken]} ({', '.join(allowing)} only)"))
    return tuple(offered)


def laws(chosen: Sequence[Pack]) -> Choices:
    """Return every pack, those that the practice works under first."""
    own = {pack.id for pack in chosen}
    return tuple(sorted(packs_in_use.PACK_CHOICES, key=lambda choice: choice[0] not in own))
