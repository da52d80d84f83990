"""The form of a limb on a pixel grid: where it is, and which way its surface faces."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gallery.demo.pictures.anatomy import Bump, Limb
from gallery.demo.pictures.noise import Field

EDGE_FLOOR = 0.05  # keeps the slope finite where the surface turns away


@dataclass(frozen=True)
class Grid:
    """A pixel grid laid over a scene: its size, scale, and where its first pixel lies."""

    width_px: int
    height_px: int
    px_per_mm: float
    origin_x_mm: float
    origin_y_mm: float

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows by columns."""
        return (self.height_px, self.width_px)

    def shrunk(self, factor: int) -> "Grid":
        """Return a grid over the same area with pixels ``factor`` times as long."""
        return Grid(
            -(-self.width_px // factor),
            -(-self.height_px // factor),
            self.px_per_mm / factor,
            self.origin_x_mm,
            self.origin_y_mm,
        )

    def columns_mm(self) -> Field:
        """Return the x of each column, as a row vector."""
        steps = np.arange(self.width_px, dtype=np.float32) + np.float32(0.5)
        return np.asarray(steps / self.px_per_mm + self.origin_x_mm, dtype=np.float32)[None, :]

    def rows_mm(self) -> Field:
        """Return the y of each row, as a column vector."""
        steps = np.arange(self.height_px, dtype=np.float32) + np.float32(0.5)
        return np.asarray(steps / self.px_per_mm + self.origin_y_mm, dtype=np.float32)[:, None]


@dataclass(frozen=True)
class Normals:
    """Unit vectors out of the surface: x to the right, y down, z to the camera."""

    x: Field
    y: Field
    z: Field


def edges_mm(limb: Limb, rows_mm: Field) -> tuple[Field, Field]:
    """Return the left and right edge of ``limb`` at each row, smoothly joined."""
    ys = np.array([row[0] for row in limb.rows], dtype=np.float64)
    lefts = np.array([row[1] for row in limb.rows], dtype=np.float64)
    rights = np.array([row[2] for row in limb.rows], dtype=np.float64)
    at = np.clip(rows_mm.ravel().astype(np.float64), ys[0], ys[-1])
    return (_smooth(ys, lefts, at)[:, None], _smooth(ys, rights, at)[:, None])


def coverage(limb: Limb, grid: Grid, softness_px: float = 1.2) -> Field:
    """Return how far each pixel lies on the limb, 0 to 1, with an edge as soft as a lens makes."""
    left, right = edges_mm(limb, grid.rows_mm())
    columns = grid.columns_mm()
    inside_px = np.minimum(columns - left, right - columns) * grid.px_per_mm
    covered: Field = np.clip(inside_px / softness_px * 0.5 + 0.5, 0.0, 1.0).astype(np.float32)
    return covered


def across(limb: Limb, grid: Grid) -> Field:
    """Return the position across the limb: -1 at its left edge, 1 at its right edge."""
    left, right = edges_mm(limb, grid.rows_mm())
    position: Field = (2 * grid.columns_mm() - left - right) / (right - left)
    return position.astype(np.float32)


def normals(limb: Limb, grid: Grid, bumps: tuple[Bump, ...]) -> Normals:
    """Return the surface normals of ``limb`` with ``bumps`` on it."""
    left, right = edges_mm(limb, grid.rows_mm())
    half = (right - left) / 2
    centre_slope = np.gradient(((left + right) / 2)[:, 0], 1 / grid.px_per_mm)[:, None]
    half_slope = np.gradient(half[:, 0], 1 / grid.px_per_mm)[:, None]
    position = np.clip(across(limb, grid), -0.999, 0.999)
    power = limb.roundness
    reach = np.abs(position) ** power
    rise = np.maximum(1 - reach, EDGE_FLOOR) ** (1 / power)
    turn = -np.sign(position) * np.abs(position) ** (power - 1) * rise ** (1 - power)
    slope_x = limb.depth_ratio * turn
    drift = -(centre_slope + position * half_slope)
    slope_y = limb.depth_ratio * (half_slope * rise + turn * drift) * 0.6
    for bump in bumps:
        bump_x, bump_y = _bump_slopes(bump, grid)
        slope_x = slope_x + bump_x
        slope_y = slope_y + bump_y
    length = np.sqrt(slope_x * slope_x + slope_y * slope_y + 1)
    return Normals(
        (-slope_x / length).astype(np.float32),
        (-slope_y / length).astype(np.float32),
        (1 / length).astype(np.float32),
    )


def bump_weight(bump: Bump, grid: Grid) -> Field:
    """Return the bump's bell shape, 1 at its centre."""
    along_x, along_y = _bump_axes(bump, grid)
    weight: Field = np.exp(-0.5 * (along_x**2 + along_y**2)).astype(np.float32)
    return weight


def _bump_axes(bump: Bump, grid: Grid) -> tuple[Field, Field]:
    angle = np.radians(bump.tilt_degrees)
    offset_x = grid.columns_mm() - bump.x_mm
    offset_y = grid.rows_mm() - bump.y_mm
    along_x = (offset_x * np.cos(angle) + offset_y * np.sin(angle)) / bump.across_mm
    along_y = (offset_y * np.cos(angle) - offset_x * np.sin(angle)) / bump.along_mm
    return along_x.astype(np.float32), along_y.astype(np.float32)


def _bump_slopes(bump: Bump, grid: Grid) -> tuple[Field, Field]:
    angle = np.radians(bump.tilt_degrees)
    along_x, along_y = _bump_axes(bump, grid)
    height = bump.height_mm * np.exp(-0.5 * (along_x**2 + along_y**2))
    pull_x = -along_x / bump.across_mm * height
    pull_y = -along_y / bump.along_mm * height
    slope_x: Field = pull_x * np.cos(angle) - pull_y * np.sin(angle)
    slope_y: Field = pull_x * np.sin(angle) + pull_y * np.cos(angle)
    return slope_x, slope_y


def _smooth(xs: NDArray[np.float64], ys: NDArray[np.float64], at: NDArray[np.float64]) -> Field:
    """Interpolate with cubic pieces whose slopes follow the neighbours (Catmull and Rom, 1974)."""
    slopes = np.gradient(ys, xs)
    result = np.empty_like(at)
    for index, (start, end) in enumerate(pairwise(xs)):
        chosen = (at >= start) & (at <= end)
        step = (at[chosen] - start) / (end - start)
        span = end - start
        rest = 1 - step
        result[chosen] = (
            ys[index] * (1 + 2 * step) * rest**2
            + slopes[index] * span * step * rest**2
            + ys[index + 1] * step**2 * (3 - 2 * step)
            - slopes[index + 1] * span * step**2 * rest
        )
    return result.astype(np.float32)
