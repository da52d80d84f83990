"""The shape of the words that patients read, filled once for each language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WordingSet:
    """Hold the words of one language; ``channels`` maps a kind to its name and who can see it."""

    language: str
    channels: Mapping[str, tuple[str, str]]
    identifiability: Mapping[str, tuple[str, str]]
    demographics: Mapping[str, tuple[str, str]]
    surfaces: Mapping[str, str]
    surface_states: Mapping[str, str]
    purposes: Mapping[str, str]
    roles: Mapping[str, str]
    grantors: Mapping[str, str]
    methods: Mapping[str, str]
    months: tuple[str, ...]
    time_after: str
    chosen_below: str
    nothing: str
    no_money: str
    photos_shown: str
    future_photos_too: str
    future_photos_alone: str
    photo_count: str
    date_form: str
