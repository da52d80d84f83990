"""The form of the practice's settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from gallery.actions.consent_texts import all_texts
from gallery.errors import InvalidInput
from gallery.imaging.specs import MAX_LOGO_BYTES, Position
from gallery.models import PracticeProfile
from gallery.web.access import current_runtime
from gallery.web.staff.channel_marks_form import (
    CHANNELS,
    KIND_CHOICES,
    has_rows,
    kept_channel_marks,
    read_channel_marks,
)
from gallery.web.staff.forms import Form, FormReader, FormState
from gallery.web.staff.packs_in_use import PACK_CHOICES, pack_notes

__all__ = ["CHANNELS", "KIND_CHOICES", "pack_notes"]

LOCALE_CHOICES = (("en", "English"), ("es", "Español"))
POSITION_CHOICES = tuple(
    (place.value, place.value.replace("-", " ").capitalize()) for place in Position
)
MARK_CHOICES = (
    ("text", "A text; the practice's name where none is given"),
    ("logo", "A logo"),
)
#: What texts say of the practice: label, and most characters.
CONSENT_FACTS = {
    "postal_address": ("Postal address", 300),
    "withdrawal_contact": ("Where patients withdraw", 300),
    "privacy_contact": ("Who answers for data protection", 300),
    "complaint_authority": ("Authority for complaints", 300),
    "storage_countries": ("Countries where files are stored", 200),
}
_SHARES = {"watermark_width": "watermark_width_ratio", "watermark_shade": "watermark_opacity"}


@dataclass(frozen=True)
class SettingsForm:
    """Hold the changes and whether the picture mark is kept."""

    changes: Mapping[str, object]
    uses_logo: bool


def parse(form: Form) -> SettingsForm:
    """Read the practice's settings.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    uses_logo = read.choice("mark", dict(MARK_CHOICES), label="Mark", needed=True) == "logo"
    changes: dict[str, object] = {
        "name": read.text("name", label="Name", longest=120, needed=True),
        "tagline": read.text("tagline", label="Tagline", longest=200),
        "website_url": read.text("website_url", label="Website", longest=300),
        "contact_url": read.text("contact_url", label="Contact page", longest=300),
        "accent": read.text("accent", label="Accent colour", longest=7, needed=True),
        "disclosure": read.text("disclosure", label="Disclosure", longest=2000, needed=True),
        "locale": read.choice("locale", dict(LOCALE_CHOICES), label="Language", needed=True),
    }
    changes |= _mark(read, uses_logo=uses_logo) | _consent_facts(read)
    read.finish()
    return SettingsForm(changes, uses_logo)


def parse_mark(form: Form) -> SettingsForm:
    """Read the mark alone, to be looked at before anything is saved.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    uses_logo = read.choice("mark", dict(MARK_CHOICES), label="Mark", needed=True) == "logo"
    changes = _mark(read, uses_logo=uses_logo)
    read.finish()
    return SettingsForm(changes, uses_logo)


def _mark(read: FormReader, *, uses_logo: bool) -> dict[str, object]:
    place = read.choice("watermark_position", set(Position), label="Place", needed=True)
    changes: dict[str, object] = {"watermark_position": place}
    for name, limits in {"watermark_width": (5, 50), "watermark_shade": (40, 100)}.items():
        share = read.whole(name, label="The share", low=limits[0], high=limits[1])
        if share is None:
            read.faults.setdefault(name, f"Give a whole number, {limits[0]} to {limits[1]}.")
        changes[_SHARES[name]] = (share or 0) / 100
    if not uses_logo:
        changes["watermark_text"] = read.text("watermark_text", label="Text", longest=60)
    if has_rows(read.form):
        changes["channel_marks"] = read_channel_marks(read)
    return changes


def _consent_facts(read: FormReader) -> dict[str, object]:
    """Read what consents need to know of the practice."""
    chosen = read.choices("jurisdictions", dict(PACK_CHOICES), label="Laws")
    if not chosen:
        read.faults.setdefault("jurisdictions", "Tick the law that you work under.")
    facts: dict[str, object] = {
        name: read.text(name, label=label, longest=longest)
        for name, (label, longest) in CONSENT_FACTS.items()
    }
    text = read.choice("consent_text", text_ids(), label="Text", needed=True)
    return {**facts, "jurisdictions": list(chosen), "consent_text": text}


def text_ids() -> dict[str, str]:
    """Return the names of the texts that can be laid before patients."""
    with current_runtime().reading() as session:
        return {known.text.id: known.text.id for known in all_texts(session)}


def check_logo(logo: bytes | None, *, uses_logo: bool, has_logo: bool) -> bytes | None:
    """Return the logo to keep, or None where the text is the mark or the logo stays as it is.

    :raises InvalidInput: a logo was chosen as the mark, but none was ever sent; it is too large.
    """
    if not uses_logo:
        return None
    if logo is None and not has_logo:
        message = "Choose the logo's PNG file."
        raise InvalidInput(message, fields={"logo": message})
    if logo is not None and len(logo) > MAX_LOGO_BYTES:
        message = f"The logo has {len(logo)} bytes; the limit is {MAX_LOGO_BYTES}."
        raise InvalidInput(message, fields={"logo": message})
    return logo


def kept(profile: PracticeProfile) -> FormState:
    """Show the settings as they are."""
    names = (
        *("name", "tagline", "website_url", "contact_url", "accent", "disclosure", "locale"),
        *("jurisdictions", "consent_text", *CONSENT_FACTS),
    )
    values = {name: getattr(profile, name) for name in names}
    return FormState.of(
        {
            **values,
            "mark": "logo" if profile.watermark_logo_key else "text",
            "watermark_text": profile.watermark_text,
            "watermark_position": profile.watermark_position,
            "watermark_width": round(profile.watermark_width_ratio * 100),
            "watermark_shade": round(profile.watermark_opacity * 100),
            **kept_channel_marks(profile.channel_marks),
        }
    )
