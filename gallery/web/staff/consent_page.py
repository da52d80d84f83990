"""The page of one consent, and what the form for a new one shows of its case."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from gallery.actions.find_cases import load_case, takedowns_of
from gallery.actions.manage_sites import list_sites
from gallery.clinical.terms import PROCEDURES
from gallery.clock import utc_now
from gallery.errors import NotFound
from gallery.models import ConsentRecord
from gallery.runtime import Runtime
from gallery.web.staff import consent_cards, consent_form, photo_cards
from gallery.web.staff.consent_cards import ConsentCard, TakedownRow
from gallery.web.staff.consent_form import ChannelField
from gallery.web.staff.photo_cards import PhotoCard


@dataclass(frozen=True)
class ConsentPage:
    """Hold what the page of one consent shows."""

    card: ConsentCard
    case_id: str
    case_title: str
    signer_name: str
    takedowns: tuple[TakedownRow, ...]
    is_only_channel: bool


@dataclass(frozen=True)
class ConsentFormPage:
    """Hold what the form for a consent shows of its case."""

    case_id: str
    case_title: str
    procedures: str
    photos: tuple[PhotoCard, ...]
    channels: tuple[ChannelField, ...]


def build(session: Session, runtime: Runtime, consent_id: str) -> ConsentPage:
    """Read a consent and what is to be cleared since it was withdrawn.

    :raises NotFound: there is no consent with this id.
    """
    record = session.get(ConsentRecord, consent_id)
    if record is None:
        raise NotFound("There is no consent with this id.")
    case = load_case(session, record.case_id)
    card = consent_cards.card(record, utc_now())
    was_touched = record.withdrawn_at or any(scope.withdrawn_at for scope in record.scopes)
    takedowns = takedowns_of(session, case_id=case.id) if was_touched else []
    return ConsentPage(
        card=card,
        case_id=case.id,
        case_title=case.title,
        signer_name=runtime.vault.decrypt(record.signer_name_encrypted),
        takedowns=consent_cards.takedown_rows(takedowns),
        is_only_channel=sum(row.can_withdraw for row in card.scopes) < 2,
    )


def for_form(session: Session, case_id: str) -> ConsentFormPage:
    """Read what a new consent of a case may cover.

    :raises NotFound: there is no case with this id.
    """
    case = load_case(session, case_id)
    names = [PROCEDURES[s].name for s in case.procedure_slugs if s in PROCEDURES]
    return ConsentFormPage(
        case_id=case.id,
        case_title=case.title,
        procedures=", ".join(names),
        photos=photo_cards.cards(case),
        channels=consent_form.channel_fields(list_sites(session)),
    )
