"""The consent texts that ship: complete, plain, unchanged once released (rule R22), and filled."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.consent.lint import doubts, missing_elements
from gallery.consent.placeholders import placeholders_of
from gallery.consent.text import (
    ConsentText,
    TextFacts,
    builtin_text,
    builtin_texts,
    fill,
    visible_parts,
)
from gallery.consent.text_blocks import blocks
from gallery.consent.wording import who_sees
from gallery.documents.printable import paragraphs
from gallery.errors import InvalidInput
from gallery.jurisdictions.element import elements
from gallery.jurisdictions.pack import packs

#: A text that was released is never edited: a new version gets a folder and a line of its own.
RELEASED = {
    "photo-release 1 en": "3ef8ed08ff5733ae40ea1609ec0a632e73b0fdcf1f086711e0d8656052fa621f",
    "photo-release 1 es": "dcf62f9db927d959ca6942453bc6e2b946283bbf88ffac979a8f12327b850751",
    "photo-release-au 1 en": "bbec46bfa8cfe7840d0cae3e402de67f0d26154eecc10c6f2af655a52cfc59ba",
    "photo-release-eu 1 en": "68974523369af891a6b9da4c3a26ae7bf2e4293cdb56a78766e6278beab67e8b",
    "photo-release-eu 1 es": "47fec0d4d554bb18adca2af1e7e1527680ae297aeea9df50f00f26e6cb7287dc",
}
FACTS = TextFacts(
    recipients=("fact recipients",),
    **{field.name: f"fact {field.name}" for field in fields(TextFacts) if field.type is str},
)
TEXT = builtin_texts()[0]
every_text = pytest.mark.parametrize(
    "text", builtin_texts(), ids=lambda text: f"{text.id}-{text.version}-{text.language}"
)


def words_of(text: ConsentText) -> str:
    return "\n".join(words for _, words in visible_parts(text))


def test_r22_a_released_text_is_never_edited() -> None:
    now = {f"{text.id} {text.version} {text.language}": text.sha256 for text in builtin_texts()}
    assert now == RELEASED


@every_text
def test_a_text_holds_every_element_of_the_packs_that_it_names(text: ConsentText) -> None:
    named = [packs()[pack_id] for pack_id in text.jurisdictions]
    assert missing_elements(text, named) == ()


@every_text
def test_a_text_is_plain_and_asks_for_counsel(text: ConsentText) -> None:
    assert doubts(text) == ()
    assert text.review_note.startswith("Have counsel review")
    assert text.min_type_pt >= 14


def test_the_american_text_holds_what_the_gmc_asks_as_well() -> None:
    asked = {element_id for element_id in elements() if element_id.startswith("gmc.")}
    text = builtin_text("photo-release", "1", "en")
    assert text is not None
    assert asked <= {name for section in text.sections for name in section.satisfies}


@pytest.mark.parametrize("text_id", ["photo-release", "photo-release-eu"])
def test_the_spanish_text_says_what_the_english_says(text_id: str) -> None:
    english, spanish = builtin_text(text_id, "1", "en"), builtin_text(text_id, "1", "es")
    assert english is not None
    assert spanish is not None
    assert english.jurisdictions == spanish.jurisdictions
    for one, other in zip(english.sections, spanish.sections, strict=True):
        assert (one.id, one.satisfies) == (other.id, other.satisfies)
        assert sorted(placeholders_of(one.body)) == sorted(placeholders_of(other.body))
        assert one.body != other.body
        assert one.body.count("\n\n") == other.body.count("\n\n")


def test_a_text_that_does_not_exist_is_none() -> None:
    assert builtin_text("photo-release", "0", "en") is None


@every_text
def test_r22_any_visible_word_changes_the_hash(text: ConsentText) -> None:
    section = text.sections[3]
    changed = [
        replace(text, title=f"{text.title}."),
        replace(text, declaration=f"{text.declaration} Yes."),
        replace(text, min_type_pt=15),
        replace(text, version="2"),
        replace(text, sections=text.sections[1:]),
        replace(text, sections=(replace(section, heading="Other"), *text.sections[1:])),
        replace(text, sections=(replace(text.sections[0], body="Other"), *text.sections[1:])),
    ]
    assert len({text.sha256, *(other.sha256 for other in changed)}) == len(changed) + 1


def test_r22_words_moved_from_heading_to_body_change_the_hash() -> None:
    first = TEXT.sections[0]
    head, _, tail = first.heading.rpartition(" ")
    moved = replace(first, heading=head, body=f"{tail} {first.body}")
    assert replace(TEXT, sections=(moved, *TEXT.sections[1:])).sha256 != TEXT.sha256


def test_r22_what_nobody_who_signs_sees_leaves_the_hash_alone() -> None:
    claimed = replace(TEXT.sections[0], satisfies=("hipaa.copy",))
    other = replace(
        TEXT, review_note="Reviewed", jurisdictions=("EU",), sections=(claimed, *TEXT.sections[1:])
    )
    assert other.sha256 == TEXT.sha256


@every_text
def test_a_filled_text_has_no_placeholder_left(text: ConsentText) -> None:
    written = words_of(fill(text, FACTS))
    assert "{" not in written
    for name in set(placeholders_of(words_of(text))):
        assert f"fact {name}" in written


def test_every_fact_is_used_by_some_text() -> None:
    used = {name for text in builtin_texts() for name in placeholders_of(words_of(text))}
    assert used == {field.name for field in fields(TextFacts)}


def test_a_text_that_lacks_a_fact_is_not_filled() -> None:
    with pytest.raises(InvalidInput) as caught:
        fill(TEXT, replace(FACTS, expires_on=" ", purposes=""))
    assert caught.value.code == "text_unfilled"
    assert set(caught.value.fields) == {"expires_on", "purposes"}


def test_a_line_break_in_a_fact_makes_no_paragraph_and_no_list() -> None:
    facts = replace(FACTS, practice="One\n\n- Two\r\nThree")
    assert "One - Two Three" in fill(TEXT, facts).declaration


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_can_see_them_is_a_list_that_names_each_place(language: str) -> None:
    text = builtin_text("photo-release", "1", language)
    assert text is not None
    seen = who_sees(("print", "social:instagram"), language)
    parts = {part.id: part.body for part in fill(text, replace(FACTS, recipients=seen)).sections}
    body = parts["where"]
    listed = [block.lines for block in blocks(body) if block.is_list]
    assert listed == [tuple(f"{words}." for words in seen)]
    assert "(Instagram): " in seen[1]
    in_print = paragraphs(body)
    assert [f"- {line}" for line in listed[0]] in in_print, "a list on paper too"


def test_who_can_see_them_stands_in_the_sentence_where_no_list_can() -> None:
    facts = replace(FACTS, recipients=("One", "- Two\n{practice}"))
    body = "Seen by {recipients}, and others.\n- By: {recipients}."
    section = replace(TEXT.sections[0], body=body)
    filled = fill(replace(TEXT, sections=(section,)), facts).sections[0].body
    said = "One; - Two {practice}"
    assert filled == f"Seen by {said}, and others.\n- By: {said}."


@given(st.text(alphabet="{}abc_ pratice\n\\", min_size=1))
def test_a_fact_is_data_and_never_expanded(value: str) -> None:
    shown = " ".join(value.split())
    facts = replace(FACTS, practice=value, expires_on="the day")
    if not shown:
        with pytest.raises(InvalidInput):
            fill(TEXT, facts)
        return
    before, _, after = TEXT.declaration.partition("{practice}")
    assert fill(TEXT, facts).declaration == before + shown + after.replace(
        "{expires_on}", "the day"
    )


@given(st.sampled_from([field.name for field in fields(TextFacts)]))
def test_a_fact_that_names_a_placeholder_stays_as_it_is(name: str) -> None:
    facts = replace(FACTS, practice=f"{{{name}}}")
    assert f"{{{name}}}" in fill(TEXT, facts).declaration
