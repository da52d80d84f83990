"""See a first or last name alone in disguise: figures, pieces, glued to a word, initials."""

import re
from collections.abc import Iterator
from functools import lru_cache

from gallery.publishing.finding import Severity
from gallery.publishing.leaks.folding import Folded, skeleton_of
from gallery.publishing.leaks.leak import LeakKind, Seen
from gallery.publishing.leaks.name_forms import NameForms
from gallery.publishing.leaks.ordinary_words import ABBREVIATIONS, LABELS, ORDINARY_WORDS

#: A word of letters, figures and the signs that ``skeleton_of`` reads as letters.
_WORD = re.compile(r"(?:[^\W_]|[@$\u20ac\u00a3]|[|!](?=[^\W_]))+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER_AND_UNIT = re.compile(r"\d{2,30}[^\W\d_]{1,3}")
_SIGNS = re.compile(r"[\W_]+")
_LABEL = "|".join(sorted(LABELS, key=len, reverse=True))
_AROUND = re.compile(rf"(?:{_LABEL}){{0,3}}")
_AROUND_LETTERS = 30
#: Fewer letters in pieces, or with two letters for one, are words too often: "an na", "torn".
_SURE_LETTERS, _SHAPED_LETTERS = 6, 5


def see_disguised(folded: Folded, forms: NameForms) -> Iterator[Seen]:
    """Yield what is sure as a name that blocks, and what may be a word as a doubt."""
    yield from _see_figures(folded, forms)
    yield from _see_pieces(folded, forms)
    yield from _see_glued(folded, forms)
    yield from _see_initials(folded, forms)


def _see_figures(folded: Folded, forms: NameForms) -> Iterator[Seen]:
    """Find names with figures for letters, which make up half at the most, or "rn" for "m"."""
    shaped = {_shape(form) for form in forms.disguised if len(form) >= _SHAPED_LETTERS}
    for match in _WORD.finditer(folded.text):
        word = match.group()
        is_mixed = not word.isalpha() and 2 * sum(map(str.isalpha, word)) >= len(word)
        if is_mixed and not _NUMBER_AND_UNIT.fullmatch(word):
            read = _without_s(skeleton_of(word))
            if read & forms.disguised:
                yield Seen(LeakKind.NAME, match.start(), match.end())
            elif read & forms.disguised_doubtful:
                yield Seen(LeakKind.NAME, match.start(), match.end(), Severity.WARN)
        elif word not in ORDINARY_WORDS and _without_s(_shape(skeleton_of(word))) & shaped:
            yield Seen(LeakKind.NAME, match.start(), match.end())


def _see_pieces(folded: Folded, forms: NameForms) -> Iterator[Seen]:
    """Find names with signs or blanks within: J-a-n-e, Exa-mple."""
    for name in forms.alone | forms.alone_doubtful:
        for match in in_pieces(name).finditer(folded.text):
            pieces = _SIGNS.split(match.group(1))
            if len(pieces) > 1:
                severity = _severity_of(name, pieces, match.group(1), forms)
                if severity is not None:
                    yield Seen(LeakKind.NAME, match.start(), match.end(), severity)


def _severity_of(name: str, pieces: list[str], written: str, forms: NameForms) -> Severity | None:
    is_doubtful = name in forms.alone_doubtful
    if len(pieces) == len(name):
        is_sure = not is_doubtful and len(name) > 3
        return Severity.BLOCK if is_sure else Severity.WARN
    if is_doubtful or all(piece in ORDINARY_WORDS for piece in pieces):
        return None
    if any(map(str.isspace, written)):
        return Severity.WARN if len(name) >= _SURE_LETTERS else None
    if len(name) > 3:
        return Severity.BLOCK if len(name) >= _SURE_LETTERS else Severity.WARN
    return None


def _see_glued(folded: Folded, forms: NameForms) -> Iterator[Seen]:
    """Find names before or behind what files and addresses are called by: legsjane, janebefore."""
    for match in _LETTERS.finditer(folded.text):
        word = match.group()
        for name in forms.glued:
            at = word.find(name)
            while at >= 0:
                after = at + len(name)
                if len(name) < len(word) and _are_labels(word, at, after):
                    is_sure = len(name) > 3 and name not in forms.alone_doubtful
                    severity = Severity.BLOCK if is_sure else Severity.WARN
                    yield Seen(LeakKind.NAME, match.start(), match.end(), severity)
                    break
                at = word.find(name, at + 1)


def _are_labels(word: str, at: int, after: int) -> bool:
    if at > _AROUND_LETTERS or len(word) - after > _AROUND_LETTERS:
        return False
    return all(_AROUND.fullmatch(part) for part in (word[:at], word[after:]))


def _see_initials(folded: Folded, forms: NameForms) -> Iterator[Seen]:
    """Find initials with full stops, in capital letters: J.E., J. Q. E."""
    for initials in forms.initials - ABBREVIATIONS:
        for match in dotted(initials).finditer(folded.text):
            letters = folded.original(match.start(), match.end())
            if letters == letters.upper():
                yield Seen(LeakKind.NAME, match.start(), match.end(), Severity.WARN)


def _shape(letters: str) -> str:
    """Draw together letters that, side by side, look like one."""
    return letters.replace("rn", "m").replace("vv", "w")


def _without_s(word: str) -> set[str]:
    return {word, word.removesuffix("s")}


@lru_cache(maxsize=512)
def in_pieces(name: str) -> re.Pattern[str]:
    """Return the pattern of a name with up to two signs between its letters, or none."""
    spread = r"[\W_]{0,2}".join(map(re.escape, name))
    return re.compile(rf"(?<![^\W\d_])({spread})(?:'?s)?(?![^\W\d_])")


@lru_cache(maxsize=512)
def dotted(initials: str) -> re.Pattern[str]:
    """Return the pattern of initials with a full stop behind each."""
    stopped = r"\. ?".join(map(re.escape, initials))
    return re.compile(rf"(?<![^\W_]){stopped}\.(?![^\W_])")
