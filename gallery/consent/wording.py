"""What patients read of channels, photos and states: one set of words a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from gallery.consent.wording_en import ENGLISH
from gallery.consent.wording_es import SPANISH
from gallery.consent.wording_set import WordingSet

_LANGUAGES: Mapping[str, WordingSet] = {"en": ENGLISH, "es": SPANISH}
LANGUAGES = tuple(_LANGUAGES)


@dataclass(frozen=True)
class Worded:
    """Hold a thing's short name and one sentence on what it means for the patient."""

    label: str
    hint: str


def wording(language: str) -> WordingSet:
    """Return the words of a language such as ``es-MX``; English where there are none."""
    return _LANGUAGES.get(language.replace("_", "-").split("-")[0].lower(), ENGLISH)


def channel_words(channel: str, language: str) -> Worded:
    """Return the name of a channel and who can see it there; a named one tells its name."""
    kind, _, name = channel.partition(":")
    label, hint = wording(language).channels[kind]
    return Worded(f"{label}: {_shown(name)}" if name else label, hint)


def places(channels: tuple[str, ...], language: str) -> str:
    """Return the channels in one phrase, parted by semicolons."""
    return "; ".join(channel_words(channel, language).label for channel in channels)


def _shown(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").title()
