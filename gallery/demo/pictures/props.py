"""What lies in front of skin: a paper ruler, and plain clothing at the edge of a frame."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gallery.demo.pictures.anatomy import Band
from gallery.demo.pictures.noise import Field, blurred, fractal
from gallery.demo.pictures.relief import Grid

RULER_LENGTH_MM = 62
RULER_WIDTH_MM = 11
PAPER = (0.74, 0.74, 0.72)
CLOTH = (0.055, 0.062, 0.075)


def lay_ruler(
    channels: list[Field], grid: Grid, x_mm: float, y_mm: float, turn_degrees: float
) -> None:
    """Lay a paper ruler with its centre at a point; ``channels`` are changed in place."""
    face, cover = _ruler(grid.px_per_mm, turn_degrees)
    top = round((y_mm - grid.origin_y_mm) * grid.px_per_mm - face.shape[0] / 2)
    left = round((x_mm - grid.origin_x_mm) * grid.px_per_mm - face.shape[1] / 2)
    top = min(max(top, 0), grid.height_px - face.shape[0])
    left = min(max(left, 0), grid.width_px - face.shape[1])
    area = (slice(top, top + face.shape[0]), slice(left, left + face.shape[1]))
    shade = 1 - 0.34 * np.clip(blurred(np.roll(cover, 5, axis=0), 0.5 * grid.px_per_mm), 0, 1)
    for index, channel in enumerate(channels):
        under = channel[area] * shade
        channel[area] = under + cover * (face * np.float32(PAPER[index]) - under)


def lay_band(channels: list[Field], grid: Grid, band: Band, rng: np.random.Generator) -> None:
    """Lay clothing over the top or bottom of the frame; ``channels`` are changed in place."""
    columns = grid.columns_mm()
    middle = (columns.max() + columns.min()) / 2
    offset = (columns - middle) / (columns.max() - middle)
    edge = band.edge_mm + band.dip_mm * (1 - offset * offset) - band.dip_mm
    below_mm = (grid.rows_mm() - edge) * (1 if band.is_below else -1)
    cover = np.clip(below_mm * grid.px_per_mm / 2, 0.0, 1.0)
    shade = 1 - 0.30 * np.exp(-np.clip(-below_mm, 0.0, None) / 3.0)
    seam = (
        1
        + 0.5 * np.exp(-(((below_mm - 9) / 0.5) ** 2))
        + 0.25 * np.exp(-np.clip(below_mm, 0.0, None) / 2.5)
    )
    weave = 1 + 0.10 * fractal(rng, grid.shape, 3.0, 1.0)
    round_off = 1.25 - 0.75 * offset * offset
    for index, channel in enumerate(channels):
        under = channel * shade
        cloth = np.float32(CLOTH[index]) * seam * weave * round_off
        channel[:] = under + cover * (cloth - under)


def _ruler(px_per_mm: float, turn_degrees: float) -> tuple[Field, Field]:
    scale = px_per_mm
    size = (round(RULER_LENGTH_MM * scale), round(RULER_WIDTH_MM * scale))
    face = Image.new("L", size, 250)
    draw = ImageDraw.Draw(face)
    font = ImageFont.load_default(size=max(8.0, 2.9 * scale))
    for millimetre in range(1, RULER_LENGTH_MM):
        x = millimetre * scale
        reach = 4.6 if millimetre % 10 == 0 else 3.4 if millimetre % 5 == 0 else 2.3
        draw.line((x, 0, x, reach * scale), fill=38, width=max(1, round(0.16 * scale)))
        if millimetre % 10 == 0:
            text = str(millimetre // 10)
            draw.text((x - 0.9 * scale, 4.9 * scale), text, fill=38, font=font)
    cover = Image.new("L", size, 255)
    turned_face = face.rotate(turn_degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=250)
    turned_cover = cover.rotate(turn_degrees, Image.Resampling.BICUBIC, expand=True)
    pad = round(2 * scale)
    return _padded(turned_face, pad), _padded(turned_cover, pad)


def _padded(picture: Image.Image, pad_px: int) -> Field:
    field = np.asarray(picture, dtype=np.float32) / np.float32(255)
    return np.pad(field, pad_px)
