"""The plain wall behind the subject, with the soft shadow that the subject throws on it."""

import numpy as np

from gallery.demo.pictures.light import Lighting
from gallery.demo.pictures.noise import Field, blurred, enlarged, fractal, resized
from gallery.demo.pictures.recipe import Backdrop
from gallery.demo.pictures.relief import Grid

COLOURS = {
    Backdrop.COOL: (0.330, 0.385, 0.430),
    Backdrop.WARM: (0.470, 0.445, 0.410),
}


def wall(
    rng: np.random.Generator, grid: Grid, backdrop: Backdrop, lighting: Lighting
) -> list[Field]:
    """Return the wall's linear light: brighter towards the key light, never quite even."""
    down = np.linspace(0, 1, grid.height_px, dtype=np.float32)[:, None]
    right = np.linspace(-1, 1, grid.width_px, dtype=np.float32)[None, :]
    lean = np.float32(np.sign(lighting.key_right_degrees) * 0.10)
    level = 1.06 - 0.16 * down + lean * right - 0.07 * right * right
    level = level + 0.006 * fractal(rng, grid.shape, grid.width_px / 3, grid.width_px / 24)
    return [(level * np.float32(colour)).astype(np.float32) for colour in COLOURS[backdrop]]


def shadow(cover: Field, grid: Grid, lighting: Lighting) -> Field:
    """Return a factor up to 1 that darkens the wall where the subject stands before the light."""
    small = resized(cover, grid.height_px // 8, grid.width_px // 8)
    px_per_mm = grid.px_per_mm / 8
    shift_px = -np.sign(lighting.key_right_degrees) * 16 * px_per_mm
    moved = np.roll(small, (round(8 * px_per_mm), round(shift_px)), axis=(0, 1))
    far = np.clip(1 - 0.30 * blurred(moved, 11 * px_per_mm), 0.0, 1.0)
    near = np.clip(1 - 0.10 * blurred(small, 4 * px_per_mm), 0.0, 1.0)
    return enlarged(far * near, grid.shape)
