"""Colour that is stated as code points comes out as sRGB, and HDR is refused by name."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import GalleryError, PictureRejected
from gallery.imaging.boxes import properties_of_primary
from gallery.imaging.code_points import CodePoints, profile_of, stated_in
from gallery.imaging.colour import to_srgb
from gallery.imaging.decode import decode
from gallery.imaging.limits import Limits
from tests.support.pictures import delta_e_2000, encoded, lab, pixels

#: Linear light from sRGB to the wider spaces (CSS Color 4, "Sample code for color conversions").
FROM_SRGB = {
    12: np.array([[0.82246, 0.17754, 0], [0.03319, 0.96681, 0], [0.01708, 0.07240, 0.91052]]),
    9: np.array(
        [[0.62740, 0.32928, 0.04331], [0.06910, 0.91954, 0.01136], [0.01639, 0.08801, 0.89560]]
    ),
}
STEPS = (10, 90, 170, 245)
TRUTH = np.array([[r, g, b] for r in STEPS for g in STEPS for b in STEPS], dtype=np.float64)


def wide(primaries: int) -> Image.Image:
    """Draw the colours of TRUTH, each 16 x 16 pixels, as numbers of a wider space."""
    value = TRUTH / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    there = linear @ FROM_SRGB[primaries].T
    coded = np.where(there <= 0.0031308, there * 12.92, 1.055 * there ** (1 / 2.4) - 0.055)
    block = (coded * 255).round().astype(np.uint8).reshape(8, 8, 3)
    return Image.fromarray(block.repeat(16, axis=0).repeat(16, axis=1))


def shown(content: bytes) -> NDArray[np.float64]:
    decoded = decode(io.BytesIO(content), Limits(), 2400)
    return pixels(to_srgb(decoded.image, decoded.profile))[8::16, 8::16].reshape(-1, 3)


def avif(image: Image.Image, primaries: int, transfer: int) -> bytes:
    plain = encoded(image, "AVIF", quality=100, subsampling="4:4:4", speed=9)
    start = plain.index(b"colrnclx") + 8
    return plain[:start] + struct.pack(">HH", primaries, transfer) + plain[start + 4 :]


def heic(image: Image.Image, primaries: int, transfer: int) -> bytes:
    stated = {"color_primaries": primaries, "transfer_characteristics": transfer}
    return encoded(image, "HEIF", quality=100, chroma=444, save_nclx_profile=True, **stated)


def png(image: Image.Image, primaries: int, transfer: int) -> bytes:
    chunk = b"cICP" + bytes((primaries, transfer, 0, 1))
    whole = encoded(image, "PNG")
    return (
        whole[:33]
        + struct.pack(">I", 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + whole[33:]
    )


WRITERS = {"avif": avif, "heic": heic, "png": png}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("primaries", [12, 9])
@pytest.mark.parametrize("transfer", [13, 1])
def test_a_wide_gamut_is_converted(kind: str, primaries: int, transfer: int) -> None:
    error = delta_e_2000(
        lab(shown(WRITERS[kind](wide(primaries), primaries, transfer))), lab(TRUTH)
    )
    assert error.mean() < 0.6
    assert np.percentile(error, 95) < 1.5


@pytest.mark.parametrize("kind", WRITERS)
def test_what_says_that_it_is_srgb_is_left_alone(kind: str) -> None:
    content = WRITERS[kind](wide(12), 1, 13)
    assert decode(io.BytesIO(content), Limits(), 2400).profile is None


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
def test_hdr_is_refused_by_name(kind: str, transfer: int, name: str) -> None:
    with pytest.raises(PictureRejected, match=name) as refusal:
        shown(WRITERS[kind](wide(9), 9, transfer))
    assert refusal.value.code == "picture_hdr"


def test_a_plain_gamma_is_obeyed() -> None:
    grey = Image.new("RGB", (8, 8), (64, 64, 64))
    expected = 1.055 * ((64 / 255) ** (2.2 / 2.4)) - 0.055
    darker = pixels(to_srgb(grey, profile_of(CodePoints(1, 4))))
    assert abs(darker.mean() - expected * 255) < 1.5


def test_the_gain_maps_colour_is_not_taken_for_the_pictures() -> None:
    content = avif(wide(12), 12, 13)
    assert stated_in(content, "avif") == CodePoints(12, 13)
    kept = [body for name, body in properties_of_primary(content) if name == b"colr"]
    assert len(kept) == 1
    unlinked = content.replace(b"pitm\0\0\0\0\0\1", b"pitm\0\0\0\0\0\2")
    assert stated_in(unlinked, "avif") is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 255)), max_size=8))
def test_broken_boxes_raise_nothing_but_gallery_errors(changes: list[tuple[int, int]]) -> None:
    content = bytearray(AVIF)
    for place, value in changes:
        content[place % len(content)] = value
    try:
        stated_in(bytes(content), "avif")
    except GalleryError as refusal:
        assert refusal.code == "picture_damaged"  # noqa: PT017 (both ends are allowed)


AVIF = avif(wide(12), 12, 13)
