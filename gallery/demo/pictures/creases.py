"""Furrows where skin folds: behind the knee, under the kneecap, in the navel."""

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from gallery.demo.pictures.anatomy import Crease
from gallery.demo.pictures.noise import Field, blurred, enlarged
from gallery.demo.pictures.relief import Grid

STEPS = 60


def crease_depth(creases: tuple[Crease, ...], grid: Grid) -> Field:
    """Return how deep in a furrow each pixel lies, 0 to about 1."""
    if not creases:
        return np.zeros(grid.shape, dtype=np.float32)
    small = grid.shrunk(2)
    canvas = Image.new("L", (small.width_px, small.height_px), 0)
    draw = ImageDraw.Draw(canvas)
    for crease in creases:
        _draw_crease(draw, crease, small)
    lines = np.asarray(canvas, dtype=np.float32) / np.float32(255)
    soft = blurred(lines, 0.35 * small.px_per_mm) + 0.8 * blurred(lines, 1.8 * small.px_per_mm)
    return enlarged(soft, grid.shape)


def _draw_crease(draw: ImageDraw.ImageDraw, crease: Crease, grid: Grid) -> None:
    along = np.linspace(0, 1, STEPS)
    xs = crease.from_x_mm + (crease.to_x_mm - crease.from_x_mm) * along
    ys = crease.from_y_mm + (crease.to_y_mm - crease.from_y_mm) * along
    ys = ys + crease.sag_mm * 4 * along * (1 - along) + 0.5 * np.sin(11 * along + crease.from_x_mm)
    xs = (xs - grid.origin_x_mm) * grid.px_per_mm
    ys = (ys - grid.origin_y_mm) * grid.px_per_mm
    fading = np.sin(np.pi * along) ** 0.7
    for index, ((x, y), (next_x, next_y)) in enumerate(pairwise(zip(xs, ys, strict=True))):
        value = round(255 * crease.strength * float(fading[index]))
        width_px = max(1, round(0.8 * grid.px_per_mm * float(fading[index])))
        draw.line((float(x), float(y), float(next_x), float(next_y)), fill=value, width=width_px)
