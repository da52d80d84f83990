"""Find what names a person in texts that are to be public (rule R13); see docs/leaks.md."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol

from gallery.publishing.finding import Finding, Severity
from gallery.publishing.leaks.contacts import see_addresses, see_contacts, see_numbers
from gallery.publishing.leaks.dates import see_ages, see_dates
from gallery.publishing.leaks.folding import Folded, fold
from gallery.publishing.leaks.leak import Leak, LeakKind, Seen, placed
from gallery.publishing.leaks.names import see_chart_refs, see_names

SOURCE = "45 CFR 164.514(b)(2)"
LEGIBLE_CONFIDENCE = 60.0
#: Skin and hair are read as short words: those of 3 letters or fewer need more confidence.
SHORT_LETTERS, SHORT_CONFIDENCE = 3, 80.0
LEGIBLE_WORDS = 2
VOWELS = frozenset("aeiouy")
#: Kinds that on a picture are as likely the practice's own sign as the patient's.
_STAYS_A_DOUBT = frozenset({LeakKind.URL, LeakKind.HANDLE, LeakKind.ADDRESS})
#: Kinds that block, and yet may stand where the practice's own words have them.
_MAY_BE_OWN = frozenset({LeakKind.EMAIL, LeakKind.PHONE, LeakKind.NUMBER, LeakKind.COORDINATES})
_ADVICE = {
    LeakKind.NAME: "a name of the patient or the signer: take it out, initials too",
    LeakKind.CHART_REF: "the chart reference: take it out",
    LeakKind.DATE_OF_BIRTH: "a date of birth: give an age band instead",
    LeakKind.DATE: "an exact date: give the time since treatment instead, such as 8 weeks",
    LeakKind.EMAIL: "an e-mail address: take it out",
    LeakKind.PHONE: "a telephone number: take it out",
    LeakKind.NUMBER: "the number of a record, an account or an identity paper: take it out",
    LeakKind.AGE_OVER_89: "an age over 89: write 90+ instead",
    LeakKind.COORDINATES: "the position of a place: take it out",
    LeakKind.MONTH: "a month with its year: give the time since treatment instead",
    LeakKind.AGE: "an exact age: give an age band instead, such as 45-54",
    LeakKind.URL: "a link: look whether it leads to a person",
    LeakKind.HANDLE: "the name of an account: look whether it is a person's",
    LeakKind.ADDRESS: "a postal address: look whether it is a person's",
}
_DOUBTFUL = {
    LeakKind.NAME: "what may be a name or the initials of the patient: look what is meant",
    LeakKind.CHART_REF: "figures that are also the chart reference: look what is meant",
    LeakKind.DATE: "what may be an exact date: look what is meant",
    LeakKind.PHONE: "what may be a telephone number: look what is meant",
}


@dataclass(frozen=True)
class KnownIdentifiers:
    """Hold what names the persons of a case: the subject, whoever signed, and the chart references.

    ``own`` are the practice's own names, addresses and numbers: names of providers, its telephone.
    They may stand in public texts; a patient's name among them is only a doubt when it is alone.
    """

    names: tuple[str, ...] = ()
    chart_refs: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name no one: values end up in logs and in the messages of failing checks."""
        return f"KnownIdentifiers({len(self.names)} names, {len(self.chart_refs)} references)"


class SeenWord(Protocol):
    """Describe a word that was read in a picture; ``confidence`` is 0 to 100."""

    @property
    def text(self) -> str:
        """Return the word."""

    @property
    def confidence(self) -> float:
        """Return how sure the reader was."""

    @property
    def where(self) -> str:
        """Return the part of the picture, such as ``upper left``."""


class SeenText(Protocol):
    """Describe all that was read in one picture."""

    @property
    def words(self) -> Sequence[SeenWord]:
        """Return the words in the order of reading."""

    @property
    def was_read(self) -> bool:
        """Tell whether the reader came to an end."""


def find_leaks(texts: Mapping[str, str], known: KnownIdentifiers) -> Iterator[Leak]:
    """Yield every leak in ``texts``, keyed by place, in the order of the text.

    What lies within a leak of more weight is not told twice.
    """
    for place, text in texts.items():
        folded = fold(text)
        names = see_names(folded, known.names, known.own)
        named = list(_strongest(len(text), placed(place, folded, names)))
        rest = chain(see_chart_refs(folded, known.chart_refs), _see_others(folded))
        others = list(_strongest(len(text), placed(place, folded, rest)))
        owned = _own_characters(folded, known.own)
        leaks = [leak for leak in named + others if not _is_excused(owned, leak)]
        yield from sorted(leaks, key=lambda leak: (leak.start, leak.end))


def leak_findings(texts: Mapping[str, str], known: KnownIdentifiers) -> Iterator[Finding]:
    """Yield one finding for each place, kind and severity; no message repeats what leaks."""
    seen: set[tuple[str, LeakKind, Severity]] = set()
    for leak in find_leaks(texts, known):
        key = (leak.place, leak.kind, leak.severity)
        if key not in seen:
            seen.add(key)
            yield _finding(leak)


def text_findings(
    photo_id: str, text: SeenText | None, known: KnownIdentifiers
) -> Iterator[Finding]:
    """Yield what stands against a picture because of the text that was read in it.

    A leak blocks, other legible text is worth a look. None, for a picture that nobody read,
    yields nothing.
    """
    if text is None:
        return
    kept = [word for word in text.words if _is_worth_a_search(word)]
    joined, starts = _joined(kept)
    told: set[tuple[LeakKind, str]] = set()
    for leak in find_leaks({"picture": joined}, known):
        where = kept[bisect_right(starts, leak.start) - 1].where
        if (leak.kind, where) not in told:
            told.add((leak.kind, where))
            severity = leak.severity if leak.kind in _STAYS_A_DOUBT else Severity.BLOCK
            yield _picture_finding(replace(leak, severity=severity), where, photo_id)
    if not told and sum(map(_is_legible, text.words)) >= LEGIBLE_WORDS:
        message = "The picture carries text: look whether it names anybody."
        yield Finding("R13", "text_in_picture", message, SOURCE, Severity.WARN, photo_id)
    if not text.was_read:
        message = "The picture could not be searched for text: look whether it shows a name."
        yield Finding("R13", "picture_not_read", message, SOURCE, Severity.WARN, photo_id)


def _see_others(folded: Folded) -> Iterator[Seen]:
    yield from see_dates(folded)
    yield from see_ages(folded)
    yield from see_contacts(folded)
    yield from see_numbers(folded)
    yield from see_addresses(folded)


def _strongest(length: int, leaks: Iterable[Leak]) -> Iterator[Leak]:
    """Drop leaks that overlap one that blocks, or is of a kind that comes first, or is longer.

    ``length`` is that of the one text they lie in.
    """
    order = list(LeakKind)
    told = bytearray(length)
    for leak in sorted(
        leaks,
        key=lambda leak: (
            leak.severity is Severity.WARN, order.index(leak.kind), leak.start - leak.end
        ),
    ):  # fmt: skip
        if not _is_marked(told, leak):
            told[leak.start : leak.end] = b"\1" * (leak.end - leak.start)
            yield leak


def _own_characters(folded: Folded, own: Iterable[str]) -> bytearray:
    """Mark where the practice's own contacts stand; a short word would excuse too much."""
    marked = bytearray(len(folded.source))
    for text in (fold(entry.strip()).text for entry in own):
        start = folded.text.find(text) if len(text) >= 6 else -1
        while start >= 0:
            first, after = folded.span(start, start + len(text))
            marked[first:after] = b"\1" * (after - first)
            start = folded.text.find(text, start + 1)
    return marked


def _is_excused(marked: bytearray, leak: Leak) -> bool:
    """Tell whether a leak lies in the practice's own words, and may: never her name in full."""
    may_be_own = leak.severity is Severity.WARN or leak.kind in _MAY_BE_OWN
    return may_be_own and _is_marked(marked, leak)


def _is_marked(marked: bytearray, leak: Leak) -> bool:
    return marked.find(1, leak.start, leak.end) >= 0


def _joined(words: Sequence[SeenWord]) -> tuple[str, list[int]]:
    starts, length = [], 0
    for word in words:
        starts.append(length)
        length += len(word.text) + 1
    return " ".join(word.text for word in words), starts


def _letters_of(word: SeenWord) -> list[str]:
    return [letter for letter in fold(word.text).text if letter.isalpha()]


def _is_worth_a_search(word: SeenWord) -> bool:
    """Keep figures and long words whatever the confidence, and short words only when sure."""
    count = len(_letters_of(word))
    if count <= SHORT_LETTERS:
        return count == 0 or word.confidence >= SHORT_CONFIDENCE
    return count > SHORT_LETTERS + 1 or word.confidence >= LEGIBLE_CONFIDENCE


def _is_legible(word: SeenWord) -> bool:
    letters = _letters_of(word)
    is_word = len(letters) >= SHORT_LETTERS and len(VOWELS.intersection(letters)) > 0
    needed = SHORT_CONFIDENCE if len(letters) == SHORT_LETTERS else LEGIBLE_CONFIDENCE
    return is_word and word.confidence >= needed


def _finding(leak: Leak) -> Finding:
    advice = _ADVICE[leak.kind]
    if leak.severity is Severity.WARN:
        advice = _DOUBTFUL.get(leak.kind, advice)
    message = f"The {leak.place} holds {advice}."
    code = f"{leak.kind.value}_in_text"
    return Finding("R13", code, message, SOURCE, leak.severity, leak.place)


def _picture_finding(leak: Leak, where: str, photo_id: str) -> Finding:
    what = _ADVICE[leak.kind].partition(":")[0]
    message = f"The picture itself shows, {where}, {what}: crop or mask it, or use another picture."
    code = f"{leak.kind.value}_in_picture"
    return Finding("R13", code, message, SOURCE, leak.severity, photo_id)
