"""Consent texts to choose from: what each is called, and what it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gallery.actions.consent_texts import KnownText, all_texts
from gallery.actions.set_practice import practice_profile
from gallery.consent.text import ConsentText
from gallery.web.staff import packs_in_use

LANGUAGE_NAMES = {"en": "English", "es": "Spanish", "fr": "French", "de": "German"}


@dataclass(frozen=True)
class TextChoice:
    """One text in one version and language; ``value`` stands for it in a form."""

    value: str
    label: str
    lacks: tuple[str, ...]
    facts_missing: tuple[str, ...]


def choices(session: Session) -> tuple[TextChoice, ...]:
    """Return every text that can be used: the practice's own default first, newest first."""
    profile = practice_profile(session)
    chosen = packs_in_use.chosen_packs(session)
    known = [one for one in reversed(all_texts(session)) if not one.is_altered]
    known.sort(key=lambda one: (one.text.id != profile.consent_text, one.text.id))
    known.sort(key=lambda one: not _fits(one, profile.consent_text, profile.locale))
    return tuple(
        TextChoice(
            value=value_of(one.text.id, one.text.version, one.text.language),
            label=label_of(one.text),
            lacks=packs_in_use.lacks(one.text, chosen),
            facts_missing=packs_in_use.missing_facts(one.text, profile),
        )
        for one in known
    )


def value_of(text_id: str, version: str, language: str) -> str:
    """Return what a form sends for a text."""
    return f"{text_id}/{version}/{language}"


def parts_of(value: str) -> tuple[str, str, str]:
    """Return id, version and language of a text as a form sends it."""
    text_id, _, rest = value.partition("/")
    version, _, language = rest.partition("/")
    return text_id, version, language


def label_of(text: ConsentText) -> str:
    """Return the words by which staff know a text."""
    return f"{text.id}, version {text.version}, {language_name(text.language)}"


def language_name(code: str) -> str:
    """Return the name of a language, or its code."""
    return LANGUAGE_NAMES.get(code.partition("-")[0], code)


def latest_like(offered: Sequence[TextChoice], text_id: str, language: str) -> str:
    """Return the newest version of a text in a language, or the default one."""
    for one in offered:
        if parts_of(one.value)[0] == text_id and parts_of(one.value)[2] == language:
            return one.value
    return offered[0].value if offered else ""


def _fits(one: KnownText, text_id: str, locale: str) -> bool:
    return one.text.id == text_id and one.text.language.partition("-")[0] == locale
