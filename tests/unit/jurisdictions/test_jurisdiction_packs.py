"""The packs hold together: every claim has a source, and nothing is left over (rule R17)."""

from pathlib import Path

import pytest

from gallery.errors import InvalidInput
from gallery.jurisdictions.element import Element, HeldBy, elements
from gallery.jurisdictions.pack import Pack, pack_named, packs

PACKS = list(packs().values())


def test_r17_the_packs_are_those_that_a_consent_may_name() -> None:
    assert set(packs()) == {"US-HIPAA", "US-CA", "AU-AHPRA", "UK", "EU"}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_r17_a_pack_cites_its_law_speaks_two_languages_and_asks_for_counsel(pack: Pack) -> None:
    assert pack.name
    assert pack.sources
    assert pack.elements
    assert pack.review_note.startswith("Have counsel review")
    assert set(pack.disclosures) == {"en", "es"}
    assert all(words.strip().endswith(".") for words in pack.disclosures.values())


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_r17_a_phrase_says_why_and_by_what_law(pack: Pack) -> None:
    for phrase in pack.phrases:
        assert phrase.text.strip()
        assert phrase.why
        assert phrase.source
        assert phrase.severity in {"block", "warn"}
        assert set(phrase.languages) <= {"en", "es"}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_r17_a_pack_names_no_phrase_twice_in_a_language(pack: Pack) -> None:
    named = [(phrase.text, lang) for phrase in pack.phrases for lang in phrase.languages or ("",)]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("element", elements().values(), ids=lambda element: element.id)
def test_r17_every_element_has_words_and_a_source_and_some_pack_asks_for_it(
    element: Element,
) -> None:
    assert element.words.endswith(".")
    assert any(char.isdigit() for char in element.source)
    assert any(element in pack.elements for pack in PACKS)


def test_r17_what_is_measured_is_said_by_no_section() -> None:
    measured = {
        element.id for element in elements().values() if element.held_by is not HeldBy.WORDS
    }
    assert measured == {"cmia.type_size", "hipaa.plain_language", "gdpr.plain_language"}


def test_r18_testimonials_are_forbidden_in_australia_alone() -> None:
    assert [pack.id for pack in PACKS if pack.forbids_testimonials] == ["AU-AHPRA"]
    assert [pack.id for pack in PACKS if pack.needs_registration_number] == ["AU-AHPRA"]


def test_r21_a_verbal_consent_is_possible_in_the_united_kingdom_alone() -> None:
    assert [pack.id for pack in PACKS if pack.permits_verbal] == ["UK"]


def test_a_pack_is_found_by_its_name() -> None:
    assert pack_named("UK").name == "United Kingdom"


def test_an_unknown_pack_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidInput) as caught:
        pack_named("US-TX", field="law")
    assert caught.value.code == "unknown_jurisdiction"
    assert "US-HIPAA" in caught.value.fields["law"]


def test_every_pack_and_every_element_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "jurisdictions.md").read_text(encoding="utf-8")
    for pack in PACKS:
        assert f"| `{pack.id}` | {pack.name} |" in page
    for element in elements().values():
        assert f"| `{element.id}` | {element.words} | {element.source} |" in page
