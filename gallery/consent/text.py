"""Consent texts: what a person reads and signs, as immutable values (rule R22)."""

import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from gallery.consent.placeholders import filled, placeholders_of
from gallery.consent.text_checks import problems_of
from gallery.errors import InvalidInput

#: In characters: far more than a form that anybody would read.
LONGEST_SOURCE = 100_000


@dataclass(frozen=True)
class Section:
    """Hold one headed part of a text; ``satisfies`` names the legal elements that its words hold.

    ``body`` is plain text: paragraphs parted by empty lines, list items on lines with ``- ``.
    """

    id: str
    heading: str
    body: str
    satisfies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """Hold one version of a text in one language; ``declaration`` stands above the signature.

    ``min_type_pt`` is the least type size in points (Cal. Civil Code 56.11(b)(1)). ``released_on``
    is the day from which a text of the product can have been signed; those of the practice count
    from the day on which they were added, whatever they say.
    """

    id: str
    version: str
    language: str
    title: str
    jurisdictions: tuple[str, ...]
    sections: tuple[Section, ...]
    declaration: str
    review_note: str
    min_type_pt: int = 14
    released_on: date | None = None

    @property
    def sha256(self) -> str:
        """Return the hash of everything that the person signing sees (rule R22), in hex.

        What only staff and the lint see stays out: the jurisdictions, the elements that a section
        is said to satisfy, the note on review. A better claim does not change what was signed.
        """
        seen = [
            [self.id, self.version, self.language, self.min_type_pt],
            self.title,
            [[section.id, section.heading, section.body] for section in self.sections],
            self.declaration,
        ]
        written = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(unicodedata.normalize("NFC", written).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class TextFacts:
    """State what one person's form says where the text has a placeholder of the same name.

    Each is a phrase in the language of the text, fit to stand after a colon, without a full stop;
    ``expires_on`` a date in words, ``retention_years`` a number. Line breaks become spaces.
    ``recipients`` are phrases, one for each place or group of people.
    """

    practice: str
    practice_address: str = ""
    procedures: str = ""
    areas: str = ""
    photos: str = ""
    identifiability: str = ""
    details: str = ""
    places: str = ""
    recipients: tuple[str, ...] = ()
    purposes: str = ""
    expires_on: str = ""
    remuneration: str = ""
    withdrawal_address: str = ""
    retention_years: str = ""
    privacy_contact: str = ""
    authority: str = ""
    countries: str = ""


PLACEHOLDERS = tuple(field.name for field in fields(TextFacts))


def visible_parts(text: ConsentText) -> Iterator[tuple[str, str]]:
    """Yield every visible part of ``text``, in reading order, with its name."""
    yield "title", text.title
    for section in text.sections:
        yield f"sections.{section.id}.heading", section.heading
        yield f"sections.{section.id}.body", section.body
    yield "declaration", text.declaration


def fill(text: ConsentText, facts: TextFacts) -> ConsentText:
    """Return ``text`` with each placeholder replaced by its fact, once: facts are not expanded.

    :raises InvalidInput: code ``text_unfilled``, naming the facts that are missing.
    """
    lists = {"recipients": [" ".join(each.split()) for each in facts.recipients]}
    plain = {name: getattr(facts, name) for name in PLACEHOLDERS if name not in lists}
    values = {name: " ".join(words.split()) for name, words in plain.items()}
    values |= {name: "; ".join(items) for name, items in lists.items()}
    used = {name for _, part in visible_parts(text) for name in placeholders_of(part)}
    missing = {name: "Give a value: the text asks for it." for name in used if not values.get(name)}
    if missing:
        names = ", ".join(sorted(missing))
        message = f"The consent text cannot be filled: {names} missing."
        raise InvalidInput(message, fields=missing, code="text_unfilled")
    return replace(
        text,
        title=filled(text.title, values, {}),
        sections=tuple(
            replace(
                section,
                heading=filled(section.heading, values, {}),
                body=filled(section.body, values, lists),
            )
            for section in text.sections
        ),
        declaration=filled(text.declaration, values, {}),
    )


def parse_text(source: str) -> ConsentText:
    """Return the consent text written in ``source`` (TOML, at most 100,000 characters).

    :raises InvalidInput: code ``text_invalid``; ``fields`` names each section and field at fault.
    """
    data = _read(source)
    problems = problems_of(data, PLACEHOLDERS)
    if problems:
        raise _invalid(problems)
    return ConsentText(
        id=data["id"],
        version=data["version"],
        language=data["language"],
        title=data["title"].strip(),
        jurisdictions=tuple(data["jurisdictions"]),
        sections=tuple(
            Section(
                id=row["id"],
                heading=row["heading"].strip(),
                body=row["body"].strip(),
                satisfies=tuple(row.get("satisfies", ())),
            )
            for row in data["sections"]
        ),
        declaration=data["declaration"].strip(),
        review_note=data["review_note"].strip(),
        min_type_pt=data.get("min_type_pt", 14),
        released_on=data.get("released_on"),
    )


@cache
def builtin_texts() -> tuple[ConsentText, ...]:
    """Return every text of the product, in every version and language, by id and version."""
    folder = files("gallery.consent").joinpath("texts")
    found = (parse_text(item.read_text(encoding="utf-8")) for item in _sources(folder))
    return tuple(sorted(found, key=lambda text: (text.id, text.version, text.language)))


def builtin_text(text_id: str, version: str, language: str) -> ConsentText | None:
    """Return one version of one text of the product, or None where there is none."""
    wanted = (text_id, version, language)
    for text in builtin_texts():
        if (text.id, text.version, text.language) == wanted:
            return text
    return None


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _sources(item)
        elif item.name.endswith(".toml"):
            yield item


def _read(source: str) -> dict[str, Any]:
    if len(source) > LONGEST_SOURCE:
        raise _invalid({"source": f"It is too long: at most {LONGEST_SOURCE} characters."})
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as problem:
        raise _invalid({"source": f"It is not TOML: {str(problem)[:200]}."}) from problem
    except (ValueError, RecursionError) as problem:  # numbers or nesting beyond any limit
        raise _invalid({"source": "It holds values that no text needs."}) from problem


def _invalid(problems: dict[str, str]) -> InvalidInput:
    listed = "; ".join(f"{name}: {words}" for name, words in problems.items())
    message = f"The consent text cannot be used. {listed}"
    return InvalidInput(message, fields=problems, code="text_invalid")
