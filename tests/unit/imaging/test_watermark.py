"""The mark is legible anywhere, stays at the edge, and is drawn once."""

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gallery.errors import InvalidInput
from gallery.imaging.placing import place_at
from gallery.imaging.specs import Position, Size, Watermark
from gallery.imaging.watermark import draw_mark, open_logo
from tests.support.pictures import contrast, encoded

TEXT = Watermark("© Example Practice", None)
GROUNDS = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "light skin": (240, 200, 180),
    "skin": (198, 134, 110),
    "dark skin": (92, 56, 40),
}
#: The mark with its halo and margin stays in the outer part of the height.
BAND_RATIO = 0.15
EDGES_PX = [480, 960, 1600, 2400]


def logo(colour: tuple[int, int, int, int]) -> bytes:
    image = Image.new("RGBA", (300, 100))
    image.paste(colour, (20, 20, 280, 80))
    image.paste((0, 0, 0, 0), (60, 40, 240, 60))
    return encoded(image, "PNG")


def glyphs_and_surroundings(
    watermark: Watermark, picture: Image.Image
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    """Return the mean colour of the glyphs and of the darkest or lightest rim around them."""
    mark = draw_mark(watermark, Size(*picture.size))
    mark.paste_on(picture)
    box = mark.box
    area = (box.left_px, box.top_px, box.left_px + box.width_px, box.top_px + box.height_px)
    shown = np.asarray(picture.crop(area), dtype=np.float64).reshape(-1, 3)
    colour = np.asarray(mark.colours.convert("L"), dtype=np.float64).reshape(-1)
    solid = np.asarray(mark.mask, dtype=np.float64).reshape(-1) >= 250 * watermark.opacity
    halo_tone = np.asarray(mark.colours)[0, 0, 0]
    glyph = shown[solid & (np.abs(colour - halo_tone) > 200)].mean(axis=0)
    rim = shown[solid & (np.abs(colour - halo_tone) < 10)].mean(axis=0)
    return glyph, rim


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("edge_px", EDGES_PX)
def test_the_text_is_legible_on_any_ground_at_any_size(ground: str, edge_px: int) -> None:
    picture = Image.new("RGB", (edge_px, edge_px * 3 // 4), GROUNDS[ground])
    glyph, rim = glyphs_and_surroundings(TEXT, picture)
    # WCAG 2.2 §1.4.3, normal text.
    assert contrast(glyph, rim) >= 4.5


@pytest.mark.parametrize("opacity", [0.8, 1.0])
def test_the_text_is_legible_on_veins_at_the_smallest_size(opacity: float) -> None:
    picture = Image.new("RGB", (360, 480), GROUNDS["skin"])
    draw = ImageDraw.Draw(picture)
    for x in range(-480, 360, 9):
        draw.line([(x, 0), (x + 160, 200), (x + 300, 480)], fill=(84, 62, 118), width=2)
    glyph, rim = glyphs_and_surroundings(replace(TEXT, opacity=opacity), picture)
    assert contrast(glyph, rim) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_faintest_mark_allowed_can_still_be_seen(ground: str) -> None:
    picture = Image.new("RGB", (1600, 1200), GROUNDS[ground])
    glyph, rim = glyphs_and_surroundings(replace(TEXT, opacity=0.4), picture)
    assert contrast(glyph, rim) >= 2


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (0, 0, 0, 255)])
@pytest.mark.parametrize("ground", GROUNDS)
def test_light_and_dark_logos_are_legible(ground: str, colour: tuple[int, int, int, int]) -> None:
    picture = Image.new("RGB", (1600, 1200), GROUNDS[ground])
    watermark = Watermark(None, logo(colour))
    glyph, rim = glyphs_and_surroundings(watermark, picture)
    assert contrast(glyph, rim) >= 4.5


shapes = st.builds(Size, st.integers(64, 2400), st.integers(64, 2400))


@settings(deadline=None)
@given(shapes, st.sampled_from(Position), st.floats(0.05, 0.5), st.sampled_from(["W", "© A Name"]))
def test_the_mark_stays_in_the_outer_band(
    picture: Size, position: Position, width_ratio: float, text: str
) -> None:
    box = draw_mark(Watermark(text, None, position, width_ratio), picture).box
    band_px = max(BAND_RATIO * picture.height_px, 18)
    at_top = box.top_px + box.height_px <= band_px
    assert at_top == position.name.startswith("TOP")
    assert at_top or box.top_px >= picture.height_px - band_px
    assert box.top_px >= 0
    assert box.top_px + box.height_px <= picture.height_px


@pytest.mark.parametrize(
    ("position", "corner"),
    [
        (Position.TOP_LEFT, (10, 10)),
        (Position.TOP, (450, 10)),
        (Position.TOP_RIGHT, (890, 10)),
        (Position.BOTTOM_LEFT, (10, 470)),
        (Position.BOTTOM, (450, 470)),
        (Position.BOTTOM_RIGHT, (890, 470)),
    ],
)
def test_each_position_keeps_its_margin(position: Position, corner: tuple[int, int]) -> None:
    box = place_at(Size(100, 20), Size(1000, 500), position)
    assert (box.left_px, box.top_px) == corner


def test_only_the_box_of_the_mark_is_touched() -> None:
    picture = Image.new("RGB", (960, 720), (198, 134, 110))
    before = picture.copy()
    mark = draw_mark(TEXT, Size(960, 720))
    mark.paste_on(picture)
    box = mark.box
    area = (box.left_px, box.top_px, box.left_px + box.width_px, box.top_px + box.height_px)
    assert picture.crop(area).tobytes() != before.crop(area).tobytes()
    picture.paste(before.crop(area), area)
    assert picture.tobytes() == before.tobytes()


@pytest.mark.parametrize(
    "content",
    [
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n",
        encoded(Image.new("RGBA", (40, 40)), "PNG"),
        encoded(Image.new("L", (2100, 2000)), "PNG"),
        encoded(Image.new("RGB", (40, 40)), "JPEG"),
    ],
)
def test_a_logo_that_is_no_usable_png_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        open_logo(content)
    assert refusal.value.code == "logo_unusable"


def test_a_logo_loses_its_empty_border() -> None:
    assert open_logo(logo((9, 9, 9, 255))).size == (260, 60)


def test_drawing_twice_gives_the_same_bytes() -> None:
    one, other = (draw_mark(TEXT, Size(960, 720)) for _ in range(2))
    assert one.mask.tobytes() == other.mask.tobytes()
    assert io.BytesIO(one.colours.tobytes()).read() == other.colours.tobytes()
