"""Decoding refuses in our own words whatever the bytes are."""

import io
import zlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import GalleryError, PictureDamaged, PictureRejected, PictureTooLarge
from gallery.imaging.decode import Decoded, decode, prepare
from gallery.imaging.limits import Limits
from gallery.imaging.produce import make_preview
from gallery.imaging.specs import Size
from gallery.imaging.strict import check_jpeg
from tests.support.pictures import encoded, photo, pixels

prepare()  # HEIC is written by what it is read with
SMALL = photo(96, 80)
SEEDS = {
    "jpeg": encoded(SMALL, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
    "progressive": encoded(SMALL, progressive=True),
    "png": encoded(SMALL, "PNG"),
    "palette": encoded(SMALL.convert("P"), "PNG", transparency=3),
    "webp": encoded(SMALL, "WEBP", method=0),
    "avif": encoded(SMALL, "AVIF", speed=10),
    "avif as heic": encoded(SMALL, "AVIF", speed=10).replace(b"avif", b"mif1", 1),
    "heic": encoded(SMALL, "HEIF"),
}
changes = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12)


def read(content: bytes, limits: Limits | None = None, edge_px: int = 480) -> Decoded:
    return decode(io.BytesIO(content), limits or Limits(), edge_px)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SEEDS)), changes, st.floats(0.5, 1))
@example("jpeg", [(0.5, 0xFF)], 1.0)
def test_mutated_bytes_raise_nothing_but_gallery_errors(
    seed: str, mutations: list[tuple[float, int]], kept: float
) -> None:
    content = bytearray(SEEDS[seed])
    for place, value in mutations:
        content[int(place * len(content))] = value
    try:
        shown = bytes(content[: max(1, int(kept * len(content)))])
        decoded = read(shown)
        if decoded.kind == "jpeg":
            check_jpeg(shown)
        make_preview(decoded)
    except GalleryError as refusal:
        assert refusal.message.endswith(".")  # noqa: PT017 (both ends are allowed)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(sorted(SEEDS)))
def test_random_bytes_behind_a_real_head_raise_nothing_but_gallery_errors(
    tail: bytes, seed: str
) -> None:
    with pytest.raises(GalleryError):
        read(SEEDS[seed][:40] + tail)


@pytest.mark.parametrize("seed", ["jpeg", "progressive", "png", "palette", "webp", "avif"])
def test_good_pictures_are_read(seed: str) -> None:
    decoded = read(SEEDS[seed])
    assert decoded.stored_size == Size(96, 80)
    assert decoded.image.info == {}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_bytes=100), "picture_too_many_bytes"),
        (Limits(max_pixels=96 * 80 - 1), "picture_too_many_pixels"),
        (Limits(min_edge_px=81), "picture_too_small"),
    ],
)
@pytest.mark.parametrize("seed", ["jpeg", "png", "webp", "avif"])
def test_each_limit_is_named_when_it_is_passed(limits: Limits, code: str, seed: str) -> None:
    with pytest.raises((PictureTooLarge, PictureRejected)) as refusal:
        read(SEEDS[seed], limits)
    assert refusal.value.code == code


def test_exactly_at_the_limits_is_allowed() -> None:
    content = SEEDS["png"]
    read(content, Limits(max_bytes=len(content), max_pixels=96 * 80, min_edge_px=80))


@pytest.mark.parametrize(("edge_px", "decoded_px"), [(2400, 2400), (1200, 1200), (480, 600)])
def test_jpegs_are_scaled_while_they_are_decoded(edge_px: int, decoded_px: int) -> None:
    tall = encoded(photo(1600, 2400))
    decoded = read(tall, edge_px=edge_px)
    assert max(decoded.image.size) == decoded_px
    assert decoded.stored_size == Size(1600, 2400)


def test_of_an_animation_the_first_frame_is_read() -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "blue")]
    for name in ("PNG", "WEBP", "AVIF"):
        moving = encoded(frames[0], name, save_all=True, append_images=frames[1:])
        red, _, blue = pixels(read(moving).image)[40, 40]
        assert red > 200
        assert blue < 60


def test_a_png_text_bomb_is_refused_without_inflating_it() -> None:
    bomb = encoded(SMALL, "PNG")
    chunk = b"zTXt" + b"k\0\0" + zlib.compress(bytes(64_000_000), 9)
    length, check = (len(chunk) - 4).to_bytes(4, "big"), zlib.crc32(chunk)
    with pytest.raises(PictureDamaged):
        read(bomb[:33] + length + chunk + check.to_bytes(4, "big") + bomb[33:])
