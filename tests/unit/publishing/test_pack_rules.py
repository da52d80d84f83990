"""What the packs add to publication: phrases, testimonials, registration, disclosures."""

from datetime import date

import pytest

from gallery.jurisdictions.pack import packs
from gallery.publishing import pack_rules
from gallery.publishing.finding import Severity
from gallery.publishing.pack_rules import (
    disclosure_of,
    duration_finding,
    phrase_findings,
    registration_finding,
)

AU, UK, EU = packs()["AU-AHPRA"], packs()["UK"], packs()["EU"]
HIPAA, CA = packs()["US-HIPAA"], packs()["US-CA"]


def said(text: str, language: str = "en") -> list[tuple[str, str]]:
    found = phrase_findings({"story": text}, [AU], language)
    return [(finding.code, finding.message.split("“")[1].split("”")[0]) for finding in found]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("An ideal result", "ideal"),
        ("Simply PERFECT.", "perfect"),
        ("instant-on", "instant"),
        ("A gentle, short treatment", "gentle"),
        ("pain free", "pain-free"),
        ("With\nno  risk", "no risk"),
        ("Safe and without risk", "without risk"),
    ],
)
def test_r17_a_barred_word_blocks_in_australia(text: str, phrase: str) -> None:
    assert ("phrase_barred", phrase) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Idealism and imperfect instants", "Eastern, safety", "Unsafe", "",
        "It is safe for most people; the risk of staining remains.",
    ],
)  # fmt: skip
def test_r17_parts_of_words_and_words_beside_their_risk_pass(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Botox™ was used", "botox"),
        ("JUVÉDERM®", "juvederm"),
        ("Juve\u0301derm", "juvederm"),
        ("Polidocanol 0.5 %", "polidocanol"),
        ("sodium\u2011tetradecyl sulfate", "sodium tetradecyl"),
    ],
)
def test_r17_a_prescription_only_medicine_is_worth_a_look(text: str, phrase: str) -> None:
    assert said(text) == [("phrase_doubtful", phrase)]
    assert said(text, "fr") == [("phrase_doubtful", phrase)]


def test_r17_words_are_barred_in_the_language_of_the_text() -> None:
    assert said("Un resultado perfecto", "es-MX") == [("phrase_barred", "perfecto")]
    assert said("Facil y rapido", "es") == [("phrase_barred", "fácil")]
    assert said("Un resultado perfecto", "en") == []


def test_r17_a_finding_names_the_field_the_phrase_and_the_law() -> None:
    texts = {"title": "Spider veins", "story": "A perfect outcome"}
    (finding,) = phrase_findings(texts, [AU, HIPAA], "en")
    assert (finding.rule, finding.subject_id) == ("R17", "story")
    assert finding.severity is Severity.BLOCK
    assert "story" in finding.message
    assert "National Law" in finding.source


def test_r17_without_a_pack_every_word_is_free() -> None:
    assert list(phrase_findings({"story": "Perfect botox"}, [], "en")) == []


def test_r17_prices_are_exact_in_california() -> None:
    (finding,) = phrase_findings({"story": "The lowest prices in town"}, [CA], "en")
    assert finding.code == "phrase_barred"


def test_r18_a_testimonial_blocks_in_australia_and_nowhere_else() -> None:
    (finding,) = pack_rules.testimonial_finding(is_testimonial=True, story=None, packs=[HIPAA, AU])
    assert (finding.rule, finding.code) == ("R18", "testimonial_forbidden")
    assert finding.severity is Severity.BLOCK
    assert (
        list(pack_rules.testimonial_finding(is_testimonial=True, story="I", packs=[HIPAA, UK]))
        == []
    )


@pytest.mark.parametrize(
    "story",
    ["I can wear skirts.", "Now I\u2019m proud.", "my legs", "Ask ME", "Mis piernas", "Yo vi"],
)  # fmt: skip
def test_r18_a_story_in_the_first_person_is_worth_a_look(story: str) -> None:
    (finding,) = pack_rules.testimonial_finding(is_testimonial=False, story=story, packs=[AU])
    assert (finding.code, finding.severity) == ("story_first_person", Severity.WARN)


@pytest.mark.parametrize(
    "story",
    [
        None, "", "Two sessions on the left thigh.", "Fitzpatrick type I skin", "Class I and II",
        "Two time points", "The mimic muscles", "Dos sesiones en el muslo izquierdo.",
    ],
)  # fmt: skip
def test_r18_a_story_told_by_the_practice_passes(story: str | None) -> None:
    assert list(pack_rules.testimonial_finding(is_testimonial=False, story=story, packs=[AU])) == []


@pytest.mark.parametrize("number", [None, "", "  "])
def test_r17_the_registration_number_is_asked_for_in_australia(number: str | None) -> None:
    (finding,) = registration_finding(number, [UK, AU])
    assert (finding.code, finding.subject_id) == ("registration_missing", "registration_number")
    assert list(registration_finding("MED0001234567", [AU])) == []
    assert list(registration_finding(number, [UK, CA])) == []


@pytest.mark.parametrize(
    ("expires_on", "codes"),
    [(date(2028, 3, 1), []), (date(2028, 3, 2), ["consent_long"]), (date(2027, 6, 1), [])],
)
def test_r17_more_than_a_year_is_worth_a_look_in_california(
    expires_on: date, codes: list[str]
) -> None:
    found = list(duration_finding(date(2027, 3, 1), expires_on, [CA, HIPAA]))
    assert [finding.code for finding in found] == codes
    assert list(duration_finding(date(2027, 3, 1), expires_on, [HIPAA, EU])) == []


def test_r17_the_disclosure_joins_the_practice_and_the_packs() -> None:
    joined = disclosure_of("Ask us", [CA], "en")
    assert joined == f"Ask us. {CA.disclosures['en']}"
    assert disclosure_of(" ", [CA], "es-US") == CA.disclosures["es"]
    assert disclosure_of("Ask us!", [], "en") == "Ask us!"


def test_r17_a_sentence_of_the_disclosure_is_said_once() -> None:
    own = "Ask us.  the same before and after results may NOT occur for all patients."
    joined = disclosure_of(own, [CA, CA, UK, EU], "en")
    assert joined.casefold().count("may not occur for all patients") == 1
    assert joined.count("Results vary from person to person.") == 1
    assert joined.count("explicit consent") == 1


def test_r17_a_language_without_a_text_gets_the_english_warning() -> None:
    assert disclosure_of("", [AU], "fr") == AU.disclosures["en"]
