"""Sizes and turns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.imaging.geometry import (
    Level,
    fit_long_edge,
    levels,
    oriented,
)
from gallery.imaging.specs import LONG_EDGES_PX, Size
from gallery.imaging.turn import UPRIGHT, turn_upright
from tests.support.pictures import mean_difference, photo, pixels

# The inverse of each EXIF orientation: how a camera held that way stores an upright scene.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
sizes = st.builds(Size, st.integers(1, 20_000), st.integers(1, 20_000))


@pytest.mark.parametrize("orientation", STORED)
def test_each_exif_orientation_comes_out_upright(orientation: int) -> None:
    scene = photo()
    turn = STORED[orientation]
    stored = scene if turn is None else scene.transpose(turn)
    assert mean_difference(pixels(turn_upright(stored, orientation)), pixels(scene)) == 0
    size = oriented(Size(stored.width, stored.height), orientation)
    assert size == Size(scene.width, scene.height)


def test_every_orientation_but_the_first_has_its_turn() -> None:
    assert set(UPRIGHT) == set(STORED) - {1}


def test_quarter_turns_are_clockwise_and_come_after_the_camera() -> None:
    scene = photo()
    turned = turn_upright(scene.transpose(Image.Transpose.ROTATE_90), 6, quarter_turns=1)
    assert turned.getpixel((turned.width - 1, 0)) == scene.getpixel((0, 0))
    assert oriented(Size(320, 240), 6, 1) == Size(320, 240)
    assert turn_upright(scene, 1, 4).tobytes() == scene.tobytes()


@given(sizes)
def test_nothing_is_scaled_up_and_the_source_size_is_made_once(source: Size) -> None:
    made = levels(source)
    edges = [level.long_edge_px for level in made]
    assert edges == sorted(set(edges), reverse=True)
    assert edges[0] == min(source.long_edge_px, max(LONG_EDGES_PX))
    assert all(level.long_edge_px <= level.name_px for level in made)


@pytest.mark.parametrize(
    ("long_edge_px", "made"),
    [
        (4000, [(2400, 2400), (1600, 1600), (960, 960), (480, 480)]),
        (2000, [(2400, 2000), (1600, 1600), (960, 960), (480, 480)]),
        (1000, [(1600, 1000), (960, 960), (480, 480)]),
        (960, [(960, 960), (480, 480)]),
        (300, [(480, 300)]),
    ],
)
def test_sizes_follow_the_source(long_edge_px: int, made: list[tuple[int, int]]) -> None:
    assert levels(Size(100, long_edge_px)) == tuple(Level(*level) for level in made)


@given(sizes, st.sampled_from(LONG_EDGES_PX))
def test_fitting_keeps_the_shape_and_the_limit(source: Size, edge_px: int) -> None:
    fitted = fit_long_edge(source, edge_px)
    assert fitted.long_edge_px == min(edge_px, source.long_edge_px)
    ideal = min(source.width_px, source.height_px) * fitted.long_edge_px / source.long_edge_px
    assert abs(min(fitted.width_px, fitted.height_px) - ideal) <= 1
