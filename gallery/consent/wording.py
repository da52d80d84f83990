"""What patients read of channels, photos and states: one set of words a language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gallery.consent.wording_en import ENGLISH
from gallery.consent.wording_es import SPANISH
from gallery.consent.wording_set import WordingSet

_LANGUAGES: Mapping[str, WordingSet] = {"en": ENGLISH, "es": SPANISH}
LANGUAGES = tuple(_LANGUAGES)
_NO_MARKETING = ("education", "publication", "ai_training")


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


def purposes_of(channels: Iterable[str], language: str) -> tuple[str, ...]:
    """Return what pictures on these channels are for; what teaches nobody is there to win patients.

    It is what a text says where the practice names no purposes of its own.
    """
    kinds = [channel.partition(":")[0] for channel in channels]
    named = [kind if kind in _NO_MARKETING else "marketing" for kind in kinds]
    order = sorted(set(named), key=("marketing", *_NO_MARKETING).index)
    return tuple(wording(language).purposes[kind] for kind in order)


def recipients_of(channels: Iterable[str], language: str) -> tuple[str, ...]:
    """Return who can see pictures on these channels, each once, without a full stop."""
    hints = [channel_words(channel, language).hint.rstrip(".") for channel in channels]
    return tuple(dict.fromkeys(hints))


def who_sees(channels: Iterable[str], language: str) -> tuple[str, ...]:
    """Return for each channel its name and who can see pictures there, without a full stop."""
    return tuple(_named(channel, language) for channel in channels)


def _named(channel: str, language: str) -> str:
    kind, _, name = channel.partition(":")
    label, hint = wording(language).channels[kind]
    place = f"{label} ({_shown(name)})" if name else label
    return f"{place}: {hint[0].lower()}{hint[1:].rstrip('.')}"


def _shown(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").title()
