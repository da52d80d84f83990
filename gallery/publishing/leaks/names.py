"""See the names and chart references of known persons in folded text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from gallery.publishing.finding import Severity
from gallery.publishing.leaks.disguised_names import see_disguised
from gallery.publishing.leaks.folding import Folded, figures_in, fold
from gallery.publishing.leaks.leak import LeakKind, Seen
from gallery.publishing.leaks.name_forms import NameForms, forms_of
from gallery.publishing.leaks.ordinary_words import FUNCTION_WORDS
from gallery.publishing.leaks.quantities import COUNTED

_GAP = r"[\W_]{0,2}"
_MIN_REF_LETTERS = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
_CONTACT = re.compile(r"[@/\d]|\w\.\w")


def see_names(folded: Folded, names: tuple[str, ...], own: tuple[str, ...]) -> Iterator[Seen]:
    """Yield the names in all their forms; words that are also ordinary words only as a doubt."""
    people = " ".join(entry for entry in own if not _CONTACT.search(entry))
    own_words = frozenset(re.findall(r"[^\W\d_]+", fold(people).text))
    for forms in (_forms(name, own_words) for name in names if name.strip()):
        yield from _see_compact(folded, forms)
        yield from see_disguised(folded, forms)
        for pattern in forms.certain:
            for match in pattern.finditer(folded.text):
                yield Seen(LeakKind.NAME, match.start(), match.end())
        for pattern in forms.doubtful:
            for match in pattern.finditer(folded.text):
                if _is_name_like(folded, match):
                    yield Seen(LeakKind.NAME, match.start(), match.end(), Severity.WARN)


def see_chart_refs(folded: Folded, chart_refs: tuple[str, ...]) -> Iterator[Seen]:
    """Yield chart references, with any separators, leading noughts or none, with prefix or none."""
    texts = {folded.text, figures_in(folded.text)}
    for chart_ref in chart_refs:
        for pattern, severity in _ref_patterns(chart_ref):
            for match in (match for text in texts for match in pattern.finditer(text)):
                yield Seen(LeakKind.CHART_REF, match.start(), match.end(), severity)


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


def _is_name_like(folded: Folded, match: re.Match[str]) -> bool:
    """Let words such as "an" count only when written with a capital letter."""
    if match.group() not in FUNCTION_WORDS:
        return True
    return folded.original(match.start(), match.end())[:1].isupper()


@lru_cache(maxsize=64)
def _ref_patterns(chart_ref: str) -> tuple[tuple[re.Pattern[str], Severity], ...]:
    folded = "".join(re.findall(r"[^\W_]+", fold(chart_ref).text))
    patterns = list(_of_figures(folded))
    if folded and not folded.isdigit():
        patterns.append((rf"(?<![^\W_]){_GAP.join(folded)}(?![^\W_])", Severity.BLOCK))
        # The prefix without its leading noughts: "MRN-4711" for "MRN-004711".
        patterns.append((_prefixed(folded), Severity.BLOCK))
    return tuple((re.compile(pattern), severity) for pattern, severity in patterns if pattern)


def _of_figures(folded: str) -> Iterator[tuple[str, Severity]]:
    """Yield patterns of the figures alone, with noughts and without, if no letter parts them.

    Four figures in pieces are a range or a count more often: 47-11, 4,711.
    """
    parts = re.fullmatch(r"[^\W\d_]*(0*(\d*))[^\W\d_]*", folded)
    if parts is None:
        return
    written, figures = parts.groups()
    runs = {written} if folded.isdigit() or len(written) > _MIN_REF_LETTERS else set()
    if not _YEAR.fullmatch(figures):
        runs.add(figures)
    for run in sorted(run for run in runs if len(run) >= _MIN_REF_LETTERS):
        yield _alone("", run), Severity.BLOCK
        yield _alone(r"[\W_]{1,2}", run), Severity.BLOCK
        in_pieces = _alone(_GAP, run) + rf"(?!{COUNTED})"
        if len(run) > _MIN_REF_LETTERS:
            yield in_pieces, Severity.BLOCK
        else:
            yield rf"(?<!\d ){in_pieces}(?![/:-]\d)", Severity.WARN


def _alone(gap: str, figures: str) -> str:
    return rf"(?<!\d)(?<!\d[.,])0{{0,20}}{gap.join(figures)}(?![.,]?\d)"


def _prefixed(folded: str) -> str:
    parts = re.fullmatch(r"([^\W\d_]+)0*([1-9]\d*)", folded)
    if parts is None:
        return ""
    prefix, figures = parts.groups()
    return rf"(?<![^\W_]){_GAP.join(prefix)}[\W_]{{0,3}}0*{figures}(?!\d)"
