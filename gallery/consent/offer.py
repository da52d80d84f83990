"""What a signing request lays before a patient, as a value that is kept with the request."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from gallery.consent.channels import channel_of
from gallery.consent.record import Identifiability
from gallery.consent.terms import DEMOGRAPHICS, LONGEST_CONSENT_YEARS, lasts_too_long
from gallery.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class Offer:
    """State exactly what she is asked for: 45 CFR 164.508(c)(1), GDPR Art. 7(2).

    ``photos`` are those she sees: of the photos that are there when she signs, the consent covers
    no other. With ``future_photos`` it covers those too that are added to the case afterwards.
    """

    procedures: tuple[str, ...]
    body_areas: tuple[str, ...]
    photos: tuple[str, ...]
    channels: tuple[str, ...]
    expires_on: date
    future_photos: bool = False
    identifiability: tuple[str, ...] = ()
    demographics: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    remuneration: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the offer as it is stored."""
        return asdict(self) | {"expires_on": self.expires_on.isoformat()}


def offer_from(stored: Mapping[str, object]) -> Offer:
    """Return the offer that :meth:`Offer.as_json` wrote."""
    values: dict[str, object] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    values["expires_on"] = date.fromisoformat(str(stored["expires_on"]))
    return Offer(**values)  # type: ignore[arg-type] # as written by as_json


def check_offer(offer: Offer, today: date, *, has_photos: bool) -> None:
    """Refuse an offer that nobody could sign.

    A case that ``has_photos`` shows her some. Before the first was taken she can be asked for
    later ones alone.

    :raises InvalidInput: names each field; ``unknown_channel`` where a channel does not exist.
    """
    for channel in offer.channels:
        channel_of(channel, field="channels")
    problems: dict[str, str] = {}
    if not offer.channels:
        problems["channels"] = "Ask for at least one channel."
    if not offer.photos and (has_photos or not offer.future_photos):
        problems["photos"] = "Choose the photos that she is to see: it covers no others of now."
    if offer.expires_on <= today:
        problems["expires_on"] = "The consent would have expired already: choose a later day."
    elif lasts_too_long(today, offer.expires_on):
        problems["expires_on"] = f"Choose a day within {LONGEST_CONSENT_YEARS} years."
    problems |= dict(_unknown_words(offer))
    if problems:
        raise InvalidInput("This cannot be laid before a patient.", fields=problems)


def _unknown_words(offer: Offer) -> Iterator[tuple[str, str]]:
    for name, given, known in (
        ("identifiability", offer.identifiability, set(Identifiability)),
        ("demographics", offer.demographics, set(DEMOGRAPHICS)),
    ):
        unknown = sorted(set(given) - known)
        if unknown:
            yield name, f"Not known: {', '.join(unknown)}."
