"""Sun spots: brown, uneven discs that fade one by one."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from gallery.demo.pictures.anatomy import Scene
from gallery.demo.pictures.noise import Field, blurred, enlarged
from gallery.demo.pictures.relief import Grid

CORNERS = 26


@dataclass(frozen=True)
class Spot:
    """One sun spot, with a radius at each of its corners.

    ``stubbornness`` from 0 to 1 tells how long it resists treatment beside the others.
    """

    x_mm: float
    y_mm: float
    radii_mm: tuple[float, ...]
    strength: float
    stubbornness: float


def spots_of(rng: np.random.Generator, scene: Scene, amount: float) -> list[Spot]:
    """Scatter the spots of a scene: many small ones, a few up to 7 mm across."""
    zone = scene.zones[0]
    count = round(amount * zone.radius_x_mm * zone.radius_y_mm / 14)
    return [_spot(rng, scene) for _ in range(count)]


def spot_melanin(spots: list[Spot], grid: Grid, clearance: float, texture: Field) -> Field:
    """Return the pigment of spots after a treatment that cleared the fraction ``clearance``.

    ``texture`` is noise of deviation 1 that breaks up their evenness.
    """
    if not spots:
        return np.zeros(grid.shape, dtype=np.float32)
    small = grid.shrunk(2)
    drawn = _drawn(spots, small, clearance)
    edge, halo = (blurred(drawn, size_mm * small.px_per_mm) for size_mm in (0.3, 1.0))
    soft = enlarged(0.6 * edge + 0.4 * halo, grid.shape)
    uneven: Field = soft * np.clip(0.85 + 0.35 * texture, 0.25, 1.5)
    return uneven


def _spot(rng: np.random.Generator, scene: Scene) -> Spot:
    zone = scene.zones[0]
    radius_mm = float(np.clip(rng.lognormal(-0.25, 0.6), 0.3, 3.6))
    angle, distance = rng.uniform(0, 2 * np.pi), np.sqrt(rng.random())
    wobble = np.cumsum(rng.normal(0, 0.11, CORNERS))
    wobble -= np.linspace(0, wobble[-1], CORNERS)
    stretch = 1 + rng.uniform(0, 0.45) * np.cos(
        np.linspace(0, 4 * np.pi, CORNERS, endpoint=False) + rng.uniform(0, 2 * np.pi)
    )
    return Spot(
        float(zone.x_mm + zone.radius_x_mm * distance * np.cos(angle)),
        float(zone.y_mm + zone.radius_y_mm * distance * np.sin(angle)),
        tuple(radius_mm * max(0.4, float(factor)) for factor in stretch * (1 + wobble)),
        float(rng.uniform(0.15, 1.0) ** 1.3),
        float(rng.random()),
    )


def _drawn(spots: list[Spot], grid: Grid, clearance: float) -> Field:
    canvas = Image.new("L", (grid.width_px, grid.height_px), 0)
    draw = ImageDraw.Draw(canvas)
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    for spot in sorted(spots, key=lambda item: item.strength):
        kept = float(np.clip(1 - clearance * (1.3 - 0.65 * spot.stubbornness), 0.0, 1.0))
        value = round(255 * spot.strength * kept)
        radii = np.array(spot.radii_mm) * grid.px_per_mm * (0.75 + 0.25 * kept)
        xs = (spot.x_mm - grid.origin_x_mm) * grid.px_per_mm + radii * np.cos(angles)
        ys = (spot.y_mm - grid.origin_y_mm) * grid.px_per_mm + radii * np.sin(angles)
        if value > 3:
            outline = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
            draw.polygon(outline, fill=value)
    return np.asarray(canvas, dtype=np.float32) / np.float32(255)
