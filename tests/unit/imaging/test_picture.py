"""A picture that is made in bands is the picture that is made in one piece."""

import numpy as np
import pytest
from PIL import Image

from gallery.imaging.bands import BANDS, in_bands
from gallery.imaging.code_points import CodePoints, profile_of
from gallery.imaging.colour import to_srgb
from gallery.imaging.frame import Box, Cut
from gallery.imaging.geometry import oriented
from gallery.imaging.picture import Picture
from gallery.imaging.specs import Size
from gallery.imaging.turn import turn_upright
from tests.support.pictures import photo, pixels

SOURCE = photo(403, 301)
DISPLAY_P3 = profile_of(CodePoints(12, 13))
TURNS = [(orientation, turns) for orientation in range(1, 9) for turns in range(4)]


def furthest(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    return float(np.abs(pixels(one) - pixels(other)).max())


@pytest.mark.parametrize(("orientation", "turns"), TURNS)
def test_scaled_converted_and_turned_as_in_one_piece(orientation: int, turns: int) -> None:
    viewed, target = oriented(Size(*SOURCE.size), orientation, turns), Size(201, 151)
    scaled = oriented(target, orientation, turns)
    cut = Cut.whole(viewed, target)
    made = Picture(SOURCE.copy(), ()).shown(cut, DISPLAY_P3, orientation, turns)
    whole = SOURCE.resize((scaled.width_px, scaled.height_px), Image.Resampling.LANCZOS)
    expected = turn_upright(to_srgb(whole, DISPLAY_P3), orientation, turns)
    assert furthest(made.image, expected) <= 2, "a rounding when scaled, and when converted"
    assert made.steps[0]["bands"] == BANDS


def test_a_part_is_scaled_without_a_seam() -> None:
    cut = Cut(Box(20.5, 10.25, 380.5, 290.25), Size(200, 155), Size(200, 155))
    made = Picture(SOURCE, ()).shown(cut, None, 1, 0)
    expected = SOURCE.resize((200, 155), Image.Resampling.BICUBIC, (20.5, 10.25, 380.5, 290.25))
    assert furthest(made.image, expected) <= 1
    assert made.steps[0]["kernel"] == "BICUBIC"


def test_whole_pixels_are_cut_out_unchanged() -> None:
    cut = Cut(Box(100, 20, 301, 281), Size(201, 261), Size(201, 261))
    made = Picture(SOURCE, ()).shown(cut, None, 1, 0)
    assert furthest(made.image, SOURCE.crop((100, 20, 301, 281))) == 0
    assert made.steps[0] == {"op": "crop", "box_px": [100, 20, 301, 281]}


@pytest.mark.parametrize("height_px", [1, 2, 7])
def test_every_row_is_in_one_band(height_px: int) -> None:
    picture = SOURCE.crop((0, 0, 5, height_px))
    again = in_bands(Size(5, height_px), lambda rows: picture.crop((0, rows[0], 5, rows[1])), map)
    assert again.tobytes() == picture.tobytes()


def test_a_quick_picture_looks_the_same() -> None:
    source, target = photo(1600, 1200), Size(160, 120)
    slow, quick = (
        Picture(source, ()).shown(Cut.whole(Size(1600, 1200), target), None, 1, 0, is_quick=each)
        for each in (False, True)
    )
    assert 0 < np.abs(pixels(slow.image) - pixels(quick.image)).mean() < 0.5
