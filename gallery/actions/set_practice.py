"""How the practice presents itself, and what it writes on its pictures."""

import hashlib
import re
from collections.abc import Mapping

from sqlalchemy.orm import Session

from gallery.actions.picture_limits import limits_of
from gallery.actions.practice_mark import checked_channel_marks
from gallery.actions.public_texts import MARK, MARK_OF, PLACES, mark_texts, profile_texts
from gallery.actions.refuse_naming import lock_practice_texts, refuse_naming
from gallery.errors import InvalidInput, NotFound
from gallery.imaging.logo import inspect_logo
from gallery.imaging.specs import Position, Rights, Watermark
from gallery.jurisdictions.pack import packs
from gallery.models import PracticeProfile
from gallery.runtime import UnitOfWork
from gallery.storage import Prefix, new_key

PROFILE_ID = 1
FIELDS = frozenset(
    {
        "name",
        "tagline",
        "website_url",
        "contact_url",
        "accent",
        "disclosure",
        "locale",
        "jurisdictions",
        "consent_text",
        "postal_address",
        "withdrawal_contact",
        "privacy_contact",
        "complaint_authority",
        "storage_countries",
        "watermark_text",
        "watermark_position",
        "watermark_width_ratio",
        "watermark_opacity",
        "channel_marks",
    }
)
_OPTIONAL = (
    "website_url",
    "contact_url",
    "watermark_text",
    "postal_address",
    "withdrawal_contact",
    "privacy_contact",
    "complaint_authority",
    "storage_countries",
)
_REQUIRED = ("name", "disclosure", "accent")
_ACCENT = re.compile(r"^#[0-9a-fA-F]{6}\Z")
_URL = re.compile(r"^https?://[^\s<>\"']{3,290}\Z")


def practice_profile(session: Session) -> PracticeProfile:
    """Return the one row of what administrators set.

    :raises NotFound: the schema was never upgraded.
    """
    profile = session.get(PracticeProfile, PROFILE_ID)
    if profile is None:
        raise NotFound("The practice's profile is missing: run `gallery db upgrade`.")
    return profile


def set_practice(
    uow: UnitOfWork, changes: Mapping[str, object], logo: bytes | None = None
) -> PracticeProfile:
    """Change the fields named in ``changes``; a ``logo`` (PNG) replaces the watermark's text.

    New pictures carry the new watermark; those that exist keep theirs until they are made again.

    :raises InvalidInput: a field is unknown, or its value cannot be used; ``names_a_patient``
        whose case is public (rule R13).
    """
    logo_kept = _stored_logo(uow, logo) if logo is not None else None
    lock_practice_texts(uow)
    profile = practice_profile(uow.session)
    before = _public_texts(profile)
    unknown = sorted(set(changes) - FIELDS)
    if unknown:
        raise InvalidInput("There is no such field.", fields=dict.fromkeys(unknown, "Unknown."))
    if "channel_marks" in changes:
        changes = {**changes, "channel_marks": checked_channel_marks(changes["channel_marks"])}
    for name, value in changes.items():
        setattr(profile, name, value.strip() if isinstance(value, str) else value)
    for name in _OPTIONAL:
        setattr(profile, name, getattr(profile, name) or None)
    _check(profile)
    new = {
        field: told for field, told in _public_texts(profile).items() if told != before.get(field)
    }
    refuse_naming(uow, profile, new)
    if changes.get("watermark_text"):
        profile.watermark_logo_key = profile.watermark_logo_sha256 = None
    if logo_kept is not None:
        profile.watermark_logo_key, profile.watermark_logo_sha256 = logo_kept
    profile.updated_at = uow.now
    uow.record("practice.changed", fields=sorted(changes), with_logo=logo is not None)
    uow.session.flush()
    return profile


def _public_texts(profile: PracticeProfile) -> dict[str, tuple[str, str]]:
    """Return what the public can read of the profile, by field: where it stands, and the text."""
    told = {**mark_texts(profile), **profile_texts(profile)}
    fields = {MARK: "watermark_text", **{place: name for name, place in PLACES.items()}}
    return {
        fields.get(place, f"channel_marks.{place.removeprefix(MARK_OF)}"): (place, text)
        for place, text in told.items()
    }


def _stored_logo(uow: UnitOfWork, logo: bytes) -> tuple[str, str]:
    """Check and store a logo before the transaction begins; return its key and SHA-256.

    It is decoded here: one that cannot be would fail every picture made with it.
    """
    inspect_logo(logo, limits_of(uow.runtime.settings))
    key = new_key(Prefix.ASSETS, "png")
    digest = hashlib.sha256(logo).hexdigest()
    uow.put_object(key, logo, "image/png", digest)
    return key, digest


def rights_of(profile: PracticeProfile, base_url: str) -> Rights:
    """Return the rights statement written into every published file: no patient data."""
    return Rights(
        credit=profile.name,
        usage_terms="Shown with the patient's consent. No reuse, no AI training.",
        web_statement=profile.website_url or base_url,
        copyright_notice=f"© {profile.name}",
    )


def _check(profile: PracticeProfile) -> None:
    problems = {name: "Fill this in." for name in _REQUIRED if not getattr(profile, name).strip()}
    unknown = sorted(set(profile.jurisdictions) - set(packs()))
    if unknown or not profile.jurisdictions:
        problems["jurisdictions"] = f"Choose one or more of: {', '.join(packs())}."
    if not _ACCENT.match(profile.accent):
        problems["accent"] = "Give a colour such as #3d6b66."
    for name in ("website_url", "contact_url"):
        url = getattr(profile, name)
        if url and not _URL.match(url):
            problems[name] = "Give an address that begins with https:// or http://."
    if profile.watermark_position not in set(Position):
        problems["watermark_position"] = f"Use one of: {', '.join(Position)}."
    if problems:
        raise InvalidInput("Some fields need attention.", fields=problems)
    Watermark(
        text=profile.watermark_text or "x",
        logo_png=None,
        position=Position(profile.watermark_position),
        width_ratio=profile.watermark_width_ratio,
        opacity=profile.watermark_opacity,
    )
