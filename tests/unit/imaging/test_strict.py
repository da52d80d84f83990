"""Damage in a JPEG's data is found, and what cameras really write is no damage."""

import random
from typing import Any

import pytest
from PIL import Image

from gallery.errors import PictureDamaged
from gallery.imaging.strict import check_jpeg
from tests.support.pictures import encoded, photo

NOISY = Image.effect_noise((640, 480), 60)
KINDS: dict[str, tuple[Image.Image, dict[str, Any]]] = {
    "baseline": (NOISY.convert("RGB"), {}),
    "progressive": (NOISY.convert("RGB"), {"progressive": True}),
    "restart markers": (NOISY.convert("RGB"), {"restart_marker_rows": 1}),
    "arbitrary subsampling": (photo(), {"subsampling": "4:1:1"}),
    "grey": (NOISY, {}),
    "cmyk": (photo().convert("CMYK"), {}),
    "rgb": (photo(), {"keep_rgb": True}),
}


def flipped(content: bytes, seed: int, flips: int) -> bytes:
    """Flip single bits between the first scan's header and the end."""
    chance = random.Random(seed)  # noqa: S311 (the same damage in each run)
    changed = bytearray(content)
    start = content.index(b"\xff\xda") + 14
    for _ in range(flips):
        changed[chance.randrange(start, len(content) - 2)] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_jpeg_passes(kind: str) -> None:
    image, options = KINDS[kind]
    check_jpeg(encoded(image, **options))


@pytest.mark.parametrize("kind", KINDS)
def test_most_of_few_flipped_bits_are_found(kind: str) -> None:
    image, options = KINDS[kind]
    content, found = encoded(image, **options), 0
    for seed in range(20):
        try:
            check_jpeg(flipped(content, seed, 16))
        except PictureDamaged:
            found += 1
    assert found >= 15


def with_unusual_scan(content: bytes) -> bytes:
    """Write Se = 0 into the scan header, as phones of one maker do."""
    at = content.index(b"\xff\xda")
    end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return content[: end - 3] + bytes(3) + content[end:]


def test_an_unusual_scan_header_is_no_damage_and_hides_none() -> None:
    unusual = with_unusual_scan(encoded(NOISY))
    check_jpeg(unusual)
    with pytest.raises(PictureDamaged):
        check_jpeg(flipped(unusual, 1, 40))


def test_a_broken_profile_or_a_kind_that_cannot_be_checked_is_left_to_the_decoder() -> None:
    profile = b"\xff\xe2\x00\x10ICC_PROFILE\x00\x09\x02"
    whole = encoded(photo())
    check_jpeg(whole[:2] + profile + whole[2:])
    check_jpeg(whole.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"))  # 12 bits
