"""Every published file looks like the best that can be made of its photo."""

import hashlib
import io
import json

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image

from gallery.imaging.limits import Limits
from gallery.imaging.produce import Order, Product, produce
from gallery.imaging.specs import PIPELINE, Variant
from tests.support.pictures import RIGHTS, encoded, photo, pixels

WINDOW_PX, STEP_PX = 8, 4


def textured(width_px: int, height_px: int) -> Image.Image:
    """Draw a photo with grain as coarse as pores, so that softness can be seen."""
    grain = np.random.default_rng(7).normal(128, 40, (height_px // 12, width_px // 12))
    pores = Image.fromarray(grain.clip(0, 255).astype(np.uint8))
    pores = pores.resize((width_px, height_px), Image.Resampling.BICUBIC)
    return Image.blend(photo(width_px, height_px), pores.convert("RGB"), 0.5)


SOURCE = textured(3000, 2250)


def ssim(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the mean structural similarity of two grey pictures (Wang et al. 2004, eq. 13)."""
    shape = (WINDOW_PX, WINDOW_PX)
    a, b = (sliding_window_view(each, shape)[::STEP_PX, ::STEP_PX] for each in (one, other))
    mean_a, mean_b = a.mean(axis=(2, 3)), b.mean(axis=(2, 3))
    var_a, var_b = a.var(axis=(2, 3)), b.var(axis=(2, 3))
    both = (a * b).mean(axis=(2, 3)) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    light = (2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1)
    return float((light * (2 * both + c2) / (var_a + var_b + c2)).mean())


def grey(image: Image.Image) -> NDArray[np.float64]:
    return np.asarray(image.convert("L"), dtype=np.float64)


def likeness(product: Product, reference: Image.Image) -> float:
    return ssim(grey(Image.open(io.BytesIO(product.content))), grey(reference))


@pytest.fixture(scope="module")
def made() -> list[Product]:
    file = io.BytesIO(encoded(SOURCE))
    return list(produce(file, Limits(), Order(Variant.CLEAN, None, RIGHTS)))


def test_each_file_is_like_one_step_of_lanczos_from_the_full_picture(made: list[Product]) -> None:
    assert len(made) == 12
    for product in made:
        size = (product.size.width_px, product.size.height_px)
        best = SOURCE.resize(size, Image.Resampling.LANCZOS)
        assert likeness(product, best) > 0.97, (product.spec, product.format)


def test_the_measure_sees_a_softened_and_a_shifted_picture(made: list[Product]) -> None:
    product = next(each for each in made if (each.spec, each.format) == ("clean-960", "jpg"))
    size = (product.size.width_px, product.size.height_px)
    best = SOURCE.resize(size, Image.Resampling.LANCZOS)
    soft = best.reduce(4).resize(size, Image.Resampling.BICUBIC)
    shifted = Image.fromarray(np.roll(pixels(best).astype(np.uint8), 3, axis=1))
    assert likeness(product, soft) < 0.97
    assert likeness(product, shifted) < 0.97


#: What each number of the pipeline does to the photo above; the bytes differ between processors.
STEPS = {1: "0e88df376d2cbf7f"}


def test_whoever_changes_the_steps_raises_the_number_of_the_pipeline(made: list[Product]) -> None:
    steps = json.dumps([product.steps for product in made], sort_keys=True)
    digest = hashlib.sha256(steps.encode()).hexdigest()[:16]
    assert STEPS[PIPELINE] == digest, "Raise PIPELINE and add what it does now: a new line above."
