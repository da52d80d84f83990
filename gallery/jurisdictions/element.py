"""Legal elements: what a consent text must hold, one by one, each with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class HeldBy(StrEnum):
    """Say what of a text holds an element: a section's words, or how the text is set and written.

    No author can claim ``type_size`` or ``plain_language`` for a section: they are measured.
    """

    WORDS = "words"
    TYPE_SIZE = "type_size"
    PLAIN_LANGUAGE = "plain_language"


@dataclass(frozen=True)
class Element:
    """Name one thing that a consent text must hold, in plain words, and the law that asks for it.

    ``id`` is the law's short name and the element's, such as ``hipaa.expiry``. ``tells`` names the
    placeholders without which no words hold it.
    """

    id: str
    words: str
    source: str
    held_by: HeldBy = HeldBy.WORDS
    tells: tuple[str, ...] = ()


@cache
def elements() -> Mapping[str, Element]:
    """Return every element by its id."""
    source = files("gallery.jurisdictions").joinpath("elements.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(source)["elements"]
    return MappingProxyType(
        {
            row["id"]: Element(
                id=row["id"],
                words=row["words"],
                source=row["source"],
                held_by=HeldBy(row.get("held_by", HeldBy.WORDS)),
                tells=tuple(row.get("tells", ())),
            )
            for row in rows
        }
    )
