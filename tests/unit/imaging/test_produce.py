"""R10, R14: what is published is the photo, turned, scaled, in sRGB, marked, and nothing else."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from gallery.imaging.code_points import CodePoints, profile_of
from gallery.imaging.edits import Edits
from gallery.imaging.limits import Limits
from gallery.imaging.produce import Order, Product, produce
from gallery.imaging.specs import FORMATS, Size, Variant, Watermark
from tests.support.pictures import RIGHTS, encoded, mean_difference, photo, pixels

MARKED = Order(Variant.MARKED, Watermark("© Example Practice", None), RIGHTS)
CLEAN = Order(Variant.CLEAN, None, RIGHTS)


def make(content: bytes, order: Order = CLEAN) -> dict[tuple[str, str], Product]:
    products = list(produce(io.BytesIO(content), Limits(), order))
    return {(product.spec, product.format): product for product in products}


def test_every_size_is_made_in_every_format() -> None:
    made = make(encoded(photo(1000, 750)))
    sizes = {
        "clean-480": Size(480, 360),
        "clean-960": Size(960, 720),
        "clean-1600": Size(1000, 750),
    }
    assert {key: product.size for key, product in made.items()} == {
        (spec, name): size for spec, size in sizes.items() for name in FORMATS
    }
    for product in made.values():
        assert Image.open(io.BytesIO(product.content)).size == (
            product.size.width_px,
            product.size.height_px,
        )


def test_jpeg_and_webp_come_first_and_avif_last() -> None:
    order = [product.format for product in produce(io.BytesIO(encoded(photo())), Limits(), CLEAN)]
    assert order == ["jpg", "webp", "avif"]


def test_each_rendition_shows_the_photo() -> None:
    source = photo(1000, 750)
    for product in make(encoded(source, "PNG")).values():
        target = (product.size.width_px, product.size.height_px)
        assert mean_difference(pixels(product.content), pixels(source.resize(target))) < 2.5


def test_the_mark_is_on_the_marked_variant_only_and_on_every_size_once() -> None:
    source = encoded(photo(1000, 750), "PNG")
    clean, marked = make(source), make(source, MARKED)
    for (spec, name), product in clean.items():
        other = marked[spec.replace("clean", "marked"), name]
        difference = abs(pixels(product.content) - pixels(other.content)).max(axis=2)
        height = difference.shape[0]
        assert difference[int(height * 0.85) :].max() > 60
        assert difference[: int(height * 0.8)].max() < 40  # what the encoders spread


def test_threads_do_not_change_a_byte() -> None:
    source = encoded(photo(2600, 1950), icc_profile=profile_of(CodePoints(12, 13)))
    alone, together = make(source, MARKED), make(source, replace(MARKED, threads=3))
    assert {k: p.content for k, p in alone.items()} == {k: p.content for k, p in together.items()}


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_staff_turn_by_quarters_clockwise(quarter_turns: int) -> None:
    source = photo(400, 300)
    made = make(encoded(source, "PNG"), replace(CLEAN, edits=Edits(quarter_turns)))
    expected = source.rotate(-90 * quarter_turns, expand=True)
    shown = pixels(made["clean-480", "webp"].content)
    assert shown.shape == pixels(expected).shape
    assert mean_difference(shown, pixels(expected)) < 2.5
