# ruff: noqa: RUF001 -- letters that look alike
"""R13: whatever the name and the disguise, a full name put into prose is found."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.publishing.finding import Severity
from gallery.publishing.leaks import KnownIdentifiers, find_leaks, leak_findings
from gallery.publishing.leaks.folding import fold, fold_words
from gallery.publishing.leaks.leak import LeakKind
from tests.support.gallery_prose import PROSE

_LOOK_ALIKES = str.maketrans("aceiopsxyABEHKMOPTX", "асеіорѕхуАВЕНКМОРТХ")
DISGUISES: dict[str, Callable[[str, str], str]] = {
    "plain": lambda first, last: f"{first} {last}",
    "reversed": lambda first, last: f"{last}, {first}",
    "upper": lambda first, last: f"{first} {last}".upper(),
    "lower": lambda first, last: f"{first} {last}".lower(),
    "slug": lambda first, last: f"{first}-{last}".lower(),
    "underscored": lambda first, last: f"img_{first}_{last}_2.jpg",
    "run together": lambda first, last: f"{first}{last}",
    "possessive": lambda first, last: f"{first} {last}\u2019s",
    "middle initial": lambda first, last: f"{first} Q. {last}",
    "wide": lambda first, last: f"{first} {last}".translate(
        {ord(letter): ord(letter) + 0xFEE0 for letter in string.ascii_letters}
    ),
    "accented": lambda first, last: "".join(f"{letter}\u0301" for letter in f"{first} {last}"),
    "invisible": lambda first, last: "\u200b".join(f"{first} {last}"),
    "soft hyphens": lambda first, last: "\u00ad".join(first) + " " + "\u00ad".join(last),
    "look-alikes": lambda first, last: f"{first} {last}".translate(_LOOK_ALIKES),
    "two lines": lambda first, last: f"{first}\n{last}",
    "spaced out": lambda first, last: " ".join(f"{first}{last}"),
}
#: What a known person, "Jane Q. Example", chart MRN-004711, is hidden as.
HIDDEN: dict[LeakKind, tuple[str, ...]] = {
    LeakKind.NAME: (
        "J a n e", "J-a-n-e", "J.a.n.e", "J_a_n_e", "J\u00b7a\u00b7n\u00b7e",
        "Exa-mple", "Ex-am-ple",
        "legsjane", "janelegs", "beforelegsjane", "img_LegsJane_2.jpg", "janepiernas", "Exarnple",
        "Exarnples", "\U0001f179\U0001f170\U0001f17d\U0001f174", "Jan\u20ac",
        "\U0001f1ef\U0001f1e6\U0001f1f3\U0001f1ea", "\u13abane", "\u148dane", "J\u2c65ne",
        "\u029dane",         "J\u0250ne", "\ua4d9ane", "E\u2d5dample",
    ),
    LeakKind.CHART_REF: ("MRN-00471l", "MRN-OO4711", "OO4711", "0047-11", "00 47 11", "4-7-1-1"),
    LeakKind.DATE: (
        "12-mar-75", "Mar-12-75", "12mar75", "12MAR75", "12MAR1975", "1975MAR12", "12march1975",
        "march12,1975", "march121975", "12_mar_1975", "12/03-1975", "12/03/'75", "12, 03, 1975",
        "12,03,1975", "12:03:1975", "12\u00b703\u00b71975", "12\u221503\u22151975",
        "12\u204403\u20441975", "12//03//1975", "12--03--1975", "12|03|1975", "12\\03\\1975",
        "12/III/1975", "12-iii-75", "III/12/1975", "03-12-75 weeks", "3.12.24 weeks", "12-dic-75",
    ),
    LeakKind.PHONE: (
        "310_555_0199", "310\u00b7555\u00b70199", "310,555,0199", "310-555-O199", "310-555-0l99",
        "legs_310_555_0199.jpg",
    ),
    LeakKind.EMAIL: (
        "pat at mail com", "pat at gmail.com", "pat arroba gmail", "pat_at_mail_com",
        "pat[at]my_mail.com",
    ),
}  # fmt: skip
#: Where a block would be wrong too often.
DOUBTFUL: dict[LeakKind, tuple[str, ...]] = {
    LeakKind.NAME: ("J.E.", "J. E.", "J.Q.E.", "Exa mple", "Ja-ne"),
    LeakKind.CHART_REF: ("47-11", "47 11", "4,711"),
    LeakKind.DATE: ("12 03 75",),
    LeakKind.PHONE: ("555-0199", "555_0199"),
}
JANE = KnownIdentifiers(("Jane Q. Example",), ("MRN-004711",))
words = st.text(string.ascii_lowercase, min_size=4, max_size=10).map(str.capitalize)
surnames = st.one_of(
    words,
    st.tuples(words, words).map("-".join),
    words.map(lambda word: f"O'{word}"),
    words.map(lambda word: f"de la {word}"),
)
places = st.tuples(st.sampled_from(PROSE), st.integers(0, 100))


@given(words, surnames, st.sampled_from(sorted(DISGUISES)), places)
def test_r13_a_full_name_in_any_disguise_is_found_in_any_prose(
    first: str, last: str, disguise: str, place: tuple[str, int]
) -> None:
    prose, share = place
    cut = len(prose) * share // 100
    hidden = DISGUISES[disguise](first, last)
    text = f"{prose[:cut]} {hidden} {prose[cut:]}"
    leaks = find_leaks({"story": text}, KnownIdentifiers((f"{first} {last}",)))
    blocking = [x for x in leaks if x.kind is LeakKind.NAME and x.severity is Severity.BLOCK]
    start, end = cut + 1, cut + 1 + len(hidden)
    assert any(leak.start < end and start < leak.end for leak in blocking)


@pytest.mark.parametrize(
    ("kind", "text", "severity"),
    [
        *((kind, text, Severity.BLOCK) for kind, row in HIDDEN.items() for text in row),
        *((kind, text, Severity.WARN) for kind, row in DOUBTFUL.items() for text in row),
    ],
)
def test_r13_what_is_hidden_is_found(kind: LeakKind, text: str, severity: Severity) -> None:
    for written in (text, f"Two sessions, {text}, six weeks."):
        leaks = list(find_leaks({"story": written}, JANE))
        assert [(leak.kind, leak.severity) for leak in leaks] == [(kind, severity)], leaks


def test_r13_doubts_say_that_they_are_none() -> None:
    text = "J.E.; 47-11; 12 03 75; 555-0199"
    messages = [finding.message for finding in leak_findings({"story": text}, JANE)]
    assert len(messages) == 4
    assert all(message.endswith(": look what is meant.") for message in messages)


def test_names_are_indexed_as_ever() -> None:
    assert fold_words("\u13abos\u00e9 \u0433 \u00b7 \u0531") == "\u13abose \u0433 \u00b7 \u0561"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("R0salind came back", Severity.BLOCK),
        ("a note of r0sal1nd's", Severity.BLOCK),
        ("img_R0SALIND_2.jpg", Severity.BLOCK),
        ("for Mrs. H@rt1gan!", Severity.BLOCK),
        ("R05e came back", Severity.WARN),
        ("R0salind and Harold", Severity.BLOCK),
    ],
)
def test_r13_figures_for_letters_hide_no_name_alone(text: str, severity: Severity) -> None:
    known = KnownIdentifiers(("Rosalind Rose Hartigan",))
    leaks = find_leaks({"story": text}, known)
    assert [(leak.kind, leak.severity) for leak in leaks] == [(LeakKind.NAME, severity)]


def test_r13_doses_sizes_and_years_are_no_names_in_disguise() -> None:
    text = "0.5% polidocanol, 50l of air, 5ml, 10mg, 30G needle, 1990s, 1064nm, 10/10, 2x"
    names = ("Sol Lomg", "Sml Lool", "Loogm Lool", "Tess Bole")
    assert list(find_leaks({"story": text}, KnownIdentifiers(names))) == []


@given(st.integers(1, 9_999_999), st.integers(4, 8), st.sampled_from(["", "-", " ", "/", "."]))
def test_r13_a_chart_reference_is_found_with_any_separator(
    number: int, width: int, separator: str
) -> None:
    known = KnownIdentifiers((), (f"MRN-{number:0{width}}",))
    for written in (f"MRN{separator}{number}", f"mrn{separator}{number:0{width}}"):
        leaks = list(find_leaks({"story": f"Left leg, {written}, two sessions."}, known))
        assert any(leak.kind is LeakKind.CHART_REF for leak in leaks), written


@given(st.text(max_size=200))
def test_folding_keeps_the_way_back_to_every_character(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)
    assert fold(folded.text).text == folded.text or not text.isascii()


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=20))
def test_r13_any_text_and_any_name_can_be_looked_at(text: str, name: str, chart_ref: str) -> None:
    for leak in find_leaks({"story": text}, KnownIdentifiers((name,), (chart_ref,))):
        assert 0 <= leak.start < leak.end <= len(text)
