"""The look of skin: pigment, blood and fine relief, and the colour that they make together.

Colour follows the two-pigment model of skin (Tsumura et al., 1999): the negative logarithm of
the linear reflectance is a sum of melanin and haemoglobin, each with its own red, green and
blue absorption.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from gallery.demo.pictures.noise import Field, blurred, cell_pattern, fractal, tiled
from gallery.demo.pictures.recipe import Recipe, Region
from gallery.demo.pictures.relief import Grid

MELANIN_OF_TYPE = {"I": 0.18, "II": 0.30, "III": 0.48, "IV": 0.80, "V": 1.25, "VI": 1.85}
MELANIN = (0.62, 0.86, 1.12)
BLOOD = (0.10, 0.62, 0.50)
DEEP_BLOOD = (0.78, 0.40, 0.20)
PURPLE_BLOOD = (0.42, 0.80, 0.42)
BASE = (0.19, 0.37, 0.53)


@dataclass(frozen=True)
class Skin:
    """Fields over a grid: melanin, blood, and a fine height in millimetres."""

    melanin: Field
    blood: Field
    fine_mm: Field


def skin_of(rng: np.random.Generator, grid: Grid, recipe: Recipe) -> Skin:
    """Draw the healthy skin of a recipe."""
    scale = grid.px_per_mm
    melanin = MELANIN_OF_TYPE[recipe.skin_type] * (
        1 + 0.075 * fractal(rng, grid.shape, 60 * scale, 4 * scale)
    )
    mottle = fractal(rng, grid.shape, 26 * scale, 2.5 * scale, 0.7)
    grain = fractal(rng, grid.shape, max(1.6 * scale, 2.0), 1.0, 0.8)
    blood = 0.26 + 0.040 * mottle + 0.026 * grain
    melanin += 0.012 * (1 + recipe.age) * grain
    fine = _furrows(rng, grid, recipe.age)
    spots, pores = _dots(rng, grid, recipe)
    melanin += spots * (0.30 + 0.25 * recipe.age) + 0.05 * pores
    blood += 0.16 * pores
    fine = fine - 0.05 * pores
    if recipe.hair > 0:
        melanin += 0.85 * recipe.hair * _hairs(rng, grid, recipe.hair)
    return Skin(melanin.astype(np.float32), blood.astype(np.float32), fine.astype(np.float32))


def reflectance(melanin: Field, blood: Field, purple: Field, deep: Field) -> list[Field]:
    """Return the linear reflectance in red, green and blue."""
    return [
        np.exp(
            -(
                np.float32(BASE[channel])
                + np.float32(MELANIN[channel]) * melanin
                + np.float32(BLOOD[channel]) * blood
                + np.float32(PURPLE_BLOOD[channel]) * purple
                + np.float32(DEEP_BLOOD[channel]) * deep
            )
        )
        for channel in range(3)
    ]


def _furrows(rng: np.random.Generator, grid: Grid, age: float) -> Field:
    """Draw the crossing furrows that skin has at about every 0.8 mm, uneven in depth."""
    scale = grid.px_per_mm
    tile = cell_pattern(64, 9)
    fine = tiled(tile, 0.75 * scale / 9, grid.shape)
    coarse = tiled(tile.T, 1.9 * scale / 9, grid.shape)
    depth = np.clip(1 + 0.3 * fractal(rng, grid.shape, 18 * scale, 5 * scale), 0.4, 1.7)
    relief = 0.022 * fine + 0.018 * coarse
    relief += 0.012 * fractal(rng, grid.shape, max(2.4 * scale, 2.0), 1.0, 0.75)
    uneven: Field = relief * depth * np.float32(0.6 + 0.8 * age)
    return uneven


def _dots(rng: np.random.Generator, grid: Grid, recipe: Recipe) -> tuple[Field, Field]:
    """Draw freckles and the openings of hair follicles."""
    area_mm2 = grid.width_px * grid.height_px / grid.px_per_mm**2
    freckles = Image.new("L", (grid.width_px, grid.height_px), 0)
    _scatter(rng, freckles, round(area_mm2 * 0.010 * recipe.freckles), (0.35, 1.1), grid, 200)
    pores = Image.new("L", (grid.width_px, grid.height_px), 0)
    is_face = recipe.region is Region.CHEEK_PIGMENT
    density, radii_mm = (0.55, (0.10, 0.26)) if is_face else (0.11, (0.10, 0.22))
    _scatter(rng, pores, round(area_mm2 * density), radii_mm, grid, 230)
    scale = grid.px_per_mm
    return (
        blurred(np.asarray(freckles, dtype=np.float32) / np.float32(255), max(1.2, 0.2 * scale)),
        blurred(np.asarray(pores, dtype=np.float32) / np.float32(255), 0.07 * scale),
    )


def _scatter(
    rng: np.random.Generator,
    canvas: Image.Image,
    count: int,
    radii_mm: tuple[float, float],
    grid: Grid,
    strongest: int,
) -> None:
    draw = ImageDraw.Draw(canvas)
    xs, ys = rng.uniform(0, grid.width_px, count), rng.uniform(0, grid.height_px, count)
    radii = rng.uniform(*radii_mm, count) * rng.uniform(0.5, 1, count) * grid.px_per_mm
    values = strongest * rng.uniform(0.15, 1, count) ** 1.6
    for x, y, radius, value in zip(xs, ys, radii, values, strict=True):
        if radius < 0.7:
            draw.point((x, y), fill=round(value))
        else:
            stretch = radius * 0.85
            draw.ellipse((x - radius, y - stretch, x + radius, y + stretch), fill=round(value))


def _hairs(rng: np.random.Generator, grid: Grid, amount: float) -> Field:
    """Draw short fine hairs that mostly lie downwards."""
    canvas = Image.new("L", (grid.width_px * 2, grid.height_px * 2), 0)
    draw = ImageDraw.Draw(canvas)
    scale = grid.px_per_mm * 2
    count = round(amount * 0.035 * grid.width_px * grid.height_px / grid.px_per_mm**2)
    for _ in range(count):
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        heading = rng.normal(1.75, 0.5)
        length = rng.uniform(0.8, 3.2) * scale / 3
        value = int(rng.integers(40, 200))
        for _ in range(3):
            end = (x + length * np.cos(heading), y + length * np.sin(heading))
            draw.line((x, y, *end), fill=value, width=max(1, round(0.045 * scale)))
            heading += rng.normal(0, 0.22)
            x, y = end
            value = int(value * 0.8)
    return np.asarray(canvas.reduce(2), dtype=np.float32) / np.float32(255)
