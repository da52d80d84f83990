"""Random fields: smooth noise of several octaves, cell patterns, and cheap blurring.

Fields are float32 arrays of height by width. Large scales are computed small and enlarged, so
that a field costs about as much as one resize.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]


def resized(field: Field, height_px: int, width_px: int) -> Field:
    """Resample ``field`` with a bicubic kernel (it averages when the target is smaller)."""
    picture = Image.fromarray(np.ascontiguousarray(field, dtype=np.float32))
    resampled = picture.resize((width_px, height_px), Image.Resampling.BICUBIC)
    return np.asarray(resampled, dtype=np.float32)


def enlarged(field: Field, shape: tuple[int, int]) -> Field:
    """Enlarge a smooth ``field``; linear, so about twice as fast as :func:`resized`."""
    picture = Image.fromarray(np.ascontiguousarray(field, dtype=np.float32))
    larger = picture.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(larger, dtype=np.float32)


def blurred(field: Field, sigma_px: float) -> Field:
    """Blur roughly as a Gaussian of ``sigma_px`` by shrinking and enlarging."""
    height_px, width_px = field.shape
    factor = max(1.0, sigma_px / 0.75)
    small_height_px = max(2, round(height_px / factor))
    small_width_px = max(2, round(width_px / factor))
    small = resized(field, small_height_px, small_width_px)
    return resized(small, height_px, width_px) if factor < 4 else enlarged(small, field.shape)


def fractal(
    rng: np.random.Generator,
    shape: tuple[int, int],
    coarse_px: float,
    fine_px: float,
    gain: float = 0.6,
) -> Field:
    """Draw noise of mean 0 and deviation 1 with octaves from ``coarse_px`` down to ``fine_px``.

    Each octave has half the period of the one before it and ``gain`` times its weight.
    """
    height_px, width_px = shape
    rows, columns = _cells(height_px, coarse_px), _cells(width_px, coarse_px)
    total = rng.standard_normal((rows, columns), dtype=np.float32)
    cell_px, weight = coarse_px, gain
    while cell_px / 2 >= fine_px:
        cell_px /= 2
        rows, columns = _cells(height_px, cell_px), _cells(width_px, cell_px)
        total = resized(total, rows, columns)
        total = total + weight * rng.standard_normal((rows, columns), dtype=np.float32)
        weight *= gain
    total = (total - total.mean()) / max(float(total.std()), 1e-6)
    if fine_px >= 4:
        return enlarged(resized(total, height_px // 3, width_px // 3), shape)
    return resized(total, height_px, width_px)


@cache
def cell_pattern(cells: int, cell_px: int) -> Field:
    """Draw one seamless tile of the fine furrows of skin: 0 in a furrow, 1 on a plateau.

    The difference of the distances to the nearest two of jittered points (Worley, 1996).
    """
    size_px = cells * cell_px
    jitter = np.random.default_rng(cells).random((cells, cells, 2), dtype=np.float32)
    positions = (np.arange(size_px, dtype=np.float32) + 0.5) / cell_px
    index = np.floor(positions).astype(np.int64)
    nearest = np.full((size_px, size_px), 9.0, dtype=np.float32)
    second = nearest.copy()
    for row_offset in (-1, 0, 1):
        for column_offset in (-1, 0, 1):
            rows, columns = index + row_offset, index + column_offset
            point = jitter[np.ix_(rows % cells, columns % cells)]
            delta_y = point[:, :, 0] + (rows - positions)[:, None]
            delta_x = point[:, :, 1] + (columns - positions)[None, :]
            distance = delta_x * delta_x + delta_y * delta_y
            second = np.minimum(second, np.maximum(nearest, distance))
            nearest = np.minimum(nearest, distance)
    furrow: Field = np.clip((np.sqrt(second) - np.sqrt(nearest)) * 2.6, 0.0, 1.0)
    return furrow


def tiled(tile: Field, scale: float, shape: tuple[int, int]) -> Field:
    """Cover ``shape`` with ``tile`` enlarged by ``scale``."""
    size_px = max(2, round(tile.shape[0] * scale))
    enlarged = resized(tile, size_px, size_px)
    repeats = (shape[0] // size_px + 1, shape[1] // size_px + 1)
    return np.tile(enlarged, repeats)[: shape[0], : shape[1]]


def _cells(length_px: int, cell_px: float) -> int:
    return max(2, round(length_px / cell_px) + 1)
