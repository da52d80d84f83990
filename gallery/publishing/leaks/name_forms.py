"""Every way in which a known name may be written, as patterns on folded text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gallery.publishing.leaks.folding import fold, skeleton_of
from gallery.publishing.leaks.ordinary_words import ORDINARY_WORDS

_HONORIFICS = frozenset(
    """
    dr dra prof mr mrs ms miss mx sr sra srta don dona sir lady jr snr ii iii iv md phd rn np
    dds esq
    """.split()  # noqa: SIM905 (thirty words read better without quotes)
)
_PARTICLES = frozenset(
    """
    de del della di da das do dos du la las le los van von der den ter ten el al bin binti ibn
    ben abu st saint san mac mc af av zu zur ap
    """.split()  # noqa: SIM905 (thirty words read better without quotes)
)
#: Scripts written without blanks, or with endings attached: a name is looked for inside words.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe",
     "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)  # fmt: skip
_ARTICLES = frozenset("aeioy")
_SEPARATOR = r"[\W_]"
_BEFORE, _AFTER = r"(?<![^\W\d_])", r"(?:s(?![^\W\d_])|(?![^\W\d_]))"
COMPACT_LETTERS = 8
#: Fewer letters, with a figure among them, are a dose or a size: 50l, 5ml.
DISGUISED_LETTERS = 4
ALONE_LETTERS, GLUED_LETTERS = 3, 5


@dataclass(frozen=True)
class NameForms:
    """Hold the ways to find one person's names in folded text.

    ``certain`` are full forms and parts that are no ordinary words; ``doubtful`` are ordinary words
    and initials. ``compact`` are found in the letters alone, ``skeletons`` with figures read as
    letters; ``disguised`` and ``disguised_doubtful`` are single names, to be compared with whole
    words whose figures are read as letters. ``alone`` and ``alone_doubtful`` are single names in
    plain letters, ``glued`` these and short full names, ``initials`` those of a full name.
    """

    certain: tuple[re.Pattern[str], ...]
    doubtful: tuple[re.Pattern[str], ...]
    compact: frozenset[str]
    skeletons: frozenset[str]
    disguised: frozenset[str]
    disguised_doubtful: frozenset[str]
    alone: frozenset[str]
    alone_doubtful: frozenset[str]
    glued: frozenset[str]
    initials: frozenset[str]


@dataclass(frozen=True)
class _Name:
    """Hold a name in folded words; each surname is one string, its particles before it."""

    first: str
    middles: tuple[str, ...]
    last: str

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in (self.first, *self.middles, self.last) if part)


def forms_of(written: str, own: frozenset[str] = frozenset()) -> NameForms:
    """Work out the forms of one name; words in ``own`` count as ordinary words.

    ``written`` is "Jane Q. Example" or "Example, Jane", with or without titles.
    """
    ordinary = ORDINARY_WORDS | own
    certain: set[str] = set()
    doubtful: set[str] = set()
    single: tuple[set[str], set[str]] = (set(), set())
    full: set[str] = set()
    initials: set[str] = set()
    for name in _readings(written):
        for words in _full(name):
            certain.add(_pattern(words))
            full.add(_letters_of(words))
        initials |= _initials(name)
        for words in _with_initial(name):
            is_plain = "".join(words) in ordinary or (
                any(word in ordinary for word in words) and not _is_telling(words)
            )
            (doubtful if is_plain else certain).add(_pattern(words))
        for part in name.parts:
            _sort_part(part, ordinary, certain, doubtful)
            for letters in _single(part):
                single[letters in ordinary].add(letters)
    compact = {letters for letters in full if len(letters) >= COMPACT_LETTERS}
    skeletons = frozenset(skeleton_of(form) for form in compact)
    return NameForms(
        _compiled(certain),
        _compiled(doubtful - certain),
        frozenset(compact),
        skeletons,
        _disguised(single[False]),
        _disguised(single[True]) - _disguised(single[False]),
        frozenset(single[False]),
        frozenset(single[True]),
        frozenset({*single[False], *single[True], *(x for x in full if len(x) >= GLUED_LETTERS)}),
        frozenset(initials),
    )


def _disguised(names: set[str]) -> frozenset[str]:
    return frozenset(skeleton_of(name) for name in names if len(name) >= DISGUISED_LETTERS)


def _single(part: str) -> Iterator[str]:
    """Yield a name alone, and the parts of a compound, where it is long enough to be disguised."""
    words = _words_of(part)
    for letters in {"".join(words), *words} - _PARTICLES:
        if len(letters) >= ALONE_LETTERS and not _is_unspaced(letters):
            yield letters


def _sort_part(part: str, ordinary: frozenset[str], certain: set[str], doubtful: set[str]) -> None:
    """File a name alone, and the parts of a compound alone."""
    pieces = [piece for piece in _words_of(part) if piece not in _PARTICLES]
    for candidate in {part, *pieces}:
        words = _words_of(candidate)
        letters = "".join(words)
        if _is_unspaced(letters):
            if len(unicodedata.normalize("NFC", letters)) >= 2:
                certain.add(_pattern(words))
        elif len(letters) >= 2:
            is_common = letters in ordinary or candidate in ordinary or len(letters) == 2
            (doubtful if is_common else certain).add(_pattern(words))


def _full(name: _Name) -> Iterator[tuple[str, ...]]:
    """Yield first and last name in both orders, with and without what stands between."""
    if not name.last:
        if len(_words_of(name.first)) > 1:
            yield (name.first,)
        return
    rest = name.parts[1:]
    yield name.parts
    yield (*rest, name.first)
    yield (name.last, *name.parts[:-1])
    for surname in rest:
        if len(surname) > 1:
            yield (name.first, surname)
            yield (surname, name.first)


def _with_initial(name: _Name) -> Iterator[tuple[str, ...]]:
    if not name.last or _is_unspaced(name.first + name.last):
        return
    initial = name.first[0]
    for surname in (name.last, *(middle for middle in name.middles if len(middle) > 1)):
        yield (initial, surname)
        yield (surname, initial)
        yield (name.first, surname[0])


def _is_telling(words: tuple[str, ...]) -> bool:
    """Tell whether an initial cannot be an article or a conjunction, as in "a rose"."""
    return len(words[0]) == 1 and words[0] not in _ARTICLES


def _pattern(words: tuple[str, ...] | list[str]) -> str:
    """Join words by up to three signs, and two by a single initial that was not known.

    Between more words the initial would let a name such as "A A A A" match in 2**n ways.
    """
    pieces = [_inside(word) for word in words]
    gap = rf"{_SEPARATOR}{{0,3}}"
    if len(words) == 2:
        gap += rf"(?:(?<=[\W_])[^\W\d_]{_SEPARATOR}{{1,3}})?"
    joined = gap.join(pieces)
    return joined if _is_unspaced("".join(words)) else _BEFORE + joined + _AFTER


def _inside(word: str) -> str:
    """Let hyphen, apostrophe and blank within a name be there or not."""
    return rf"{_SEPARATOR}{{0,2}}".join(re.escape(piece) for piece in _words_of(word))


def _letters_of(words: tuple[str, ...]) -> str:
    return "".join(piece for word in words for piece in _words_of(word))


def _initials(name: _Name) -> set[str]:
    """Return the first letters of first and last name, and those of all names."""
    if not name.last or _is_unspaced("".join(name.parts)):
        return set()
    pieces = [_words_of(part)[-1] for part in name.parts]
    return {pieces[0][0] + pieces[-1][0], "".join(piece[0] for piece in pieces)}


def _readings(written: str) -> set[_Name]:
    """Return the name as read in several cases and spellings: look-alikes depend on the case."""
    spellings = {written, written.translate(_UMLAUTS)}
    folded = fold(written).text
    for pair, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        spellings.add(folded.replace(pair, letter))
    cased = {
        case for text in spellings for case in (text, text.upper(), text.lower(), text.title())
    }
    return {name for text in cased if (name := _read(text)) is not None}


def _read(written: str) -> _Name | None:
    before, comma, after = fold(written).text.partition(",")
    words = _name_words(before)
    if comma and (given := _name_words(after)):
        words = [*given, *words] if words else given
        surnames = _name_words(before)
        if surnames:
            return _Name(given[0], tuple(given[1:]), " ".join(surnames))
    if not words:
        return None
    joined = _attach_particles(words)
    if len(joined) == 1:
        return _Name(joined[0], (), "")
    return _Name(joined[0], tuple(joined[1:-1]), joined[-1])


def _name_words(text: str) -> list[str]:
    stripped = (word.strip(".,;:()\"'") for word in text.split())
    return [word for word in stripped if _words_of(word) and word not in _HONORIFICS]


def _attach_particles(words: list[str]) -> list[str]:
    """Join "de", "la", "cruz" to one surname; the first word stays the first name."""
    joined, pending = [words[0]], ""
    for word in words[1:]:
        pending = f"{pending} {word}".strip()
        if word not in _PARTICLES:
            joined.append(pending)
            pending = ""
    if pending:
        joined.append(pending)
    return joined


def _words_of(part: str) -> list[str]:
    return re.findall(r"[^\W_]+", part)


def _is_unspaced(letters: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(_UNSPACED) for letter in letters)


def _compiled(patterns: set[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in sorted(patterns, key=len, reverse=True))
