"""Jurisdiction packs: what one legal order asks, as data (rule R17). Not legal advice."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from gallery.errors import InvalidInput
from gallery.jurisdictions.element import Element, elements


@dataclass(frozen=True)
class Phrase:
    """Name words that published texts may not hold, or that deserve a look.

    ``languages`` empty means every language. With ``unless`` the words are accepted in a text that
    also holds one of these.
    """

    text: str
    languages: tuple[str, ...]
    severity: Literal["block", "warn"]
    why: str
    source: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pack:
    """State what one legal order asks of consents and of published cases.

    ``disclosures`` maps a language to the words shown with every case; a consent may last
    ``longest_days_unless_asked`` unless the signer asked for more.
    """

    id: str
    name: str
    review_note: str
    sources: tuple[str, ...]
    elements: tuple[Element, ...]
    disclosures: Mapping[str, str] = field(hash=False)
    phrases: tuple[Phrase, ...]
    permits_verbal: bool
    forbids_testimonials: bool
    needs_registration_number: bool
    needs_actual_patient: bool
    longest_days_unless_asked: int | None = None


@cache
def packs() -> Mapping[str, Pack]:
    """Return every pack by its id."""
    folder = files("gallery.jurisdictions").joinpath("packs")
    sources = sorted(
        (item.name, item.read_text(encoding="utf-8"))
        for item in folder.iterdir()
        if item.name.endswith(".toml")
    )
    read = (_pack(tomllib.loads(source)) for _, source in sources)
    return MappingProxyType({pack.id: pack for pack in read})


def pack_named(pack_id: str, *, field: str = "jurisdiction") -> Pack:
    """Return the pack with ``pack_id``.

    :raises InvalidInput: code ``unknown_jurisdiction``, naming the packs that exist.
    """
    if pack_id in packs():
        return packs()[pack_id]
    message = f"{pack_id[:40]!r} is not known here; use one of: {', '.join(packs())}."
    raise InvalidInput(message, fields={field: message}, code="unknown_jurisdiction")


def _pack(data: dict[str, Any]) -> Pack:
    return Pack(
        id=data["id"],
        name=data["name"],
        review_note=data["review_note"],
        sources=tuple(data["sources"]),
        elements=tuple(elements()[element_id] for element_id in data["elements"]),
        disclosures=MappingProxyType(dict(data["disclosures"])),
        phrases=tuple(_phrases(data.get("phrases", ()))),
        permits_verbal=data["permits_verbal"],
        forbids_testimonials=data["forbids_testimonials"],
        needs_registration_number=data["needs_registration_number"],
        needs_actual_patient=data["needs_actual_patient"],
        longest_days_unless_asked=data.get("longest_days_unless_asked"),
    )


def _phrases(groups: list[dict[str, Any]]) -> Iterator[Phrase]:
    """Yield one phrase for each text of each group: a group shares its reason and its source."""
    for group in groups:
        for text in group["texts"]:
            yield Phrase(
                text=text,
                languages=tuple(group["languages"]),
                severity=group["severity"],
                why=group["why"],
                source=group["source"],
                unless=tuple(group.get("unless", ())),
            )
