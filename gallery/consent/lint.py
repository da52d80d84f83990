"""Whether a consent text holds what the law asks, and where it deserves a second look."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gallery.consent.placeholders import placeholders_of
from gallery.consent.text import ConsentText, Section
from gallery.consent.text_blocks import blocks
from gallery.jurisdictions.element import Element, HeldBy
from gallery.jurisdictions.pack import Pack

#: Cal. Civil Code 56.11(b)(1), in points.
LEAST_TYPE_PT = 14
#: Guides to plain language ask for 15 to 20 words a sentence on average, none much over 30.
LONGEST_AVERAGE_WORDS = 20
LONGEST_SENTENCE_WORDS = 35
LONGEST_SECTION_WORDS = 180
#: In letters, for each element that a section claims: fewer say nothing. The released texts have
#: over 40 in their tersest section.
LEAST_LETTERS = 20
_END_OF_SENTENCE = re.compile(r"(?<=[.!?:;])[\"'\u201d\u00bb)]*\s+")
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


@dataclass(frozen=True)
class MissingElement:
    """Name an element that a pack asks for and a text does not hold.

    ``why`` says what is wrong with the sections that claim it; empty where none does.
    """

    pack_id: str
    element: Element
    why: str = ""


@dataclass(frozen=True)
class Doubt:
    """Name a place of a text that is hard to read; ``part`` is a section's id or a field."""

    part: str
    code: str
    message: str


def missing_elements(text: ConsentText, packs: Iterable[Pack]) -> tuple[MissingElement, ...]:
    """Return every element of ``packs`` that no section of ``text`` holds, pack by pack.

    A claim counts where the section has words enough for all that it claims, and the claiming
    sections or the declaration hold each placeholder that the element cannot be told without.
    """
    found = ((pack, element, _lack(text, element)) for pack in packs for element in pack.elements)
    return tuple(
        MissingElement(pack.id, element, why) for pack, element, why in found if why is not None
    )


def doubts(text: ConsentText) -> tuple[Doubt, ...]:
    """Return sections over 180 words and sentences over 35 (45 CFR 164.508(c)(3))."""
    return tuple(_doubts(text))


def _doubts(text: ConsentText) -> Iterator[Doubt]:
    for section in text.sections:
        count = _count_words(section.body)
        if count > LONGEST_SECTION_WORDS:
            message = f"It has {count} words; part it: at most {LONGEST_SECTION_WORDS}."
            yield Doubt(section.id, "section_long", message)
        yield from _long_sentences(section.id, section.body)
    yield from _long_sentences("declaration", text.declaration)


def _long_sentences(part: str, words: str) -> Iterator[Doubt]:
    for sentence in _sentences(words):
        count = _count_words(sentence)
        if count > LONGEST_SENTENCE_WORDS:
            start = " ".join(sentence.split()[:6])
            message = f"The sentence “{start} …” has {count} words; part it."
            yield Doubt(part, "sentence_long", message)


def _lack(text: ConsentText, element: Element) -> str | None:
    """Return why ``text`` does not hold the element, empty where it is not tried; None: it does."""
    if element.held_by is HeldBy.TYPE_SIZE:
        return None if text.min_type_pt >= LEAST_TYPE_PT else ""
    if element.held_by is HeldBy.PLAIN_LANGUAGE:
        return None if _average_words(text) <= LONGEST_AVERAGE_WORDS else ""
    claiming = [section for section in text.sections if element.id in section.satisfies]
    if not claiming:
        return ""
    wordy = [section for section in claiming if _has_words_enough(section)]
    if not wordy:
        return f"Section {claiming[0].id} has too few words for all that it claims."
    parts = [text.declaration, *(f"{section.heading} {section.body}" for section in wordy)]
    told = {name for part in parts for name in placeholders_of(part)}
    untold = [name for name in element.tells if name not in told]
    if untold:
        names = ", ".join(f"{{{name}}}" for name in untold)
        return f"Section {wordy[0].id} claims it without {names}."
    return None


def _has_words_enough(section: Section) -> bool:
    letters = sum(map(str.isalpha, section.body))
    return letters >= LEAST_LETTERS * len(section.satisfies)


def _average_words(text: ConsentText) -> float:
    bodies = "\n\n".join(section.body for section in text.sections)
    counts = [_count_words(sentence) for sentence in _sentences(bodies)]
    return sum(counts) / max(len(counts), 1)


def _sentences(words: str) -> list[str]:
    lines = (line for block in blocks(words) for line in block.lines)
    parts = (part for line in lines for part in _END_OF_SENTENCE.split(line))
    return [part for part in parts if _WORD.search(part)]


def _count_words(words: str) -> int:
    return len(_WORD.findall(words))
