"""The ledger in words: what looks like a day or an instant and is none stays as it was typed."""

import pytest

from gallery.web.staff import event_words


@pytest.mark.parametrize(
    "typed",
    [
        "https://clinic.example/2024-02-30-veins",
        "tel. 555-1234-56-78",
        "tel. 5552026-11-22",
        "2024-02-30T10:00Z",
        "0001-13-01 25:61:00+00:00",
        "2026-11-223",
    ],
)
def test_what_is_no_day_stays_as_it_was_typed(typed: str) -> None:
    assert event_words.details({"words": typed}) == f"words: {typed}"


def test_a_day_is_written_out() -> None:
    told = event_words.details({"words": "seen 2026-11-22."})
    assert told == "words: seen 22\N{NO-BREAK SPACE}Nov\N{NO-BREAK SPACE}2026."


def test_the_numbers_of_an_alignment_are_for_the_pairs_page() -> None:
    told = {"alignment": {"scale": 1.03815182}, "frames": {"a": {"x_px": 0.26}}, "confidence": 1.0}
    assert event_words.details(told) == "confidence: 1.0"
