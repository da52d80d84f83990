"""What the practice says of itself on a consent, and the facts that its texts are filled with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gallery.clinical.names import area_name, procedure_name
from gallery.config import Settings
from gallery.consent.offer import Offer
from gallery.consent.text import TextFacts
from gallery.consent.wording import places, purposes_of, who_sees, wording
from gallery.consent.wording_set import WordingSet
from gallery.models import PracticeProfile


@dataclass(frozen=True)
class PracticeLook:
    """Hold how the practice presents itself to a patient."""

    name: str
    accent: str
    website_url: str | None
    contact_url: str | None
    withdrawal_contact: str | None


@dataclass(frozen=True)
class Chosen:
    """Hold what a patient chose of an offer; None where she has not chosen yet."""

    channels: tuple[str, ...] | None = None
    identifiability: tuple[str, ...] | None = None
    demographics: tuple[str, ...] | None = None


def look_of(profile: PracticeProfile) -> PracticeLook:
    """Return how the practice presents itself."""
    return PracticeLook(
        name=profile.name,
        accent=profile.accent,
        website_url=profile.website_url,
        contact_url=profile.contact_url,
        withdrawal_contact=profile.withdrawal_contact,
    )


def text_facts(
    profile: PracticeProfile, settings: Settings, offer: Offer, chosen: Chosen, language: str
) -> TextFacts:
    """Return the facts of one offer, in words of ``language``; what is not chosen is left open.

    What the practice has not told of itself stays empty: a text that asks for it cannot be filled.
    """
    words = wording(language)
    asked = offer.channels if chosen.channels is None else chosen.channels
    return TextFacts(
        practice=profile.name,
        practice_address=profile.postal_address or "",
        procedures=_joined([procedure_name(slug, language) for slug in offer.procedures]),
        areas=_joined([area_name(slug, language) for slug in offer.body_areas]),
        photos=_photos(offer, words),
        identifiability=_ticked(chosen.identifiability, language),
        details=_ticked(chosen.demographics, language),
        places=words.chosen_below if chosen.channels is None else places(asked, language),
        recipients=offer.recipients or who_sees(asked, language),
        purposes=_joined(offer.purposes or purposes_of(asked, language)),
        expires_on=day_in_words(offer.expires_on, language),
        remuneration=offer.remuneration or words.no_money,
        withdrawal_address=profile.withdrawal_contact or "",
        retention_years=str(settings.evidence_years),
        privacy_contact=profile.privacy_contact or profile.withdrawal_contact or "",
        authority=profile.complaint_authority or "",
        countries=profile.storage_countries or "",
    )


def day_in_words(day: date, language: str) -> str:
    """Return a day as it is written in ``language``, the month by its name."""
    words = wording(language)
    return words.date_form.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def _photos(offer: Offer, words: WordingSet) -> str:
    if not offer.future_photos:
        return words.photos_shown
    return words.future_photos_too if offer.photos else words.future_photos_alone


def _ticked(chosen: tuple[str, ...] | None, language: str) -> str:
    words = wording(language)
    if chosen is None:
        return words.chosen_below
    names = {**words.identifiability, **words.demographics}
    return _joined([names[code][0] for code in chosen if code in names]) or words.nothing


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(parts)
