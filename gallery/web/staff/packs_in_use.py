"""What the legal orders that the practice works under ask of its forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from gallery.actions.review_case import packs_about, packs_of
from gallery.actions.set_practice import PROFILE_ID
from gallery.consent.lint import missing_elements
from gallery.consent.placeholders import placeholders_of
from gallery.consent.text import ConsentText, visible_parts
from gallery.jurisdictions.pack import Pack, packs
from gallery.models import PracticeProfile

PACK_CHOICES = tuple((pack.id, pack.name) for pack in packs().values())

#: What a text may ask the practice for, and where the settings hold it.
PRACTICE_FACTS = {
    "practice": ("name", "the practice's name"),
    "practice_address": ("postal_address", "its postal address"),
    "withdrawal_address": ("withdrawal_contact", "where patients withdraw"),
    "privacy_contact": ("privacy_contact", "who answers for data protection"),
    "authority": ("complaint_authority", "the authority for complaints"),
    "countries": ("storage_countries", "the countries where files are stored"),
}


@dataclass(frozen=True)
class PackNote:
    """Name a pack, and each thing that it adds, in words for staff."""

    id: str
    name: str
    adds: tuple[str, ...]


def chosen_packs(session: Session) -> tuple[Pack, ...]:
    """Return the packs that the practice has chosen."""
    return packs_of(session.get(PracticeProfile, PROFILE_ID))


def packs_bearing_on(session: Session, jurisdiction: str) -> tuple[Pack, ...]:
    """Return the packs that bear on a consent under this law: its own besides the practice's."""
    return packs_about(session.get(PracticeProfile, PROFILE_ID), jurisdiction)


def pack_notes() -> tuple[PackNote, ...]:
    """Return every pack with what it adds."""
    return tuple(PackNote(pack.id, pack.name, tuple(_adds(pack))) for pack in packs().values())


def missing_facts(text: ConsentText, profile: PracticeProfile) -> tuple[str, ...]:
    """Name what a text asks the practice for and the settings do not hold yet."""
    asked = {name for _, part in visible_parts(text) for name in placeholders_of(part)}
    wanted = [(field, words) for name, (field, words) in PRACTICE_FACTS.items() if name in asked]
    return tuple(words for field, words in wanted if not _is_told(profile, field))


def lacks(text: ConsentText, chosen: Sequence[Pack]) -> tuple[str, ...]:
    """Return what the chosen packs ask for and a text does not hold, each with its pack."""
    return tuple(f"{m.pack_id}: {m.element.words}" for m in missing_elements(text, chosen))


def duration_notes(chosen: Sequence[Pack], signed_on: date, expires_on: date) -> tuple[str, ...]:
    """Return what a pack says of a consent that lasts longer than it allows unless asked."""
    return tuple(
        f"{pack.name}: a consent lasts {pack.longest_days_unless_asked} days at most, unless the"
        " patient asked for a later date. Keep a note that she did."
        for pack in chosen
        if pack.longest_days_unless_asked
        and expires_on - signed_on > timedelta(days=pack.longest_days_unless_asked)
    )


def duration_hint(chosen: Sequence[Pack]) -> str:
    """Return the limits of the chosen packs, empty where there is none."""
    limited = [pack for pack in chosen if pack.longest_days_unless_asked]
    return " ".join(
        f"{pack.name}: {pack.longest_days_unless_asked} days at most, unless the patient asks for"
        " a later date."
        for pack in limited
    )


def needs_registration(chosen: Sequence[Pack]) -> bool:
    """Tell whether a case must give the practitioner's registration number."""
    return any(pack.needs_registration_number for pack in chosen)


def _is_told(profile: PracticeProfile, field: str) -> bool:
    if field == "privacy_contact":
        return bool(profile.privacy_contact or profile.withdrawal_contact)
    return bool(getattr(profile, field))


def _adds(pack: Pack) -> list[str]:
    barred = sum(phrase.severity == "block" for phrase in pack.phrases)
    notes = {
        f"{len(pack.elements)} things that a consent text must hold": True,
        "a disclosure under every case": bool(pack.disclosures),
        f"{barred} words that may not be published": barred > 0,
        "no testimonials": pack.forbids_testimonials,
        "the practitioner's registration number": pack.needs_registration_number,
        "actual patients only": pack.needs_actual_patient,
        "spoken consent before a witness": pack.permits_verbal,
        f"consents of {pack.longest_days_unless_asked} days at most, unless asked for": bool(
            pack.longest_days_unless_asked
        ),
    }
    return [words for words, applies in notes.items() if applies]
