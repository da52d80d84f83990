"""Consent texts are plain; the page shows their paragraphs and lists."""

from gallery.web.patient.prose import Block, blocks_of


def test_empty_lines_part_paragraphs_and_line_breaks_are_kept() -> None:
    assert blocks_of("\nOne.\nTwo.\n\n\nThree.\n") == (
        Block(is_list=False, lines=("One.", "Two.")),
        Block(is_list=False, lines=("Three.",)),
    )


def test_lines_that_begin_with_a_dash_are_a_list() -> None:
    assert blocks_of("These:\n- legs\n- arms\n\nThat is all.") == (
        Block(is_list=False, lines=("These:",)),
        Block(is_list=True, lines=("legs", "arms")),
        Block(is_list=False, lines=("That is all.",)),
    )


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks_of(" \n\n") == ()
