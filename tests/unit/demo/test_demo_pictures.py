"""Demo pictures: repeatable, upright, and honest about what fades."""

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageOps

from gallery.demo.pictures import Findings, Recipe, Region, Side, render_pair
from gallery.demo.pictures.noise import Field
from gallery.demo.pictures.pair import body_of, surface_of
from gallery.imaging.source_type import source_type_of

SMALL_PX = 240
FINE_PX = 800  # enough for a spider vein to cover pixels
CALF = Recipe(7, Region.CALF_BACK, Findings(spider=0.9, reticular=0.8), clearance=0.8)


@cache
def drawn(recipe: Recipe, long_edge_px: int = SMALL_PX) -> tuple[bytes, bytes]:
    return render_pair(recipe, long_edge_px=long_edge_px)


def upright(content: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(BytesIO(content)))


def redness(content: bytes) -> Field:
    pixels = np.asarray(upright(content), dtype=np.float32)
    return np.asarray(pixels[:, :, 0] / (pixels[:, :, 1] + 1), dtype=np.float32)


def contrast_of_veins(content: bytes) -> float:
    """Return how far the reddest fine detail of the middle stands out of its surroundings."""
    red = redness(content)
    middle = red[red.shape[0] // 8 : -red.shape[0] // 3, red.shape[1] // 3 : -red.shape[1] // 3]
    picture = Image.fromarray(middle)
    coarse = picture.reduce(9).resize(picture.size, Image.Resampling.BICUBIC)
    return float(np.percentile(middle - np.asarray(coarse), 99.5))


def test_the_same_recipe_gives_the_same_files() -> None:
    assert render_pair(CALF, long_edge_px=SMALL_PX) == drawn(CALF)


def test_another_seed_gives_another_body() -> None:
    assert drawn(replace(CALF, seed=8)) != drawn(CALF)


def test_later_visits_share_the_before_and_only_the_before() -> None:
    later = replace(CALF, clearance=0.9, weeks_after=26)
    assert later.before_key == CALF.before_key
    first, second = (drawn(recipe) for recipe in (CALF, later))
    assert first[0] == second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize("region", list(Region))
def test_every_region_is_upright_and_three_to_four(region: Region) -> None:
    findings = Findings(spider=0.3, reticular=0.3, varicose=0.6, pigment=0.3, fullness=0.6)
    recipe = Recipe(3, region, findings, side=Side.RIGHT, ruler=True)
    for content in drawn(recipe):
        picture = upright(content)
        assert max(picture.size) == pytest.approx(SMALL_PX, abs=2)
        assert min(picture.size) / max(picture.size) == pytest.approx(0.75, abs=0.005)


def test_some_cameras_store_turned_pixels_with_a_tag() -> None:
    tags = set()
    for seed in range(4):
        recipe = replace(CALF, seed=seed, findings=Findings())
        for content in drawn(recipe):
            tags.add(Image.open(BytesIO(content)).getexif()[0x0112])
    assert 1 in tags
    assert tags & {6, 8}


def test_the_files_tell_their_day_and_camera() -> None:
    recipe = replace(CALF, before_on=date(2025, 3, 10), weeks_after=6)
    days = []
    for content in drawn(recipe):
        exif = Image.open(BytesIO(content)).getexif()
        days.append(str(exif.get_ifd(0x8769)[0x9003])[:10])
        assert exif[0x0110]
    assert days == ["2025:03:10", "2025:04:21"]


def test_the_files_say_that_they_are_drawn() -> None:
    """No published file may call a drawing a camera's picture."""
    content = drawn(CALF)[0]
    assert b"digitalsourcetype/algorithmicMedia" in content
    assert source_type_of(BytesIO(content)) is None


@pytest.mark.parametrize("region", [Region.CALF_BACK, Region.THIGH_LATERAL, Region.SKIN_CLOSE_UP])
def test_veins_stand_out_less_in_the_after(region: Region) -> None:
    before, after = drawn(replace(CALF, region=region), FINE_PX)
    assert contrast_of_veins(after) < 0.8 * contrast_of_veins(before)


def test_without_findings_nothing_fades() -> None:
    bare = replace(CALF, findings=Findings())
    before, after = drawn(bare, FINE_PX)
    ratio = contrast_of_veins(after) / contrast_of_veins(before)
    assert ratio == pytest.approx(1.0, abs=0.2)


def test_skin_changes_only_where_veins_are() -> None:
    body = body_of(CALF, FINE_PX)
    before, after = surface_of(body, CALF, 0.0, 0), surface_of(body, CALF, 0.8, 8)
    veins = (before.blood - body.skin.blood) + before.purple + before.deep
    change = sum(
        np.abs(getattr(before, name) - getattr(after, name)) for name in ("blood", "purple", "deep")
    )
    near, far = change[veins > 0.05], change[veins < 0.001]
    assert near.mean() > 20 * far.mean()
    assert np.percentile(far, 99) < 0.01


def test_a_cure_of_spots_spares_the_veins() -> None:
    recipe = replace(CALF, findings=replace(CALF.findings, pigment=0.5))
    body = body_of(recipe, SMALL_PX)
    before, after = surface_of(body, recipe, 0.0, 0), surface_of(body, recipe, 0.8, 8)
    assert np.array_equal(before.deep, after.deep)
    assert after.melanin.sum() < before.melanin.sum()


def test_a_right_side_mirrors_a_left_one() -> None:
    wide = {}
    for side in Side:
        recipe = replace(CALF, region=Region.ANKLE_MEDIAL, findings=Findings(), side=side)
        red = redness(drawn(recipe)[0])
        foot = red[int(red.shape[0] * 0.9)] > 1.1
        wide[side] = foot[: foot.size // 2].mean() - foot[foot.size // 2 :].mean()
    assert wide[Side.LEFT] > 0 > wide[Side.RIGHT]
