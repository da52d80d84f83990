"""Which language a patient's page is in."""

from flask import request

from gallery.web.patient.words import Words
from gallery.web.patient.words_en import ENGLISH
from gallery.web.patient.words_es import SPANISH

LANGUAGES = {words.language: words for words in (ENGLISH, SPANISH)}


def words_for(language: str) -> Words:
    """Return the words of a language or of a locale like ``es-MX``; English where it has none."""
    return LANGUAGES.get(language.replace("_", "-").split("-")[0].lower(), ENGLISH)


def readers_words(locale: str | None) -> Words:
    """Return the words for a page that has no language of its own.

    The address may name it, then what the browser asks for decides, then the practice's ``locale``.
    """
    named = request.args.get("language")
    asked = request.accept_languages.best_match(list(LANGUAGES))
    if named in LANGUAGES:
        return LANGUAGES[named]
    return words_for(asked or locale or "en")
