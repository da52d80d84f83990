"""Fold text so that disguises of one word look alike, and remember where each letter came from."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from gallery.publishing.leaks.look_alikes import latin_for

# Letters of other alphabets that readers take for Latin ones (a part of Unicode UTS 39
# "confusables"), by the case in which they look alike: capital eta looks like H, small eta like n.
_LOOKS_LIKE = {
    "АВЕЅІЈКМНОРԚСТУԜХҮ": "abesijkmhopqctywxy",
    "аеѕіјороԛсуԝхһɡвкмнтүѵӏ": "aesijopoqcywxhgbkmhtyvl",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ": "abezhikmnoptyxcj",  # noqa: RUF001 (that is the point)
    "αβεικνορτυχϲϳγωη": "abeiknoptuxcjywn",
    "ıȷɩɑſƖᴀᴄᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ": "ijiasiacejkmoptuvwz",
    "ԁɗɓƙɫɱɲŋƴ": "ddbklmnny",
}
_SPELLED = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h"}
_CONFUSABLES = {
    there: latin
    for foreign, latins in _LOOKS_LIKE.items()
    for there, latin in zip(foreign, latins, strict=True)
}
_APOSTROPHES = dict.fromkeys("\u2018\u2019\u02bc\u02b9\u00b4\u0060\u2032\uff07\u201b", "'")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
_PLAIN = _CONFUSABLES | _APOSTROPHES | _DASHES
# Of a character itself only: the stroke within "1½" is no sign between two figures.
_DOTS = dict.fromkeys("\u00b7\u2022\u2219\u22c5\u2027\u30fb\uff65\u2024", ".")
_SLASHES = dict.fromkeys("\u2215\u2044\u2571\u29f8", "/")
_SIGNS = _DOTS | _SLASHES
_DROPPED = {"Mn", "Me", "Cf", "Cc"}
# Blank to the eye, letters to Unicode: the fillers of Hangul and the blank of Braille.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_SKELETON = str.maketrans("0134578@$|i!\u20ac\u00a3", "oleastbaslllel")
_FIGURES = re.compile(r"(?<![^\W_])[\doli]{2,20}(?![^\W_])")
_AS_FIGURES = str.maketrans("oli", "011")


@dataclass(frozen=True)
class Folded:
    """Hold folded text; ``origins[i]`` is the index in the source that letter ``i`` came from."""

    source: str
    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a half-open range of the folded text to one of the source."""
        return self.origins[start], self.origins[end - 1] + 1

    def original(self, start: int, end: int) -> str:
        """Return the source that a range of the folded text came from."""
        first, after = self.span(start, end)
        return self.source[first:after]

    def only(self, *, skeleton: bool = False) -> "Folded":
        """Keep the letters alone; as a ``skeleton``, figures count as the letters they resemble."""
        text = self.text.translate(_SKELETON) if skeleton else self.text
        kept = [i for i, letter in enumerate(text) if letter.isalpha()]
        return Folded(
            self.source, "".join(text[i] for i in kept), tuple(self.origins[i] for i in kept)
        )


def fold(source: str) -> Folded:
    """Make ``source`` blind to case, accents, width, invisible signs, look-alikes and dashes.

    Compatibility forms and marks after Unicode NFKD; white space of any kind becomes one blank
    for each character; digits of any script become 0 to 9.
    """
    letters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(source):
        folded = _fold_look_alike(character)
        letters.append(folded)
        origins.extend([index] * len(folded))
    return Folded(source, "".join(letters), tuple(origins))


def fold_words(source: str) -> str:
    """Return the text folded but for rare look-alikes.

    Hashes of the words of names are kept: what this returns of a name never changes.
    """
    return "".join(map(_fold_character, source))


def skeleton_of(letters: str) -> str:
    """Return folded letters as ``Folded.only(skeleton=True)`` shows them."""
    return letters.translate(_SKELETON)


def figures_in(text: str) -> str:
    """Read o, l and i as 0 and 1 in words that are figures but for them; the length stays."""
    return _FIGURES.sub(_as_figures, text)


def _as_figures(match: re.Match[str]) -> str:
    word = match.group()
    is_number = 2 * sum(map(str.isdigit, word)) >= len(word)
    return word.translate(_AS_FIGURES) if is_number else word


@lru_cache(maxsize=4096)
def _fold_look_alike(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    folded = _fold_character(character)
    if folded.isascii():
        return folded
    return latin_for(character) or "".join(latin_for(one) or one for one in folded)


def _fold_character(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    if character in _FILLERS:
        return ""
    parts = (_fold_part(part) for part in unicodedata.normalize("NFKD", character))
    return "".join(parts)


def _fold_part(part: str) -> str:
    if part in _PLAIN:
        return _PLAIN[part]
    category = unicodedata.category(part)
    if category in _DROPPED:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(part))
    if part.isspace():
        return " "
    lower = part.casefold()
    return "".join(_SPELLED.get(letter, letter) for letter in lower)
