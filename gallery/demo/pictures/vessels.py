"""Draw veins onto pixel grids: how much blood lies under each pixel, and how raised it is."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from gallery.demo.pictures.noise import Field, blurred, enlarged
from gallery.demo.pictures.relief import Grid
from gallery.demo.pictures.veins import Kind, Vein

OVERSAMPLING = 2


@dataclass(frozen=True)
class VesselMaps:
    """What veins do to skin, each field from 0 to about 1 but ``raised_mm``.

    ``stain`` is the brown that treated veins leave behind for some months.
    """

    red: Field
    purple: Field
    blue: Field
    stain: Field
    raised_mm: Field


def vessel_maps(
    veins: list[Vein], grid: Grid, clearance: float, staining: float, gaps: Field
) -> VesselMaps:
    """Draw ``veins`` after a treatment that cleared the fraction ``clearance`` of them.

    ``gaps`` is noise of deviation 1: where it is low, a fading vein vanishes first.
    """
    open_gaps = np.clip(1.05 + 0.32 * gaps - 0.22 * clearance, 0.12 * (1 - clearance), 1.0)
    px_per_mm = grid.px_per_mm
    red = _soft(_layer(veins, Kind.RED, grid, clearance), 0.11 * px_per_mm)
    red = red + 0.20 * _soft(red, 1.6 * px_per_mm)
    purple = _soft(_layer(veins, Kind.PURPLE, grid, clearance), 0.13 * px_per_mm)
    small = grid.shrunk(3)  # what lies deeper is blurred anyway
    reticular = _layer(veins, Kind.RETICULAR, small, clearance)
    blue = enlarged(_soft(reticular, 0.5 * small.px_per_mm), grid.shape)
    raised = np.zeros(grid.shape, dtype=np.float32)
    if any(vein.kind is Kind.VARICOSE for vein in veins):
        varicose = _layer(veins, Kind.VARICOSE, grid, clearance)
        varicose = _soft(varicose, 1.5 * px_per_mm)
        raised = _soft(varicose, 2.0 * px_per_mm)
        blue = blue + 0.7 * varicose
    return VesselMaps(
        red * open_gaps,
        purple * open_gaps,
        blue * open_gaps,
        _stain(veins, grid, clearance, staining, gaps),
        raised,
    )


def remaining(vein: Vein, clearance: float) -> float:
    """Return the strength that a vein keeps, 1 without treatment, lower for a yielding one."""
    return float(np.clip(1 - clearance * (1.30 - 0.75 * vein.stubbornness), 0.0, 1.0))


def _stain(veins: list[Vein], grid: Grid, clearance: float, staining: float, gaps: Field) -> Field:
    if staining == 0:
        return np.zeros(grid.shape, dtype=np.float32)
    small = grid.shrunk(3)
    lines = np.zeros(small.shape, dtype=np.float32)
    for kind in (Kind.PURPLE, Kind.RETICULAR, Kind.VARICOSE):
        before = _layer(veins, kind, small, 0.0)
        lines = np.maximum(lines, before - _layer(veins, kind, small, clearance))
    stain = enlarged(_soft(lines, 0.8 * small.px_per_mm), grid.shape)
    uneven: Field = stain * np.clip(0.8 + 0.4 * gaps, 0.0, 1.4) * np.float32(staining)
    return uneven


def _layer(veins: list[Vein], kind: Kind, grid: Grid, clearance: float) -> Field:
    """Draw one kind as lines, the faint ones first so that the strong ones stay on top."""
    scale = grid.px_per_mm * OVERSAMPLING
    if not any(vein.kind is kind for vein in veins):
        return np.zeros(grid.shape, dtype=np.float32)
    canvas = Image.new("L", (grid.width_px * OVERSAMPLING, grid.height_px * OVERSAMPLING), 0)
    draw = ImageDraw.Draw(canvas)
    segments: list[tuple[int, int, tuple[float, float, float, float]]] = []
    for vein in veins:
        if vein.kind is kind:
            segments += _segments(vein, grid, scale, remaining(vein, clearance))
    for value, width_px, line in sorted(segments):
        draw.line(line, fill=value, width=width_px)
        if width_px > 3:
            radius = width_px / 2 - 0.5
            draw.ellipse(
                (line[0] - radius, line[1] - radius, line[0] + radius, line[1] + radius), fill=value
            )
    small = canvas.reduce(OVERSAMPLING)
    return np.asarray(small, dtype=np.float32) / np.float32(255)


def _segments(
    vein: Vein, grid: Grid, scale: float, kept: float
) -> list[tuple[int, int, tuple[float, float, float, float]]]:
    points = (vein.points_mm - [grid.origin_x_mm, grid.origin_y_mm]) * scale
    segments = []
    for index, (start, end) in enumerate(pairwise(points)):
        width_px = float(vein.widths_mm[index]) * scale * (0.75 + 0.25 * kept)
        value = round(255 * float(vein.strengths[index]) * kept * min(1.0, width_px))
        if value > 2:
            line = (float(start[0]), float(start[1]), float(end[0]), float(end[1]))
            segments.append((min(value, 255), max(1, round(width_px)), line))
    return segments


def _soft(layer: Field, sigma_px: float) -> Field:
    return blurred(layer, sigma_px) if sigma_px > 0.8 else layer
