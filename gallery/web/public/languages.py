"""Which language a practice's pages are in."""

from gallery.web.public.words import Words
from gallery.web.public.words_en import ENGLISH
from gallery.web.public.words_es import SPANISH

_LANGUAGES = {words.language: words for words in (ENGLISH, SPANISH)}


def words_for(locale: str) -> Words:
    """Return the words of a locale like ``es-MX``; English where there are none."""
    return _LANGUAGES.get(locale.replace("_", "-").split("-")[0].lower(), ENGLISH)
