"""The watermark is validated where it is made, and its digest follows its look."""

import re
from dataclasses import replace

import pytest

from gallery.errors import InvalidInput
from gallery.imaging.specs import MAX_LOGO_BYTES, Position, Variant, Watermark, spec_name
from tests.support.pictures import encoded, photo

TEXT = Watermark("© Example Practice", None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": None}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "x" * 61}, "text"),
        ({"text": "Line\nbreak"}, "text"),
        ({"text": "日本"}, "text"),
        ({"logo_png": b"\x89PNG\r\n\x1a\n"}, "text"),
        ({"text": None, "logo_png": b"<svg onload=alert(1)>"}, "logo_png"),
        ({"text": None, "logo_png": b"\x89PNG\r\n\x1a\n" + bytes(MAX_LOGO_BYTES)}, "logo_png"),
        ({"width_ratio": 0.6}, "width_ratio"),
        ({"width_ratio": 0.01}, "width_ratio"),
        ({"opacity": 0.2}, "opacity"),
        ({"opacity": 1.1}, "opacity"),
    ],
)
def test_a_mark_that_cannot_be_drawn_is_refused_by_field(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        replace(TEXT, **changes)  # type: ignore[arg-type] # wrong on purpose
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Other"},
        {"position": Position.TOP_LEFT},
        {"width_ratio": 0.3},
        {"opacity": 0.5},
        {"text": None, "logo_png": encoded(photo(), "PNG")},
    ],
)
def test_the_digest_changes_with_the_look(changes: dict[str, object]) -> None:
    other = replace(TEXT, **changes)  # type: ignore[arg-type] # mixed types
    assert other.digest() != TEXT.digest()
    assert len(other.digest()) == 12


def test_the_digest_is_stable() -> None:
    assert Watermark("© Example Practice", None).digest() == TEXT.digest()


def test_specs_are_named_by_variant_and_long_edge() -> None:
    assert spec_name(Variant.MARKED, 960) == "marked-960"
    assert spec_name(Variant.CLEAN, 2400) == "clean-2400"


def test_a_variant_is_named_for_its_look() -> None:
    other = Variant.of_look(("© A", "top"))
    assert re.fullmatch(r"mark-[0-9a-f]{5}", other.value)
    assert Variant.of_spec(spec_name(other, 480)) == other
    assert [v.is_marked for v in (Variant.MARKED, other, Variant.CLEAN)] == [True, True, False]
    with pytest.raises(ValueError, match="no variant"):
        Variant("marked-480")


def test_no_position_is_in_the_middle() -> None:
    assert not [position for position in Position if "middle" in position or "center" in position]
