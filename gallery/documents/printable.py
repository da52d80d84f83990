"""Text as it can be printed: what no font has is written as its number, never left out."""

import unicodedata
from functools import lru_cache
from importlib.resources import files

#: Line breaks are layout; everything else that is invisible is shown, so that nothing hides in a
#: name (text direction overrides among them).
_LAYOUT = frozenset("\n")
#: Joiners that Arabic and Indic names need; the shaper uses them and draws nothing.
_JOINERS = frozenset("\u200c\u200d")


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Return the code points that some embedded font has."""
    listed = files("gallery.documents").joinpath("fonts", "coverage.txt").read_text("ascii")
    points: set[int] = set()
    for line in listed.split():
        first, _, last = line.partition("-")
        points.update(range(int(first, 16), int(last, 16) + 1))
    return frozenset(points)


def printable(text: str) -> str:
    """Return ``text`` in NFC with every character that cannot be drawn as ``[U+1F600]``."""
    one_kind_of_break = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(map(_drawn, unicodedata.normalize("NFC", one_kind_of_break)))


def printable_line(text: str) -> str:
    """Return ``text`` as one line, as names and labels are."""
    return " ".join(printable(text).split())


def paragraphs(text: str) -> list[list[str]]:
    """Split ``text`` at blank lines into paragraphs of lines."""
    blocks: list[list[str]] = [[]]
    for line in printable(text).split("\n"):
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _drawn(character: str) -> str:
    if character in _LAYOUT or character in _JOINERS:
        return character
    if ord(character) in covered() and unicodedata.category(character) not in {"Cc", "Cf", "Cs"}:
        return character
    return f"[U+{ord(character):04X}]"
