"""What staff see of an alignment, and what they set, mean the same map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import InvalidInput
from gallery.imaging.common_frame import default_alignment
from gallery.imaging.placement import Placement, placement_of, similarity_of
from gallery.imaging.specs import Size

BEFORE, AFTER = Size(3000, 4000), Size(2000, 2400)


@given(st.floats(-800, 800), st.floats(-800, 800), st.floats(0.5, 2), st.floats(-30, 30))
def test_a_placement_comes_back_from_its_map(dx: float, dy: float, s: float, turn: float) -> None:
    placement = Placement(dx, dy, s, turn)
    back = placement_of(similarity_of(placement, BEFORE, AFTER), BEFORE, AFTER)
    assert (back.dx_px, back.dy_px) == pytest.approx((dx, dy), abs=1e-6)
    assert (back.scale, back.rotation_deg) == pytest.approx((s, turn))


def test_unmoved_means_middle_on_middle() -> None:
    unmoved, default = similarity_of(Placement(), BEFORE, AFTER), default_alignment(BEFORE, AFTER)
    assert unmoved.apply(1500, 2000) == pytest.approx((1000, 1200))
    assert unmoved.scale == pytest.approx(default.scale)


def test_a_shift_to_the_right_moves_the_after_to_the_right_over_the_before() -> None:
    moved = similarity_of(Placement(dx_px=300), BEFORE, AFTER)
    default = default_alignment(BEFORE, AFTER)
    assert moved.apply(1800, 2000) == pytest.approx(default.apply(1500, 2000))


def test_a_turn_is_clockwise_as_seen() -> None:
    moved = similarity_of(Placement(rotation_deg=10), BEFORE, AFTER)
    top = default_alignment(BEFORE, AFTER).apply(1500, 1000)
    assert moved.inverse().apply(*top)[0] > 1500


@pytest.mark.parametrize(
    ("placement", "field"),
    [
        (Placement(dx_px=1501), "dx_px"),
        (Placement(dy_px=float("nan")), "dy_px"),
        (Placement(scale=2.1), "scale"),
        (Placement(rotation_deg=-31), "rotation_deg"),
    ],
)
def test_what_no_pair_needs_is_refused_by_field(placement: Placement, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        placement.check(BEFORE)
    assert (refusal.value.code, set(refusal.value.fields)) == ("alignment_unusable", {field})
