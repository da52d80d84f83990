"""The frame that photos have in common lies inside all of them, and could not be larger."""

import math

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from gallery.errors import InvalidInput
from gallery.imaging.common_frame import After, common_frame, default_alignment
from gallery.imaging.edits import Framing
from gallery.imaging.similarity import Similarity
from gallery.imaging.specs import Size

sizes = st.builds(Size, st.integers(400, 6000), st.integers(400, 6000))


@st.composite
def afters(draw: st.DrawFn, before: Size) -> After:
    """Draw an after whose middle lies near the before's."""
    size = draw(sizes)
    fit = default_alignment(before, size)
    turn = Similarity(draw(st.floats(0.7, 1.4)), draw(st.floats(-20, 20)), 0, 0)
    x, y = turn.apply(before.width_px / 2, before.height_px / 2)
    shift_x = before.width_px * (0.5 + draw(st.floats(-0.15, 0.15))) - x
    shift_y = before.height_px * (0.5 + draw(st.floats(-0.15, 0.15))) - y
    moved = Similarity(turn.scale, turn.rotation_deg, shift_x, shift_y)
    return After(size, fit.after(moved))


@st.composite
def groups(draw: st.DrawFn) -> tuple[Size, list[After]]:
    before = draw(sizes)
    return before, draw(st.lists(afters(before), min_size=1, max_size=4))


def framed(before: Size, group: list[After]) -> tuple[Framing, tuple[Framing, ...]]:
    try:
        return common_frame(before, group)
    except InvalidInput:
        reject()


@given(groups())
@settings(max_examples=150, deadline=None)
def test_the_frame_is_inside_every_photo_and_enlarges_none(group: tuple[Size, list[After]]) -> None:
    before, others = group
    own, theirs = framed(before, others)
    own.check(before)
    for after, framing in zip(others, theirs, strict=True):
        framing.check(after.size)
        assert framing.size == own.size


@given(groups())
@settings(max_examples=150, deadline=None)
def test_one_point_of_the_frame_is_one_point_of_the_scene(group: tuple[Size, list[After]]) -> None:
    before, others = group
    own, theirs = framed(before, others)
    for after, framing in zip(others, theirs, strict=True):
        for ours, corner in zip(own.corners(), framing.corners(), strict=True):
            assert after.alignment.apply(*ours) == pytest.approx(corner, abs=1e-3)
            assert after.alignment.inverse().apply(*corner) == pytest.approx(ours, abs=1e-3)


def inside(frame: Framing, before: Size, others: list[After]) -> bool:
    try:
        frame.check(before)
        for after in others:
            corners = [after.alignment.apply(*corner) for corner in frame.corners()]
            width, height = after.size.width_px, after.size.height_px
            if not all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in corners):
                return False
    except InvalidInput:
        return False
    return True


@given(groups(), st.data())
@settings(max_examples=80, deadline=None)
def test_no_larger_frame_fits_anywhere(
    group: tuple[Size, list[After]], data: st.DataObject
) -> None:
    before, others = group
    own, _ = framed(before, others)
    width, height = math.ceil(own.width_px * 1.02) + 3, math.ceil(own.height_px * 1.02) + 3
    free_x, free_y = before.width_px - width * own.scale, before.height_px - height * own.scale
    assume(free_x > 0)
    assume(free_y > 0)
    x, y = (data.draw(st.floats(0, free)) for free in (free_x, free_y))
    assert not inside(Framing(width, height, own.scale, 0.0, x, y), before, others)


def test_photos_that_nobody_aligned_are_cut_to_the_same_shape() -> None:
    before, after = Size(3000, 4000), Size(4000, 4000)
    own, (other,) = common_frame(before, [After(after, default_alignment(before, after))])
    assert own == Framing(3000, 4000, 1.0, 0.0, 0.0, 0.0)
    assert other == Framing(3000, 4000, 1.0, 0.0, 500.0, 0.0)


def test_a_group_takes_the_size_of_its_coarsest_photo() -> None:
    before, small, large = Size(4000, 3000), Size(1000, 750), Size(8000, 6000)
    group = [After(size, default_alignment(before, size)) for size in (small, large)]
    own, (coarse, fine) = common_frame(before, group)
    assert own.size == coarse.size == fine.size == Size(1000, 750)
    assert (own.scale, coarse.scale, fine.scale) == pytest.approx((4.0, 1.0, 8.0))


def test_photos_that_share_too_little_are_refused_by_name() -> None:
    size = Size(1000, 1000)
    with pytest.raises(InvalidInput, match="share too little") as refusal:
        common_frame(size, [After(size, Similarity(1.0, 0.0, 980.0, 0.0))])
    assert refusal.value.code == "frame_unusable"


@given(st.floats(0.5, 2), st.floats(-180, 180), st.floats(-3000, 3000), st.floats(-3000, 3000))
def test_a_similarity_undoes_its_inverse(scale: float, turn: float, x: float, y: float) -> None:
    there = Similarity(scale, turn, x, y)
    assert there.inverse().after(there).apply(120.0, -7.0) == pytest.approx((120, -7), abs=1e-6)
    assert there.inverse().apply(*there.apply(31.0, 900.0)) == pytest.approx((31, 900), abs=1e-6)
