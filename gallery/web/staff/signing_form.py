"""The form of a request to sign: what is laid before a patient."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gallery.consent.offer import Offer, offer_from
from gallery.consent.policy import is_about
from gallery.consent.record import Identifiability
from gallery.errors import GalleryError, InvalidInput
from gallery.models import Case, ConsentRecord, Photo, SigningRequest
from gallery.web.staff import text_choices
from gallery.web.staff.consent_form import (
    CONDITION_CHOICES,
    DEMOGRAPHIC_CHOICES,
    IDENTIFIABILITY_CHOICES,
    OTHER_KINDS,
    ChannelField,
)
from gallery.web.staff.forms import Form, FormReader, FormState
from gallery.web.staff.packs_in_use import PRACTICE_FACTS
from gallery.web.staff.text_choices import TextChoice

__all__ = ["CONDITION_CHOICES", "DEMOGRAPHIC_CHOICES", "IDENTIFIABILITY_CHOICES", "OTHER_KINDS"]

LONGEST_LINE = 200


@dataclass(frozen=True)
class Asked:
    """Hold what was asked for: the offer, the text as the form names it, the earlier consent."""

    offer: Offer
    text: tuple[str, str, str]
    supersedes_id: str | None


def year_after(day: date) -> date:
    """Return the same day of the next year; the last of February where there is none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def parse(
    form: Form,
    case: Case,
    channels: Sequence[ChannelField],
    texts: Sequence[TextChoice],
    consents: Iterable[ConsentRecord],
) -> Asked:
    """Read what is to be laid before the patient.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    text = read.choice("text", {one.value for one in texts}, label="Text", needed=True) or ""
    expires_on = read.day("expires_on", label="The day on which it ends", needed=True)
    earlier = read.choice("supersedes", {row.id for row in consents}, label="The earlier consent")
    offer = Offer(
        procedures=tuple(case.procedure_slugs),
        body_areas=(case.area,),
        photos=read.choices("photos", {photo.id for photo in case.photos}, label="Photos"),
        channels=(*_channels(read, channels), *_other(read)),
        expires_on=expires_on or date.max,
        future_photos=read.flag("future_photos"),
        identifiability=_ticked(read, "identifiability", IDENTIFIABILITY_CHOICES),
        demographics=_ticked(read, "demographics", DEMOGRAPHIC_CHOICES),
        conditions=_ticked(read, "conditions", CONDITION_CHOICES),
        recipients=read.lines("recipients", label="Recipients", longest=LONGEST_LINE),
        purposes=read.lines("purposes", label="Purposes", longest=LONGEST_LINE),
        remuneration=read.text("remuneration", label="What is paid", longest=LONGEST_LINE) or None,
    )
    read.finish()
    return Asked(offer, text_choices.parts_of(text), earlier)


def preset(case: Case, today: date, channels: Sequence[ChannelField], text: str) -> FormState:
    """Offer what is usual: the website, the photos of the case, what they show, for a year."""
    websites = [row.channel for row in channels if row.channel.startswith("website")]
    shown = {photo.identifiability for photo in _usable(case)}
    known = {"age_band": case.age_band, "gender": case.gender, "skin_type": case.skin_type}
    return FormState.of(
        {
            "text": text,
            "photos": [photo.id for photo in _usable(case)],
            "future_photos": True,
            "channels": websites,
            "identifiability": sorted(shown - {Identifiability.NONE_APPARENT.value}),
            "demographics": [name for name, value in known.items() if value],
            "expires_on": year_after(today).isoformat(),
        }
    )


def again(case: Case, today: date, earlier: ConsentRecord, text: str) -> FormState:
    """Offer once more what an earlier consent permits, for another year."""
    permitted = [scope.channel for scope in earlier.scopes if scope.decision == "permit"]
    shown = earlier.covered_values("identifiability") - {Identifiability.NONE_APPARENT.value}
    value = earlier.as_value()
    return FormState.of(
        {
            **_terms(earlier.terms),
            "text": text,
            "supersedes": earlier.id,
            "photos": [p.id for p in _usable(case) if is_about(value, p.as_value())],
            "future_photos": earlier.covers_future_photos,
            "channels": permitted,
            "identifiability": sorted(shown),
            "demographics": sorted(earlier.covered_values("demographic")),
            "expires_on": year_after(max(today, earlier.expires_on)).isoformat(),
        }
    )


def once_more(case: Case, today: date, request: SigningRequest, text: str) -> FormState:
    """Offer what a request that came to nothing had offered."""
    offer = offer_from(request.offer)
    usable = {photo.id for photo in _usable(case)}
    return FormState.of(
        {
            **_terms(request.offer),
            "text": text,
            "supersedes": request.supersedes_id,
            "photos": [photo for photo in offer.photos if photo in usable],
            "future_photos": offer.future_photos,
            "channels": offer.channels,
            "identifiability": offer.identifiability,
            "demographics": offer.demographics,
            "expires_on": max(offer.expires_on, year_after(today)).isoformat(),
        }
    )


def refused(form: Form, error: GalleryError) -> FormState:
    """Show what was typed; what a text lacks of the practice is told as its settings name it."""
    shown = FormState.refused(form, error)
    if isinstance(error, InvalidInput) and error.code == "text_unfilled":
        missing = [PRACTICE_FACTS.get(name, ("", name))[1] for name in sorted(error.fields)]
        fault = f"This text asks for {', '.join(missing)}: fill it in under Settings first."
        return FormState(shown.values, {"text": fault}, "Nothing was made yet.")
    return shown


def _channels(read: FormReader, channels: Sequence[ChannelField]) -> tuple[str, ...]:
    return read.choices("channels", {row.channel for row in channels}, label="Places")


def _other(read: FormReader) -> tuple[str, ...]:
    name = read.text("other_name", label="Its name", longest=48).lower()
    if not name:
        return ()
    kind = read.choice("other_kind", dict(OTHER_KINDS), label="Another place", needed=True)
    return (f"{kind}:{name}",)


def _ticked(read: FormReader, name: str, choices: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return read.choices(name, dict(choices), label="These boxes")


def _usable(case: Case) -> list[Photo]:
    return [photo for photo in case.photos if photo.state not in {"erased", "rejected"}]


def _terms(terms: dict[str, object]) -> dict[str, object]:
    lines = {name: terms.get(name) for name in ("recipients", "purposes")}
    conditions = terms.get("conditions")
    return {
        **{name: "\n".join(map(str, v)) for name, v in lines.items() if isinstance(v, list)},
        "conditions": conditions if isinstance(conditions, list) else None,
        "remuneration": terms.get("remuneration"),
    }
