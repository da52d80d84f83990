"""Consent texts as staff see them: the list, and one with what it lacks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from gallery.actions.consent_texts import KnownText, all_texts
from gallery.actions.practice_words import Chosen, text_facts
from gallery.actions.read_texts import known_text, source_of
from gallery.actions.set_practice import practice_profile
from gallery.clock import utc_now
from gallery.config import Settings
from gallery.consent.lint import doubts, missing_elements
from gallery.consent.offer import Offer
from gallery.consent.text import PLACEHOLDERS, ConsentText, TextFacts, fill
from gallery.consent.text_blocks import Block, blocks
from gallery.errors import GalleryError, InvalidInput
from gallery.jurisdictions.pack import Pack, packs
from gallery.web.staff import packs_in_use, signing_form, text_choices, words

_VERSION = re.compile(r'^version\s*=\s*"([^"\n]*)"', re.MULTILINE)


@dataclass(frozen=True)
class TextRow:
    """One version of a text in one language."""

    name: str
    version: str
    language: str
    title: str
    path: str
    new_path: str
    added_at: datetime | None
    is_default: bool
    is_altered: bool
    sha256: str
    laws: str
    lacks: int


@dataclass(frozen=True)
class PackLint:
    """Say what one pack asks for that a text does not hold; ``is_own``: the practice's pack."""

    name: str
    is_own: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CheckedText:
    """Hold a text as a patient reads it, and what the lint says of it."""

    text: ConsentText
    sections: tuple[tuple[str, tuple[Block, ...]], ...]
    language: str
    lint: tuple[PackLint, ...]
    doubts: tuple[str, ...]
    facts_missing: tuple[str, ...]


@dataclass(frozen=True)
class TextPage:
    """Hold what the page of one text shows."""

    row: TextRow
    checked: CheckedText


def rows(session: Session) -> tuple[TextRow, ...]:
    """Return every text, the newest version of each first."""
    chosen = packs_in_use.chosen_packs(session)
    default = practice_profile(session).consent_text
    known = sorted(all_texts(session), key=lambda one: one.text.version, reverse=True)
    known.sort(key=lambda one: (one.text.id != default, one.text.id))
    return tuple(_row(one, chosen, default) for one in known)


def build(
    session: Session, settings: Settings, text_id: str, version: str, language: str
) -> TextPage:
    """Read one text.

    :raises NotFound: there is none of this name, version and language.
    """
    known = known_text(session, text_id, version, language)
    chosen = packs_in_use.chosen_packs(session)
    row = _row(known, chosen, practice_profile(session).consent_text)
    return TextPage(row, checked(session, settings, known.text))


def checked(session: Session, settings: Settings, text: ConsentText) -> CheckedText:
    """Return a text filled with sample facts, and what the lint says of its words."""
    profile = practice_profile(session)
    own = {pack.id for pack in packs_in_use.chosen_packs(session)}
    wanted = {*own, *text.jurisdictions}
    facts = _told_or_sample(text_facts(profile, settings, _sample(), Chosen(), text.language))
    filled = fill(text, facts)
    return CheckedText(
        text=filled,
        sections=tuple((part.heading, blocks(part.body)) for part in filled.sections),
        language=text_choices.language_name(text.language),
        lint=tuple(
            PackLint(pack.name, pack.id in own, _missing(text, pack))
            for pack in packs().values()
            if pack.id in wanted
        ),
        doubts=tuple(f"{doubt.part}: {doubt.message}" for doubt in doubts(text)),
        facts_missing=packs_in_use.missing_facts(text, profile),
    )


def start_of(session: Session, value: str) -> str:
    """Return the source of a text with the next version's number; empty where none is named.

    :raises NotFound: the text that is named does not exist.
    """
    if not value:
        return ""
    text_id, version, language = text_choices.parts_of(value)
    source = source_of(session, known_text(session, text_id, version, language))
    return _VERSION.sub(lambda _: f'version = "{_next(session, text_id, language)}"', source, 1)


def faults_of(error: GalleryError) -> dict[str, str]:
    """Return what is wrong by section and field; a version that exists is a fault of its own."""
    if isinstance(error, InvalidInput):
        return dict(error.fields)
    return {"version": error.message}


def _row(one: KnownText, chosen: Sequence[Pack], default: str) -> TextRow:
    text = one.text
    value = text_choices.value_of(text.id, text.version, text.language)
    return TextRow(
        name=text.id,
        version=text.version,
        language=text_choices.language_name(text.language),
        title=text.title,
        path=url_for("staff.text", text_id=text.id, version=text.version, language=text.language),
        new_path=url_for("staff.new_text", start=value),
        added_at=one.added_at,
        is_default=text.id == default,
        is_altered=one.is_altered,
        sha256=text.sha256,
        laws=", ".join(text.jurisdictions),
        lacks=len(missing_elements(text, chosen)),
    )


def _missing(text: ConsentText, pack: Pack) -> tuple[str, ...]:
    found = missing_elements(text, (pack,))
    return tuple(f"{one.element.words} {one.element.source} {one.why}".rstrip() for one in found)


def _next(session: Session, text_id: str, language: str) -> str:
    taken = [
        int(one.text.version)
        for one in all_texts(session)
        if (one.text.id, one.text.language) == (text_id, language) and one.text.version.isdecimal()
    ]
    return str(max(taken, default=0) + 1)


def _sample() -> Offer:
    today: date = words.local(utc_now()).date()
    return Offer(
        procedures=("sclerotherapy",),
        body_areas=("legs",),
        photos=("those of the case",),
        channels=("website_gallery", "social:instagram"),
        expires_on=signing_form.year_after(today),
        future_photos=True,
    )


def _told_or_sample(facts: TextFacts) -> TextFacts:
    """Mark what the practice has not told of itself, so that the rest can be read."""
    gaps: dict[str, Any] = {name: f"[{name}]" for name in PLACEHOLDERS if not getattr(facts, name)}
    return replace(facts, **gaps)
