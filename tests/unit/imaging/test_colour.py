"""Whatever comes in, 8-bit sRGB without transparency comes out."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from gallery.imaging.colour import MAX_PROFILE_BYTES, flatten, to_srgb
from tests.support.pictures import mean_difference, photo, pixels

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    source = photo().convert("P").convert("PA") if mode == "PA" else photo().convert(mode)
    result = to_srgb(flatten(source), None)
    assert (result.mode, result.size) == ("RGB", (320, 240))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_flattened_on_white_and_hides_nothing(mode: str) -> None:
    image = Image.new("RGBA", (64, 64), (200, 200, 200, 255)).convert(mode)
    alpha = Image.new("L", (64, 64), 255)
    alpha.paste(0, (0, 0, 32, 64))
    alpha.paste(128, (32, 0, 48, 64))
    image.putalpha(alpha)
    flat = pixels(flatten(image))
    assert flat[:, :32].min() == 255
    assert abs(flat[0, 40, 0] - (200 * 128 + 255 * 127) / 255) <= 1
    assert abs(flat[0, 60, 0] - 200) <= 1


@pytest.mark.parametrize("transparent", [0, b"\x00\xff\xff"])
def test_a_transparent_palette_colour_becomes_white(transparent: int | bytes) -> None:
    image = Image.new("P", (8, 8), 0)
    image.putpalette([255, 0, 255, 0, 0, 0, 10, 20, 30])
    image.info["transparency"] = transparent
    assert flatten(image).getpixel((0, 0)) == (255, 255, 255)


def test_16_bit_grey_keeps_its_ramp() -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None, :].repeat(4, axis=0)
    flat = np.asarray(flatten(Image.fromarray(ramp)))
    assert flat[0, 0] == 0
    assert flat[0, -1] == 255
    assert abs(int(flat[0, 128]) - 128) <= 1


@pytest.mark.parametrize(
    "profile",
    [b"", b"junk" * 100, SRGB[:200], b"\xff" * 4096, bytes(MAX_PROFILE_BYTES + 1)],
)
def test_a_bad_profile_counts_as_srgb(profile: bytes) -> None:
    assert mean_difference(pixels(to_srgb(photo(), profile)), pixels(photo())) == 0


def test_a_profile_for_another_kind_of_picture_counts_as_srgb() -> None:
    assert mean_difference(pixels(to_srgb(photo().convert("CMYK"), SRGB)), pixels(photo())) <= 1


def test_an_srgb_profile_changes_no_pixel() -> None:
    image = photo()
    assert to_srgb(image, SRGB) is image
