"""R13: text that a picture shows blocks if it names anybody, and else is worth a look."""

from dataclasses import dataclass

import pytest

from gallery.publishing.finding import Severity
from gallery.publishing.leaks import KnownIdentifiers, text_findings

KNOWN = KnownIdentifiers(("Jane Example", "Rose Brown"), ("MRN-004711",))


@dataclass(frozen=True)
class Word:
    text: str
    confidence: float = 95.0
    where: str = "upper left"


@dataclass(frozen=True)
class Read:
    words: tuple[Word, ...]
    was_read: bool = True


def read(text: str, confidence: float = 95.0) -> Read:
    return Read(tuple(Word(word, confidence) for word in text.split()))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EXAMPLE, JANE", "name_in_picture"),
        ("BROWN", "name_in_picture"),
        ("Left 4711", "chart_ref_in_picture"),
        ("'24 6 12", "date_in_picture"),
        ("DOB 3/12/80", "date_of_birth_in_picture"),
        ("March 2024", "month_in_picture"),
        ("47 yo", "age_in_picture"),
    ],
)
def test_r13_a_leak_in_the_picture_blocks_and_says_where(text: str, code: str) -> None:
    (finding,) = text_findings("photo-1", read(text), KNOWN)
    assert (finding.code, finding.severity) == (code, Severity.BLOCK)
    assert finding.message.startswith("The picture itself shows, upper left, ")
    assert finding.subject_id == "photo-1"
    assert not set(text.split()) & set(finding.message.split())


def test_r13_each_leak_has_its_own_place() -> None:
    seen = Read((Word("Jane"), Word("Example"), Word("4711", 95, "lower right")))
    messages = [finding.message for finding in text_findings("p", seen, KNOWN)]
    assert ["upper left" in messages[0], "lower right" in messages[1]] == [True, True]


def test_r13_other_legible_text_is_worth_a_look_and_is_not_repeated() -> None:
    (finding,) = text_findings("p", read("Weekend warrior"), KNOWN)
    assert (finding.code, finding.severity) == ("text_in_picture", Severity.WARN)
    assert "arrior" not in finding.message


@pytest.mark.parametrize(
    "seen",
    [None, read(""), read("Weekend"), read("Weekend warrior", 50), read("SSS bfg hnk"),
     read("Rose", 50), read("wie cha", 70)],
)  # fmt: skip
def test_what_skin_and_hair_look_like_to_the_reader_is_nothing(seen: Read | None) -> None:
    assert list(text_findings("p", seen, KNOWN)) == []


def test_a_picture_that_could_not_be_read_to_the_end_is_worth_a_look() -> None:
    (finding,) = text_findings("p", Read((), was_read=False), KNOWN)
    assert (finding.code, finding.severity) == ("picture_not_read", Severity.WARN)
