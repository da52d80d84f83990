# ruff: noqa: E501, RUF001 -- tables of look-alike letters, a row for each kind
"""R13 and R15: what names a person is found in every writing, and ordinary prose is let through."""

import pytest

from gallery.publishing.finding import Severity
from gallery.publishing.leaks import KnownIdentifiers, find_leaks, leak_findings
from gallery.publishing.leaks.leak import LeakKind
from tests.support.gallery_prose import PROSE

KNOWN = KnownIdentifiers(
    names=(
        "Jane Q. Example",
        "María de la Cruz García-López",
        "Seán O'Neill",
        "Grace Brown",
        "Jürgen Müller",
        "Ng, Kim-Ly",
        "山田 花子",
        "김민수",
        "Νίκος Παπαδόπουλος",
        "Нина Воронова",
    ),
    chart_refs=("MRN-004711", "A12/B34", "GAL-2024-0042"),
    own=("Dr. Ana Rivera", "+1 310 555 0142", "https://true-jewel.clinic/"),
)

NAMES = (
    "Jane Example", "jane example", "JANE EXAMPLE", "Example, Jane", "Example Jane",
    "Jane Q Example", "Jane Q. Example", "Jane Quentin Example", "Mrs. Example", "Jane",
    "Jane's veins", "Example\u2019s thigh", "the Examples", "jane-example", "janeexample",
    "jane_example_2", "IMG_janeexample2024.jpg", "JaneExample", "example.jane", "j-example",
    "jexample", "J. Example", "Example, J.", "J a n e E x a m p l e", "J.a.n.e Example",
    "Ja\u200bne", "Ex\u00adample", "\uff2a\uff41\uff4e\uff45", "J\u0430ne", "Jаnе Ехаmрlе",
    "\U0001d409\U0001d41a\U0001d427\U0001d41e", "J\u00e1n\u00e9", "Ja\u0301ne", "J\u03b1ne",
    "\u24bf\u24d0\u24dd\u24d4", "J4ne Ex4mple", "Jane\u00a0Example", "Jane\nExample", "jane/example",
    "JANE\u2014EXAMPLE", "JANE\u3164EXAMPLE", "xjaneexamplex",
    "María de la Cruz", "Maria De La Cruz Garcia Lopez", "de-la-cruz", "delacruz", "García López",
    "garcia-lopez", "GarciaLopez", "Garcia", "López", "maria_garcia_lopez", "Garcia Lopez, Maria",
    "Sean O'Neill", "Sean O\u2019Neill", "oneill", "O Neill", "o-neill", "Neill", "Seán", "sean-oneill",
    "Grace Brown", "grace brown", "Brown, Grace", "grace-brown", "G. Brown", "gracebrown",
    "Grace E. Brown", "Jürgen Müller", "Juergen Mueller", "Jurgen Muller", "MÜLLER", "mueller",
    "Kim-Ly Ng", "kimlyng", "Kim Ly", "NG Kim-Ly", "患者山田花子さん", "山田さん", "花子", "山田・花子",
    "김민수님", "Νίκος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "νικος παπαδοπουλος", "Нина Воронова", "ВОРОНОВА",
)  # fmt: skip
REFS = (
    "MRN-004711", "mrn004711", "MRN 4711", "MRN#4711", "mrn_004711", "004711", "4711", "0004711",
    "M R N 0 0 4 7 1 1", "ＭＲＮ－００４７１１", "MRN\u2011004711", "A12/B34", "a12b34", "a12-b34",
    "A12 B34", "GAL-2024-0042", "gal20240042", "2024-0042", "20240042", "scan_MRN-4711_left.jpg",
    "\u0660\u0660\u0664\u0667\u0661\u0661",
)  # fmt: skip
PATTERNS: dict[LeakKind, tuple[str, ...]] = {
    LeakKind.DATE: (
        "12/03/1980", "3/12/80", "12-03-1980", "12.03.1980", "1980-03-12", "1980/3/12", "12 03 1980",
        "12 / 03 / 1980", "March 12th 1980", "March 12, 1980", "12 March 1980", "12th of March, 1980",
        "12 de marzo de 1980", "12 de marzo del 2020", "Mar 12", "12 Mar '80", "on May 2",
        "March the 3rd", "marzo 12", "el 1 de mayo", "19800312", "IMG_20240612_1030.jpg",
        "twelfth of March", "March twelfth", "'24 6 12", "1980年3月12日", "2024-06-12T14:33",
        "１２／０３／１９８０", "12\u20113\u20111980",
    ),
    LeakKind.DATE_OF_BIRTH: (
        "DOB: 3/12/80", "D.O.B. 12.03.1980", "born on March 12, 1980", "date of birth 1980-03-12",
        "nacida el 12 de marzo de 1980", "fecha de nacimiento: 12/03/1980",
    ),
    LeakKind.EMAIL: (
        "pat@mail.com", "pat.x+veins@mail.co.uk", "pat at mail dot com", "pat (at) mail (dot) com",
        "pat[at]mail.com", "pat arroba mail punto com", "pat@mail . com", "ｐａｔ＠ｍａｉｌ．ｃｏｍ",
    ),
    LeakKind.PHONE: (
        "310-555-0199", "(310) 555-0199", "+1 310 555 0199", "310.555.0199", "call 555-0199",
        "+61 491 570 156", "0491 570 156", "(03) 9999 1234", "020 7946 0958", "+44 20 7946 0958",
        "+34 612 345 678", "612 345 678", "+52 55 1234 5678", "WhatsApp: 612345678",
    ),
    LeakKind.NUMBER: (
        "MRN 12345", "Patient #123", "patient no. 88", "chart: 8812", "Patient ID: A-993",
        "expediente 1234", "SSN 123-45-6789", "123-45-6789", "NHS no 12", "1EG4-TE5-MK73",
        "QQ 12 34 56 C".replace("QQ", "AB"), "GARC800312MDFRPR09", "1234567", "12345678Z",
    ),
    LeakKind.AGE_OVER_89: (
        "a 92-year-old", "aged 92", "92 years old", "92 yo", "92 y/o", "age: 101", "92 años de edad",
        "mujer de 92 años", "ninety-two-year-old", "noventa y dos años", "95-yr-old",
    ),
    LeakKind.COORDINATES: ("34.0522, -118.2437",),
}  # fmt: skip
DOUBTS: dict[LeakKind, tuple[str, ...]] = {
    LeakKind.NAME: ("brown spots", "with grace", "Rose to BROWN", "Ng"),
    LeakKind.MONTH: ("March 1980", "marzo de 1980", "03/1980", "1980-03", "in May 2024"),
    LeakKind.AGE: ("a 47-year-old", "aged 47", "47 yo", "mujer de 47 años", "forty-seven-year-old"),
    LeakKind.URL: ("https://veins.org/x", "www.veins.org", "veins.com/me"),
    LeakKind.HANDLE: ("@someone.else",),
    LeakKind.ADDRESS: ("12 Main Street", "Calle Mayor 12", "Culver City, CA 90230", "SW1A 1AA"),
}


def found(text: str, known: KnownIdentifiers = KNOWN) -> set[tuple[LeakKind, Severity]]:
    return {(leak.kind, leak.severity) for leak in find_leaks({"story": text}, known)}


@pytest.mark.parametrize("text", NAMES)
def test_r13_a_known_name_blocks_in_every_writing(text: str) -> None:
    assert (LeakKind.NAME, Severity.BLOCK) in found(f"Two sessions, {text}, six weeks.")


@pytest.mark.parametrize("text", REFS)
def test_r13_a_chart_reference_blocks_in_every_writing(text: str) -> None:
    assert (LeakKind.CHART_REF, Severity.BLOCK) in found(f"Two sessions, {text}, six weeks.")


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, row in PATTERNS.items() for t in row])
def test_r13_r15_what_identifies_anybody_blocks(kind: LeakKind, text: str) -> None:
    assert (kind, Severity.BLOCK) in found(f"Two sessions, {text}, six weeks.")


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, row in DOUBTS.items() for t in row])
def test_r13_what_may_mean_something_else_is_worth_a_look(kind: LeakKind, text: str) -> None:
    assert found(f"Two sessions, {text}, six weeks.") == {(kind, Severity.WARN)}


@pytest.mark.parametrize("text", PROSE)
def test_r13_ordinary_prose_is_not_stopped(text: str) -> None:
    assert not [leak for leak in find_leaks({"story": text}, KNOWN) if _blocks(leak.severity)]


@pytest.mark.parametrize("text", PROSE)
def test_r13_ordinary_prose_gives_nothing_to_look_at_for_a_name_that_is_no_word(text: str) -> None:
    assert found(text, KnownIdentifiers(("Jane Example",), ("MRN-004711",))) == set()


@pytest.mark.parametrize(
    "text",
    ["Dr. Rivera", "Call +1 310 555 0142", "https://true-jewel.clinic/", "Ana Rivera, NP"],
)
def test_r13_the_practices_own_names_and_numbers_may_stand(text: str) -> None:
    assert found(text) == set()


def test_r13_a_patient_with_the_name_of_a_provider_is_a_doubt_alone_and_blocks_in_full() -> None:
    known = KnownIdentifiers(("Luis Rivera",), (), ("Dr. Ana Rivera",))
    assert found("Treated by Dr. Rivera", known) == {(LeakKind.NAME, Severity.WARN)}
    assert found("Luis Rivera", known) == {(LeakKind.NAME, Severity.BLOCK)}


def test_r13_a_leak_says_where_it_stands_in_the_source() -> None:
    text = "Left thigh of Ja\u200bne Éxample, 6 weeks"
    (leak,) = find_leaks({"title": text}, KNOWN)
    assert (leak.place, text[leak.start : leak.end]) == ("title", "Ja\u200bne Éxample")


def test_r13_a_finding_names_place_and_reason_and_never_repeats_the_secret() -> None:
    text = "Jane Example, MRN-004711, born 3/12/80, pat@mail.com, 310-555-0199, aged 92"
    findings = list(leak_findings({"story": text}, KNOWN))
    assert {finding.code for finding in findings} == {
        "name_in_text", "chart_ref_in_text", "date_of_birth_in_text", "email_in_text",
        "phone_in_text", "age_over_89_in_text",
    }  # fmt: skip
    for finding in findings:
        assert (finding.rule, finding.source) == ("R13", "45 CFR 164.514(b)(2)")
        assert finding.message.startswith("The story holds ")
        for secret in ("Jane", "Example", "4711", "3/12", "pat@", "0199", "92"):
            assert secret not in finding.message + repr(KNOWN)


def test_r13_one_finding_for_each_place_and_kind() -> None:
    texts = {"title": "Jane, Jane and Jane", "story": "Jane Example", "slug": "two-sessions"}
    findings = list(leak_findings(texts, KNOWN))
    assert [finding.subject_id for finding in findings] == ["title", "story"]


def test_r13_without_anybody_known_names_are_not_looked_for() -> None:
    assert found("Jane Example", KnownIdentifiers(("", " "), ("",))) == set()


def _blocks(severity: Severity) -> bool:
    return severity is Severity.BLOCK
