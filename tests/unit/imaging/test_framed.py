"""R10: a frame moves what the photo shows by the similarity that was asked for, and no further."""

import io
import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gallery.imaging.edits import Edits, Framing
from gallery.imaging.frame import decode_edge_px, plan_cut
from gallery.imaging.limits import Limits
from gallery.imaging.produce import Order, produce
from gallery.imaging.specs import Size, Variant
from gallery.imaging.turn import CLOCKWISE
from tests.support.pictures import RIGHTS, encoded, pixels
from tests.unit.imaging.test_geometry import STORED

VIEWED = Size(2000, 1500)
#: Where discs lie in the picture as viewed, in ratios.
MARKS = ((0.42, 0.4), (0.6, 0.38), (0.57, 0.62))
FRAMINGS = {
    "none": None,
    "cut": Framing(1600, 1200, 1.0, 0.0, 200.0, 150.0),
    "scaled": Framing(1333, 1000, 1.2, 0.0, 210.3, 151.7),
    "turned": Framing(1600, 1100, 1.0, 4.5, 250.2, 120.4),
    "turned and scaled": Framing(1000, 800, 1.27, -7.0, 300.0, 350.0),
}


@cache
def scene(size: Size) -> Image.Image:
    """Draw bright discs on dark ground, four times as large first, for edges without steps."""
    large = Image.new("RGB", (size.width_px * 4, size.height_px * 4), (40, 40, 40))
    draw = ImageDraw.Draw(large)
    for x, y in MARKS:
        draw.circle((x * large.width, y * large.height), 30 * 4, fill=(230, 230, 230))
    return large.resize((size.width_px, size.height_px), Image.Resampling.BOX)


def as_stored(picture: Image.Image, orientation: int, turns: int) -> bytes:
    """Store ``picture`` so that orientation and staff's turns bring it back."""
    if turns:
        picture = picture.transpose(CLOCKWISE[4 - turns])
    turn = STORED[orientation]
    stored = picture if turn is None else picture.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(stored, "JPEG", exif=exif, quality=95)


def expected(size: Size, framing: Framing | None) -> list[tuple[float, float]]:
    """Return where the discs lie in the rendition, by the contract's own formula, inverted."""
    places = []
    for ratio_x, ratio_y in MARKS:
        x, y = ratio_x * VIEWED.width_px, ratio_y * VIEWED.height_px
        width, height = float(VIEWED.width_px), float(VIEWED.height_px)
        if framing is not None:
            angle = math.radians(framing.rotation_deg)
            dx, dy = (x - framing.x_px) / framing.scale, (y - framing.y_px) / framing.scale
            x = math.cos(angle) * dx + math.sin(angle) * dy
            y = -math.sin(angle) * dx + math.cos(angle) * dy
            width, height = framing.width_px, framing.height_px
        places.append((x * size.width_px / width, y * size.height_px / height))
    return places


def centres(picture: np.ndarray, near: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the bright centre of mass within 45 px of each place."""
    found = []
    grey = np.clip(picture.mean(axis=2) - 60, 0, None)
    ys, xs = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]] + 0.5
    for x, y in near:
        weight = grey * (np.hypot(xs - x, ys - y) < 45)
        found.append(((xs * weight).sum() / weight.sum(), (ys * weight).sum() / weight.sum()))
    return found


@pytest.mark.parametrize(
    ("orientation", "turns", "name"),
    [(o, t, "turned and scaled") for o in STORED for t in range(4)]
    + [(o, 1, name) for o in (1, 6) for name in FRAMINGS],
)
def test_marks_land_within_half_a_pixel(orientation: int, turns: int, name: str) -> None:
    framing = FRAMINGS[name]
    content = as_stored(scene(VIEWED), orientation, turns)
    order = Order(Variant.CLEAN, None, RIGHTS, Edits(turns, framing=framing))
    products = produce(io.BytesIO(content), Limits(), order)
    made = next(p for p in products if p.size.long_edge_px <= 1600)
    places = expected(made.size, framing)
    for (x, y), (found_x, found_y) in zip(
        places, centres(pixels(made.content), places), strict=True
    ):
        assert math.hypot(found_x - x, found_y - y) < 0.5


def test_a_large_photo_is_decoded_as_far_as_its_frame_needs() -> None:
    half = Framing(3000, 2000, 1.0, 0.0, 1000.0, 500.0)
    assert decode_edge_px(6000, 2400, half) == 4800
    assert decode_edge_px(6000, 2400, replace(half, scale=2.0, width_px=3000)) == 2400
    assert decode_edge_px(6000, 2400, Framing(1000, 800, 1, 0, 0, 0)) == 6000
    assert decode_edge_px(6000, 2400, None) == 2400


photos = st.builds(Size, st.integers(200, 6000), st.integers(200, 6000))


@given(photos, st.floats(-30, 30), st.floats(0.2, 1), st.sampled_from((1, 2, 4)))
def test_a_cut_is_rigid_and_inside(
    photo: Size, angle: float, part: float, decode_scale: int
) -> None:
    radius = part * min(photo.width_px, photo.height_px) / 2
    side = max(64, int(radius * math.sqrt(2)))
    turned = Framing(side, side, 1, angle, 0, 0)
    x, y = turned.to_photo(side / 2, side / 2)
    framing = replace(turned, x_px=photo.width_px / 2 - x, y_px=photo.height_px / 2 - y)
    decoded = Size(-(-photo.width_px // decode_scale), -(-photo.height_px // decode_scale))
    cut = plan_cut(photo, decoded, framing)
    assert 0 <= cut.box.left < cut.box.right <= decoded.width_px
    assert 0 <= cut.box.top < cut.box.bottom <= decoded.height_px
    if cut.affine is None:
        return
    a, b, _, d, e, _ = cut.affine
    sampled = min(1.0, decode_scale * cut.target.width_px / side)
    if decode_scale == 1 and sampled == 1:
        assert a * e - b * d == pytest.approx(1, abs=0.05)
    for u, v in ((0, 0), (cut.target.width_px, cut.target.height_px)):
        at_x, at_y = a * u + b * v + cut.affine[2], d * u + e * v + cut.affine[5]
        assert -0.01 <= at_x <= cut.scaled.width_px + 0.01
        assert -0.01 <= at_y <= cut.scaled.height_px + 0.01
