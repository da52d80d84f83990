"""What stands against using a consent text as it is written, section by section."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from gallery.consent.placeholders import has_stray_braces, placeholders_of
from gallery.jurisdictions.element import HeldBy, elements
from gallery.jurisdictions.pack import packs

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
#: Control characters but the line break and the tab, and marks that turn the order of reading.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TEXT_KEYS = (
    "id", "version", "language", "title", "jurisdictions", "min_type_pt", "released_on",
    "review_note", "declaration", "sections",
)  # fmt: skip
_SECTION_KEYS = ("id", "heading", "body", "satisfies")
_TYPE_SIZES_PT = range(6, 73)
_SOME_DAY = date.min


def problems_of(data: Mapping[str, Any], placeholders: Collection[str]) -> dict[str, str]:
    """Return what is wrong with a text read from TOML, by section and field; empty if nothing."""
    problems = dict(_shape_problems(data))
    return problems or dict(_problems(data, placeholders))


def _shape_problems(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is missing or of the wrong type, so that the rest may rely on the types."""
    for key in sorted(set(data) - set(_TEXT_KEYS)):
        yield key[:60], f"Not known; use {', '.join(_TEXT_KEYS)}."
    for key in ("id", "version", "language", "title", "declaration", "review_note"):
        yield from _wanted(key, data.get(key), _is_words, "Write a text that is not empty.")
    yield from _wanted("jurisdictions", data.get("jurisdictions"), _is_names, "List packs by id.")
    size = data.get("min_type_pt", 14)
    if type(size) is not int or size not in _TYPE_SIZES_PT:
        yield "min_type_pt", "Give whole points, from 6 to 72."
    if type(data.get("released_on", _SOME_DAY)) is not date:
        yield "released_on", "Give a day, such as 2026-11-22, without quotes."
    rows = data.get("sections")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        yield "sections", "Write at least one [[sections]]."
        return
    for place, row in enumerate(rows, start=1):
        yield from _section_shape_problems(f"sections.{_name_of(row, place)}", row)


def _section_shape_problems(name: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in sorted(set(row) - set(_SECTION_KEYS)):
        yield f"{name}.{key[:60]}", f"Not known; use {', '.join(_SECTION_KEYS)}."
    for key in ("id", "heading", "body"):
        yield from _wanted(f"{name}.{key}", row.get(key), _is_words, "Write a text.")
    satisfies = row.get("satisfies", [])
    if satisfies != []:
        yield from _wanted(f"{name}.satisfies", satisfies, _is_names, "List elements by id.")


def _problems(data: Mapping[str, Any], placeholders: Collection[str]) -> Iterator[tuple[str, str]]:
    for key, pattern in (("id", _SLUG), ("version", _VERSION), ("language", _LANGUAGE)):
        if not pattern.fullmatch(data[key]):
            yield key, f"It must match {pattern.pattern}."
    unknown = sorted(set(data["jurisdictions"]) - set(packs()))
    if unknown:
        yield "jurisdictions", f"Not known: {_listed(unknown)}; use {', '.join(packs())}."
    for key in ("title", "declaration", "review_note"):
        yield from _word_problems(key, data[key], placeholders)
    yield from _section_problems(data["sections"], placeholders)


def _section_problems(
    rows: list[Mapping[str, Any]], placeholders: Collection[str]
) -> Iterator[tuple[str, str]]:
    ids = [row["id"] for row in rows]
    for place, row in enumerate(rows, start=1):
        name = f"sections.{_name_of(row, place)}"
        if not _SLUG.fullmatch(row["id"]):
            yield f"{name}.id", f"It must match {_SLUG.pattern}."
        if ids.count(row["id"]) > 1:
            yield f"{name}.id", "Give each section an id of its own."
        yield from _claim_problems(f"{name}.satisfies", row.get("satisfies", []))
        for key in ("heading", "body"):
            yield from _word_problems(f"{name}.{key}", row[key], placeholders)


def _claim_problems(name: str, claimed: list[str]) -> Iterator[tuple[str, str]]:
    unknown = [claim for claim in claimed if claim not in elements()]
    known = (elements()[claim] for claim in claimed if claim in elements())
    measured = [element.id for element in known if element.held_by is not HeldBy.WORDS]
    if measured:
        yield name, f"Measured, so no section can claim it: {_listed(measured)}."
    if unknown:
        yield name, f"No such element: {_listed(unknown)}."


def _word_problems(
    name: str, words: str, placeholders: Collection[str]
) -> Iterator[tuple[str, str]]:
    if _UNSEEN.search(words):
        yield name, "It holds a character that nobody can see: take it out."
    if has_stray_braces(words):
        yield name, "A brace belongs to no placeholder: write {name}."
    unknown = sorted(set(placeholders_of(words)) - set(placeholders))
    if unknown:
        yield name, f"No such placeholder: {_listed(unknown)}; use {', '.join(placeholders)}."


def _name_of(row: Mapping[str, Any], place: int) -> str:
    given = row.get("id")
    return given if isinstance(given, str) and _SLUG.fullmatch(given) else str(place)


def _wanted(
    name: str, value: object, is_right: Callable[[object], bool], words: str
) -> Iterator[tuple[str, str]]:
    if not is_right(value):
        yield name, words


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_words(item) for item in value)


def _listed(names: list[str]) -> str:
    return ", ".join(name[:60] for name in names[:10])
