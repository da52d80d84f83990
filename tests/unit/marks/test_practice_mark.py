"""Each channel has the practice's mark, another look, or none."""

from typing import Any

import pytest

from gallery.actions.practice_mark import (
    checked_channel_marks,
    look_on,
    own_look,
    variant_on,
)
from gallery.errors import InvalidInput
from gallery.imaging.specs import Position, Variant
from gallery.models import PracticeProfile


def profile(**marks: dict[str, Any]) -> PracticeProfile:
    """Return a practice; double underscores in names stand for the colon, ``any`` for ``*``."""
    named = {key.replace("__any", ":*").replace("__", ":"): mark for key, mark in marks.items()}
    return PracticeProfile(
        name="Alder",
        watermark_text="© Alder",
        watermark_logo_key=None,
        watermark_position="bottom-right",
        watermark_width_ratio=0.28,
        watermark_opacity=0.8,
        channel_marks=checked_channel_marks(named),
    )


def test_channels_without_an_entry_carry_the_practices_mark_and_directories_none() -> None:
    plain = profile()
    assert variant_on(plain, "website_gallery") == Variant.MARKED
    assert variant_on(plain, "social:instagram") == Variant.MARKED
    assert variant_on(plain, "directory:realself") == Variant.CLEAN


def test_an_entry_of_the_channel_counts_before_that_of_its_kind() -> None:
    practice = profile(
        social__any={"mark": "practice", "position": "top-left"},
        social__instagram={"mark": "text", "text": "@alder"},
        directory__local={"mark": "practice"},
        in_office={"mark": "none"},
    )
    facebook, instagram = (look_on(practice, f"social:{name}") for name in ("x", "instagram"))
    assert facebook is not None
    assert instagram is not None
    assert (facebook.text, facebook.position) == ("© Alder", Position.TOP_LEFT)
    assert (instagram.text, instagram.position) == ("@alder", Position.BOTTOM_RIGHT)
    assert variant_on(practice, "directory:local") == Variant.MARKED
    assert variant_on(practice, "in_office") == Variant.CLEAN


def test_channels_of_one_look_share_their_renditions() -> None:
    same = {"mark": "practice", "position": "top"}
    practice = profile(social__any=same, print=same, email_campaign={"mark": "practice"})
    assert variant_on(practice, "social:x") == variant_on(practice, "print")
    assert variant_on(practice, "print") not in {Variant.MARKED, Variant.CLEAN}
    assert variant_on(practice, "email_campaign") == Variant.MARKED


def test_another_look_has_another_name() -> None:
    practice = profile(print={"mark": "practice", "position": "top"})
    before = variant_on(practice, "print")
    practice.watermark_text = "© Alder & Ash"
    assert variant_on(practice, "print") != before
    assert own_look(practice).text == "© Alder & Ash"


@pytest.mark.parametrize(
    ("key", "entry", "words"),
    [
        ("shop", {"mark": "none"}, "is not a channel"),
        ("print:*", {"mark": "none"}, "is not a channel"),
        ("social:*", {"mark": "both"}, "Give a mark"),
        ("social:*", {"mark": "none", "size": 3}, "Give a mark"),
        ("social:*", {"mark": "text"}, "Write the text"),
        ("social:*", {"mark": "text", "text": "名"}, "cannot draw"),
        ("social:*", {"mark": "practice", "position": "middle"}, "Use one of"),
        ("social:*", {"mark": "practice", "position": ["top"]}, "Use one of"),
        ("social:*", {"mark": ["none"]}, "Give a mark"),
        ("social:*", {"mark": "practice", "width_ratio": 0.9}, "between 5 %"),
        ("social:*", {"mark": "practice", "opacity": "0.5"}, "shares between"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(
    key: str, entry: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checked_channel_marks({key: entry})
    assert words in refusal.value.fields[f"channel_marks.{key}"]
