"""R12: what is masked is in no byte that leaves: not in a rim, not in a cell, not in a colour."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gallery.imaging.edits import Edits, Fill, Framing, Mask, Shape
from gallery.imaging.limits import Limits
from gallery.imaging.mask import CELLS_LONG, CELLS_SHORT, TONE
from gallery.imaging.produce import Order, Product, produce
from gallery.imaging.specs import Variant
from gallery.imaging.turn import CLOCKWISE
from tests.support.pictures import RIGHTS, encoded, photo, pixels
from tests.unit.imaging.test_geometry import STORED

MAGENTA = (255, 0, 255)
SECRET = (0.3, 0.4, 0.5, 0.55)
MASKS = {
    "rectangle": Mask(Shape.RECTANGLE, (SECRET[:2], SECRET[2:])),
    # The smallest ellipse around a rectangle has its sides times the root of two.
    "ellipse": Mask(Shape.ELLIPSE, ((0.258, 0.368), (0.542, 0.582))),
    "stroke": Mask(Shape.STROKE, ((0.3, 0.475), (0.5, 0.475)), width=0.12),
}
FRAMING = Framing(1300, 1000, 1.2, 5.0, 250.0, 130.0)


def with_secret(size: tuple[int, int], colour: tuple[int, ...] = MAGENTA) -> Image.Image:
    """Paint the secret where the masks are; in whole JPEG blocks for sizes divisible by 160."""
    picture = photo(*size)
    left, top, right, bottom = SECRET
    ends = (left * size[0], top * size[1], right * size[0] - 1, bottom * size[1] - 1)
    ImageDraw.Draw(picture).rectangle(ends, fill=colour)
    return picture


def made(content: bytes, edits: Edits) -> Iterator[Product]:
    return produce(io.BytesIO(content), Limits(), Order(Variant.CLEAN, None, RIGHTS, edits))


def most_magenta(content: bytes) -> float:
    """Return how far the most magenta pixel is from grey, 0 to 255."""
    shown = pixels(content)
    return float((np.minimum(shown[..., 0], shown[..., 2]) - shown[..., 1]).max())


@pytest.mark.parametrize("name", MASKS)
def test_r12_two_photos_that_differ_under_a_mask_come_out_the_same(name: str) -> None:
    edits, secrets = Edits(masks=(MASKS[name],)), (MAGENTA, (0, 90, 0))
    one, other = (encoded(with_secret((1600, 1280), colour), "PNG") for colour in secrets)
    assert [p.content for p in made(one, edits)] == [p.content for p in made(other, edits)]


def test_r12_nothing_is_left_where_a_photo_is_decoded_at_half_its_size() -> None:
    edits, secrets = Edits(masks=(MASKS["stroke"],)), (MAGENTA, (0, 90, 0))
    one, other = (encoded(with_secret((4800, 3200), colour), quality=90) for colour in secrets)
    assert one != other
    assert next(made(one, edits)).content == next(made(other, edits)).content


@pytest.mark.parametrize("framing", [None, FRAMING])
@pytest.mark.parametrize(
    ("orientation", "turns"),
    [(1, 0), (6, 1), (7, 3)],
)
def test_r12_a_masked_secret_is_in_no_output(
    orientation: int, turns: int, framing: Framing | None
) -> None:
    viewed = with_secret((2000, 1600))
    turned = viewed.transpose(CLOCKWISE[4 - turns]) if turns else viewed
    turn, exif = STORED[orientation], Image.Exif()
    exif[0x0112] = orientation
    content = encoded(turned.transpose(turn) if turn is not None else turned, exif=exif, quality=90)
    masked = Edits(turns, (MASKS["rectangle"],), framing)
    first = next(made(content, Edits(turns, framing=framing)))
    assert most_magenta(first.content) > 150, "the secret is in the frame"
    for product in made(content, masked):
        assert most_magenta(product.content) < 30, (product.spec, product.format)


def test_a_solid_mask_is_one_tone_and_the_rest_is_untouched() -> None:
    source = photo(800, 640)
    plain, masked = (
        pixels(next(made(encoded(source, "PNG"), Edits(masks=masks))).content)
        for masks in ((), (MASKS["rectangle"],))
    )
    inner = masked[262:348, 246:394]
    assert np.abs(inner - TONE).max() <= 2
    assert np.abs(masked - plain)[:, :224].max() < 6  # what the encoder spreads
    assert np.abs(masked - plain)[:240].max() < 6


@pytest.mark.parametrize("height", [0.3, 0.05])
def test_a_mosaic_has_few_cells_each_of_one_tone(height: float) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (640, 800, 3), dtype=np.uint8)
    mask = Mask(Shape.RECTANGLE, ((0.2, 0.2), (0.7, 0.2 + height)), Fill.MOSAIC)
    shown = next(made(encoded(Image.fromarray(noise), "PNG"), Edits(masks=(mask,))))
    inner = pixels(shown.content)[128 : 128 + int(height * 640), 160:560]
    steps_x = (np.abs(np.diff(inner.mean(axis=(0, 2)))) > 1).sum()
    assert inner.std() < 25, "noise of 74 is averaged away"
    assert steps_x <= 4 * CELLS_LONG  # an edge that the encoder spreads counts more than once
    assert CELLS_SHORT * CELLS_LONG == 72


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_masks_are_drawn_in_every_kind_of_picture(mode: str) -> None:
    source = encoded(with_secret((800, 640)).convert(mode), "JPEG")
    for fill in Fill:
        edits = Edits(masks=(Mask(Shape.RECTANGLE, (SECRET[:2], SECRET[2:]), fill),))
        inner = pixels(next(made(source, edits)).content)[280:330, 270:370]
        assert inner.std(axis=(0, 1)).max() < 3
        is_grey = np.ptp(inner.mean(axis=(0, 1))) < 3
        assert is_grey == (fill is Fill.SOLID or mode == "L")
