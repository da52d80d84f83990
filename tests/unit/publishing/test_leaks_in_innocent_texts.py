"""R13: a search that stops ordinary texts is switched off, and then finds nobody."""

import pytest

from gallery.demo.cases import DEMO_CASES
from gallery.publishing.finding import Severity
from gallery.publishing.leaks import KnownIdentifiers, find_leaks
from gallery.publishing.leaks.leak import LeakKind
from tests.support.gallery_prose import PROSE
from tests.support.innocent_sentences import INNOCENT

DEMO = tuple(text for case in DEMO_CASES for text in (case.title, case.story))
TEXTS = dict(enumerate((*INNOCENT, *PROSE, *DEMO)))
#: Names that lie within words of the field, or would by two letters drawn together.
TELLING = ("Jane Q. Example", "Ella Comer", "Dean Tina Rita", "Ana Elena Marin", "Ann Modem",
           "Iman Etemal", "Unai Sandoval", "Ingrid Vance", "Lola Lopez")  # fmt: skip
WORDS = (
    "Rose Bell",
    "Grace Mark",
    "May March",
    "Skye Light",
    "Will Young",
    "Sol Blanca",
    "Una Bueno",
)
CHART_REFS = ("MRN-004711", "P-1224", "5001200", "2024-0612", "004500", "88")


@pytest.mark.parametrize("name", TELLING)
def test_r13_nothing_is_found_in_what_practices_write(name: str) -> None:
    assert leaks_of(KnownIdentifiers((name,))) == []


def test_r13_doses_and_intervals_are_no_chart_references() -> None:
    assert leaks_of(KnownIdentifiers((), CHART_REFS)) == []


def test_r13_a_range_that_is_also_a_short_chart_reference_is_worth_a_look() -> None:
    known = KnownIdentifiers((), ("4755",))
    leaks = list(find_leaks({"story": "Then 47-55 in the second pass."}, known))
    assert [(leak.kind, leak.severity) for leak in leaks] == [(LeakKind.CHART_REF, Severity.WARN)]


@pytest.mark.parametrize("name", WORDS)
def test_r13_names_that_are_words_stop_nothing(name: str) -> None:
    leaks = find_leaks({str(place): text for place, text in TEXTS.items()}, of(name))
    assert [leak for leak in leaks if leak.severity is Severity.BLOCK] == []


def test_there_are_enough_sentences_and_none_is_there_twice() -> None:
    assert len(set(INNOCENT)) == len(INNOCENT) >= 60
    assert len(DEMO) >= 8


def of(name: str) -> KnownIdentifiers:
    return KnownIdentifiers((name,))


def leaks_of(known: KnownIdentifiers) -> list[str]:
    found = find_leaks({str(place): text for place, text in TEXTS.items()}, known)
    return [f"{leak.kind} in {TEXTS[int(leak.place)]!r}" for leak in found]
