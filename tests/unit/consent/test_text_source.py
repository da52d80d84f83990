"""Consent texts that cannot be used are refused, and the message names section and field."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gallery.consent.text import LONGEST_SOURCE, PLACEHOLDERS, parse_text
from gallery.consent.text_blocks import Block, blocks
from gallery.errors import InvalidInput

GOOD = '''
id = "my-release"
version = "2026-1"
language = "en"
title = "Permission to show photographs"
jurisdictions = ["US-HIPAA"]
review_note = "Have counsel review this text."
declaration = "I allow {practice} to show my photographs."

[[sections]]
id = "copy"
heading = "Your copy"
satisfies = ["hipaa.copy"]
body = """
We give you a copy.
"""
'''


def test_a_text_is_read_as_it_is_written() -> None:
    text = parse_text(GOOD)
    assert (text.id, text.version, text.language) == ("my-release", "2026-1", "en")
    assert text.min_type_pt == 14
    assert text.sections[0].body == "We give you a copy."
    assert text.sections[0].satisfies == ("hipaa.copy",)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"my-release"', '"My release"', "id"),
        ('"2026-1"', '""', "version"),
        ('"2026-1"', "2026", "version"),
        ('"en"', '"english"', "language"),
        ('["US-HIPAA"]', "[]", "jurisdictions"),
        ('["US-HIPAA"]', '["US-TX"]', "jurisdictions"),
        ('["US-HIPAA"]', '"US-HIPAA"', "jurisdictions"),
        ("review_note", "note", "note"),
        ("review_note", "note", "review_note"),
        ("{practice}", "{clinic}", "declaration"),
        ("{practice}", "{Practice}", "declaration"),
        ("{practice}", "{ practice", "declaration"),
        ("a copy.", "a copy of {what}.", "sections.copy.body"),
        ("a copy.", "a copy. }", "sections.copy.body"),
        ("a copy.", "a\\u202e copy.", "sections.copy.body"),
        ("a copy.", "a\\u0000 copy.", "sections.copy.body"),
        ('"Your copy"', '" "', "sections.copy.heading"),
        ('"copy"\n', '"Co py"\n', "sections.1.id"),
        ('"copy"\n', "7\n", "sections.1.id"),
        ('["hipaa.copy"]', '["hipaa.cpy"]', "sections.copy.satisfies"),
        ('["hipaa.copy"]', '["hipaa.plain_language"]', "sections.copy.satisfies"),
        ('["hipaa.copy"]', "[7]", "sections.copy.satisfies"),
        ("heading", "headline", "sections.copy.headline"),
        ("version", "min_type_pt = 0\nversion", "min_type_pt"),
        ("version", "min_type_pt = true\nversion", "min_type_pt"),
        ("[[sections]]", "[sections]", "sections"),
        ("[[sections]]", "[other]", "sections"),
        (GOOD, "id = [", "source"),
        (GOOD, "id = " + "9" * 5000, "source"),
        (GOOD, "id = " + "[" * 20_000, "source"),
        (GOOD, "#" * (LONGEST_SOURCE + 1), "source"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_section_and_field(old: str, new: str, field: str) -> None:
    assert old in GOOD
    with pytest.raises(InvalidInput) as caught:
        parse_text(GOOD.replace(old, new, 1))
    assert caught.value.code == "text_invalid"
    assert field in caught.value.fields
    assert field in caught.value.message


def test_two_sections_cannot_share_an_id() -> None:
    section = GOOD[GOOD.index("[[sections]]") :]
    with pytest.raises(InvalidInput) as caught:
        parse_text(GOOD + section)
    assert "sections.copy.id" in caught.value.fields


@given(st.text(max_size=60), st.integers(0, len(GOOD)))
@example("'", 5)
def test_whatever_is_written_is_a_text_or_is_refused(noise: str, place: int) -> None:
    with suppress(InvalidInput):
        assert parse_text(GOOD[:place] + noise + GOOD[place:]).sections


def test_a_body_is_paragraphs_and_lists() -> None:
    body = "One line\nand more.\n\nYou may ask:\n- for a copy\n- to stop\n \nEnd - of it."
    assert blocks(body) == (
        Block(("One line and more.",)),
        Block(("You may ask:",)),
        Block(("for a copy", "to stop"), is_list=True),
        Block(("End - of it.",)),
    )


def test_the_example_of_the_documentation_is_a_text() -> None:
    page = (Path(__file__).parents[3] / "docs" / "consent-texts.md").read_text(encoding="utf-8")
    text = parse_text(page.partition("```toml\n")[2].partition("```")[0])
    assert blocks(text.sections[0].body)[1].is_list
    assert all(f"`{{{name}}}`" in page for name in PLACEHOLDERS)
