"""The lint names what a consent text lacks and where it is hard to read."""

from dataclasses import replace

import pytest

from gallery.consent.lint import doubts, missing_elements
from gallery.consent.text import PLACEHOLDERS, ConsentText, Section, builtin_text
from gallery.jurisdictions.element import elements
from gallery.jurisdictions.pack import packs

US = (packs()["US-HIPAA"], packs()["US-CA"])
FOUND = builtin_text("photo-release", "1", "en")
assert FOUND is not None
TEXT = FOUND


def with_body(body: str) -> ConsentText:
    return replace(TEXT, sections=(Section("only", "Only", body),))


def missing(text: ConsentText) -> set[str]:
    return {item.element.id for item in missing_elements(text, US)}


@pytest.mark.parametrize("section", TEXT.sections, ids=lambda section: section.id)
def test_a_section_that_is_left_out_leaves_its_elements_missing(section: Section) -> None:
    rest = tuple(other for other in TEXT.sections if other != section)
    lost = {name for name in section.satisfies if not name.startswith("gmc.")}
    assert missing(replace(TEXT, sections=rest)) == lost


def test_small_type_is_missing_in_california() -> None:
    (found,) = missing_elements(replace(TEXT, min_type_pt=12), US)
    assert found.pack_id == "US-CA"
    assert found.element is elements()["cmia.type_size"]


def test_a_line_that_claims_everything_holds_nothing() -> None:
    every = tuple(element.id for pack in US for element in pack.elements)
    claiming = Section("only", "Only", "We may do anything.", every)
    worded = {element.id for pack in US for element in pack.elements if element.held_by == "words"}
    found = missing_elements(replace(TEXT, sections=(claiming,)), US)
    assert {item.element.id for item in found} == worded
    assert all("too few words" in item.why for item in found)


def test_a_claim_needs_the_facts_that_it_is_about() -> None:
    words = "We may show the photographs for as long as we like, and to whomever we like."
    section = Section("when", "How long", words, ("hipaa.expiry", "hipaa.recipients"))
    text = replace(TEXT, sections=(section,), declaration="I agree.")
    whys = {item.element.id: item.why for item in missing_elements(text, US)}
    assert "{expires_on}" in whys["hipaa.expiry"]
    assert "{places}, {recipients}" in whys["hipaa.recipients"]
    assert whys["hipaa.copy"] == ""
    told = replace(text, declaration="I agree, until {expires_on}.")
    assert "hipaa.expiry" not in missing(told)


def test_every_fact_that_an_element_tells_is_a_placeholder_of_texts() -> None:
    assert {name for element in elements().values() for name in element.tells} <= set(PLACEHOLDERS)


def test_long_sentences_all_through_are_not_plain_language() -> None:
    body = ". ".join(["word " * 21] * 3)
    assert "hipaa.plain_language" in missing(with_body(body))
    assert "hipaa.plain_language" not in missing(with_body("Short words. " * 3 + "word " * 30))


def test_a_text_for_nowhere_lacks_nothing() -> None:
    assert missing_elements(with_body("Nothing."), ()) == ()


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("word " * 35, []),
        ("word " * 36, ["sentence_long"]),
        ("word " * 20 + "\n" + "word " * 20, ["sentence_long"]),
        ("word " * 20 + ".\n" + "word " * 20, []),
        ("Ask for this:\n- " + "word " * 30 + "\n- " + "word " * 30, []),
        ("Ten words. " * 90, []),
        ("Ten words. " * 91, ["section_long"]),
        ("don't well-known {practice} " * 12, ["sentence_long"]),
    ],
)
def test_doubts_are_long_sentences_and_long_sections(body: str, codes: list[str]) -> None:
    found = doubts(with_body(body))
    assert [doubt.code for doubt in found] == codes
    assert all(doubt.part == "only" and doubt.message for doubt in found)


def test_the_declaration_is_read_as_well() -> None:
    (doubt,) = doubts(replace(TEXT, declaration="word " * 36))
    assert doubt.part == "declaration"
