"""Photos of one view are laid over each other, and what cannot be is refused with its reason."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from gallery.demo.pictures.pair import render_pair
from gallery.demo.pictures.recipe import Findings, Recipe, Region
from gallery.errors import PictureDamaged, PictureTooLarge
from gallery.imaging import sandbox
from gallery.imaging.edits import Area
from gallery.imaging.limits import Limits
from gallery.imaging.register import Registration, View, register
from tests.support.pictures import CORPUS, encoded, needs_corpus, photo

Store = Callable[[bytes], Path]
ALIGN = CORPUS / "align"
LIMITS = Limits()
#: How the after of the drawn legs is moved: shift as shares of the edges, scale, degrees.
MOVED = (0.03, -0.02, 1.06, 3.0)


@pytest.fixture(scope="module")
def legs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Draw legs whose after has far fewer veins."""
    findings = Findings(spider=0.7, reticular=0.4, varicose=0.3)
    recipe = Recipe(seed=3, region=Region.CALF_BACK, findings=findings, clearance=0.9)
    folder = tmp_path_factory.mktemp("legs")
    paths = folder / "before", folder / "after"
    for path, content in zip(paths, render_pair(recipe, long_edge_px=1200), strict=True):
        path.write_bytes(content)
    return paths


def corner_error(found: Registration, truth: np.ndarray, width_px: int, height_px: int) -> float:
    """Return the mean distance at the corners over the longer side."""
    assert found.similarity is not None
    corners = ((0, 0), (width_px, 0), (width_px, height_px), (0, height_px))
    errors = [math.dist(found.similarity.apply(x, y), (truth @ (x, y, 1))[:2]) for x, y in corners]
    return float(np.mean(errors)) / max(width_px, height_px)


@needs_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("name", ["synth_easy", "synth_face", "synth_lowtexture"])
def test_known_pairs_are_found_to_half_a_percent(name: str) -> None:
    told = json.loads((ALIGN / f"{name}_truth.json").read_text())
    found = register(View(ALIGN / f"{name}_before.jpg"), View(ALIGN / f"{name}_after.jpg"), LIMITS)
    assert found.is_usable
    assert found.confidence > 0.9
    assert corner_error(found, np.array(told["H_before_to_after"]), *told["size"]) < 0.005


@needs_corpus
@pytest.mark.corpus
def test_a_hand_held_pair_fits_to_three_pixels_in_1600() -> None:
    usage = sandbox.Usage()
    views = [View(ALIGN / f"real_iphone6_{letter}.jpg") for letter in "ab"]
    found = register(views[0], views[1], LIMITS, usage=usage)
    assert found.is_usable
    assert found.residual_ratio * 1600 <= 3
    assert usage.peak_memory_bytes < LIMITS.decode_memory_bytes / 2


@needs_corpus
@pytest.mark.corpus
def test_another_viewpoint_is_refused() -> None:
    found = register(View(ALIGN / "real_berlin_01.jpg"), View(ALIGN / "real_berlin_02.jpg"), LIMITS)
    assert found.reasons[0] == "parallax"
    assert found.confidence == 0
    assert not found.is_usable


def moved(path: Path) -> tuple[bytes, np.ndarray]:
    """Return a picture moved by ``MOVED`` and brighter, and the matrix to its points."""
    with Image.open(path) as opened:
        picture = ImageEnhance.Brightness(opened).enhance(1.15)
        orientation = opened.getexif().get(0x0112, 1)
    assert orientation == 1
    width, height = picture.size
    shift_x, shift_y, scale, turn = MOVED
    a, b = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
    x, y = shift_x * width, shift_y * height
    truth = np.array([[a, -b, x], [b, a, y], [0, 0, 1]])
    back = np.linalg.inv(truth)[:2].ravel()
    result = picture.transform(
        picture.size, Image.Transform.AFFINE, tuple(back), Image.Resampling.BICUBIC
    )
    return encoded(result, quality=90), truth


def test_legs_with_fewer_veins_are_found_turned_shifted_and_brighter(
    legs: tuple[Path, Path], store: Store
) -> None:
    before, after = legs
    straight = register(View(before), View(after), LIMITS)
    assert straight.similarity is not None
    content, change = moved(upright(after, store))
    found = register(View(before), View(store(content)), LIMITS)
    with Image.open(before) as opened:
        size = sorted(opened.size)
    s = straight.similarity
    x_axis, origin = s.apply(1, 0), s.apply(0, 0)
    a, b = x_axis[0] - origin[0], x_axis[1] - origin[1]
    expected = change @ np.array([[a, -b, origin[0]], [b, a, origin[1]], [0, 0, 1]])
    assert found.is_usable
    assert corner_error(found, expected, *size) < 0.005


def upright(path: Path, store: Store) -> Path:
    with Image.open(path) as opened:
        turns = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270,
                 8: Image.Transpose.ROTATE_90}  # fmt: skip
        turn = turns[opened.getexif().get(0x0112, 1)]
        picture = opened.transpose(turn) if turn else opened.copy()
    return store(encoded(picture, quality=95))


def test_light_is_measured_on_what_lies_over_each_other(
    legs: tuple[Path, Path], store: Store
) -> None:
    before = upright(legs[0], store)
    brighter = ImageEnhance.Brightness(Image.open(before)).enhance(1.15)
    found = register(View(before), View(store(encoded(brighter, quality=95))), LIMITS)
    assert found.measures is not None
    assert found.measures.exposure_ev == pytest.approx(2.2 * math.log2(1.15), abs=0.08)
    assert found.measures.background == 0
    assert found.measures.overlap > 0.99


def test_a_treated_area_is_left_out(legs: tuple[Path, Path]) -> None:
    whole = register(View(legs[0]), View(legs[1]), LIMITS)
    most = (Area(0, 0, 1, 0.6),)
    rest = register(View(legs[0], hidden=most), View(legs[1], hidden=most), LIMITS)
    assert rest.similarity is not None
    assert whole.similarity is not None
    assert rest.inliers < whole.inliers
    assert rest.similarity.scale == pytest.approx(whole.similarity.scale, abs=0.01)
    nothing = (Area(0, 0, 1, 1),)
    assert register(View(legs[0], hidden=nothing), View(legs[1]), LIMITS).reasons == (
        "few_matches",
    )


def test_a_picture_on_its_side_must_be_turned_first(legs: tuple[Path, Path]) -> None:
    before, after = legs
    wrong = register(View(before), View(after, quarter_turns=1), LIMITS)
    assert "rotation" in wrong.reasons
    turned = register(View(before, quarter_turns=1), View(after, quarter_turns=1), LIMITS)
    assert turned.is_usable


def test_nothing_to_see_is_refused_by_name(store: Store) -> None:
    plain = store(encoded(Image.new("RGB", (400, 300), (190, 160, 140))))
    found = register(View(plain), View(store(encoded(photo(400, 300)))), LIMITS)
    assert (found.similarity, found.reasons) == (None, ("few_matches",))


def test_either_side_is_checked_as_every_untrusted_picture(store: Store) -> None:
    whole = encoded(photo(400, 300))
    good, cut = store(whole), store(whole[: len(whole) // 2])
    for before, after in ((good, cut), (cut, good)):
        with pytest.raises(PictureDamaged):
            register(View(before), View(after), LIMITS)
    with pytest.raises(PictureTooLarge):
        register(View(good), View(good), Limits(max_bytes=1000))
