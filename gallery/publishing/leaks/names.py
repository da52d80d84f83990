"""See the names and chart references of known persons in folded text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from gallery.publishing.finding import Severity
from gallery.publishing.leaks.folding import Folded, fold_words, skeleton_of
from gallery.publishing.leaks.leak import LeakKind, Seen
from gallery.publishing.leaks.name_forms import NameForms, forms_of
from gallery.publishing.leaks.ordinary_words import FUNCTION_WORDS

_GAP = r"[\W_]{0,2}"
_MIN_REF_LETTERS = 4
#: A word of letters, figures and the signs that ``skeleton_of`` reads as letters.
_WORD = re.compile(r"(?:[^\W_]|[@$|!](?=[^\W_]))+")
_NUMBER_AND_UNIT = re.compile(r"\d{2,30}[^\W\d_]{1,3}")
_CONTACT = re.compile(r"[@/\d]|\w\.\w")


def see_names(folded: Folded, names: tuple[str, ...], own: tuple[str, ...]) -> Iterator[Seen]:
    """Yield the names in all their forms; words that are also ordinary words only as a doubt."""
    people = " ".join(entry for entry in own if not _CONTACT.search(entry))
    own_words = frozenset(re.findall(r"[^\W\d_]+", fold_words(people)))
    for forms in (_forms(name, own_words) for name in names if name.strip()):
        yield from _see_compact(folded, forms)
        yield from _see_disguised(folded, forms)
        for pattern in forms.certain:
            for match in pattern.finditer(folded.text):
                yield Seen(LeakKind.NAME, match.start(), match.end())
        for pattern in forms.doubtful:
            for match in pattern.finditer(folded.text):
                if _is_name_like(folded, match):
                    yield Seen(LeakKind.NAME, match.start(), match.end(), Severity.WARN)


def see_chart_refs(folded: Folded, chart_refs: tuple[str, ...]) -> Iterator[Seen]:
    """Yield chart references, with any separators, leading noughts or none, with prefix or none."""
    for chart_ref in chart_refs:
        for pattern in _ref_patterns(chart_ref):
            for match in pattern.finditer(folded.text):
                yield Seen(LeakKind.CHART_REF, match.start(), match.end())


# A practice looks at few cases at once; the forms of a name cost a millisecond to work out.
@lru_cache(maxsize=64)
def _forms(name: str, own_words: frozenset[str]) -> NameForms:
    return forms_of(name, own_words)


def _see_compact(folded: Folded, forms: NameForms) -> Iterator[Seen]:
    """Find long full names in the letters alone: spaced out, run together, between figures."""
    for wanted, skeleton in ((forms.compact, False), (forms.skeletons, True)):
        if not wanted:
            continue
        letters = folded.only(skeleton=skeleton)
        starts = {origin: index for index, origin in reversed(list(enumerate(folded.origins)))}
        for form in wanted:
            for match in re.finditer(re.escape(form), letters.text):
                first, after = letters.span(match.start(), match.end())
                yield Seen(LeakKind.NAME, starts[first], starts[after - 1] + 1)


def _see_disguised(folded: Folded, forms: NameForms) -> Iterator[Seen]:
    """Find one name alone with figures in the place of letters, which make up half at the most."""
    for match in _WORD.finditer(folded.text):
        word = match.group()
        is_mixed = not word.isalpha() and 2 * sum(map(str.isalpha, word)) >= len(word)
        if not is_mixed or _NUMBER_AND_UNIT.fullmatch(word):
            continue
        skeleton = skeleton_of(word)
        read = {skeleton, skeleton.removesuffix("s")}
        if read & forms.disguised:
            yield Seen(LeakKind.NAME, match.start(), match.end())
        elif read & forms.disguised_doubtful:
            yield Seen(LeakKind.NAME, match.start(), match.end(), Severity.WARN)


def _is_name_like(folded: Folded, match: re.Match[str]) -> bool:
    """Let words such as "an" count only when written with a capital letter."""
    if match.group() not in FUNCTION_WORDS:
        return True
    return folded.original(match.start(), match.end())[:1].isupper()


@lru_cache(maxsize=64)
def _ref_patterns(chart_ref: str) -> tuple[re.Pattern[str], ...]:
    folded = "".join(re.findall(r"[^\W_]+", fold_words(chart_ref)))
    patterns = []
    if len(folded) >= _MIN_REF_LETTERS or (folded and not folded.isdigit()):
        patterns.append(rf"(?<![^\W_]){_GAP.join(folded)}(?![^\W_])")
        # The prefix without its leading noughts: "MRN-4711" for "MRN-004711".
        patterns.append(_prefixed(folded))
    # The figures alone, unless letters stand between them.
    run = re.fullmatch(r"[^\W\d_]*0*(\d*)[^\W\d_]*", folded)
    figures = run.group(1) if run else ""
    if len(figures) >= _MIN_REF_LETTERS and not re.fullmatch(r"(?:19|20)\d\d", figures):
        gap = _GAP if len(figures) > _MIN_REF_LETTERS else ""
        patterns.append(rf"(?<!\d)(?<!\d[.,])0*{gap.join(figures)}(?![.,]?\d)")
    return tuple(re.compile(pattern) for pattern in patterns if pattern)


def _prefixed(folded: str) -> str:
    parts = re.fullmatch(r"([^\W\d_]+)0*([1-9]\d*)", folded)
    if parts is None:
        return ""
    prefix, figures = parts.groups()
    return rf"(?<![^\W_]){_GAP.join(prefix)}[\W_]{{0,3}}0*{figures}(?!\d)"
