"""Measure light, colour, sharpness and background of two photos that lie over each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gallery.imaging.edits import Area

MEASURING_EDGE_PX = 480
#: Levels of sRGB between which light can be compared: below is noise, above is clipped.
DARKEST, BRIGHTEST = 10, 245
#: The rim of the picture stands for the background: the treated part is in the middle.
RIM = 0.12
#: A patch of background is another one from this colour difference on (CIE 1976, after the light's
#: own difference was taken away); composed.
OTHER_COLOUR = 12.0
RIM_PATCHES = 24
MIN_PIXELS = 400

Rgb = NDArray[np.uint8]
Plane = NDArray[np.float32]
Matrix = NDArray[np.float64]
Where = NDArray[np.bool_]


@dataclass(frozen=True)
class Measures:
    """Hold the after against the before, where both show the same and nothing was treated.

    ``exposure_ev``: how much brighter, in stops (median). ``colour_shift`` and ``warmth``: the
    median move in a*b* of CIELAB (D65), and its b* part: positive is yellower. ``sharpness``: fine
    detail, as a ratio. ``background``: the share of the rim that shows something else.
    ``overlap``: the share of the before that the after shows too. None: cannot be told.
    """

    overlap: float
    exposure_ev: float | None = None
    colour_shift: float | None = None
    warmth: float | None = None
    sharpness: float | None = None
    background: float | None = None


def measure(before: Rgb, after: Rgb, matrix: Matrix, hidden: Sequence[Area]) -> Measures:
    """Compare two sRGB pictures; ``matrix`` maps the before's pixels to the after's.

    ``hidden`` areas of the before are left out: treatment may change them.
    """
    one, other, shown = _overlaid(before, after, matrix)
    overlap = float(shown.mean())
    used = shown & ~_inside(shown.shape, hidden)
    if int(used.sum()) < MIN_PIXELS:
        return Measures(overlap)
    shift = _lab(other) - _lab(one)
    middle = np.median(shift[used], axis=0)
    return Measures(
        overlap=overlap,
        exposure_ev=_exposure(one, other, used),
        colour_shift=float(np.hypot(middle[1], middle[2])),
        warmth=float(middle[2]),
        sharpness=_sharpness(one, other, used),
        background=_background(shift - middle, used),
    )


def _overlaid(before: Rgb, after: Rgb, matrix: Matrix) -> tuple[Rgb, Rgb, Where]:
    """Return both in the before's small coordinates, and where the after has pixels."""
    height_px, width_px = before.shape[:2]
    shrink = min(1.0, MEASURING_EDGE_PX / max(height_px, width_px))
    size = (max(1, round(width_px * shrink)), max(1, round(height_px * shrink)))
    # Corner-based coordinates of the frame to OpenCV's, which count from the pixel's middle.
    half = np.array([0.5, 0.5])
    centred = matrix.copy()
    centred[:, 2] += matrix[:, :2] @ half - half
    full = np.full(after.shape[:2], 255, np.uint8)
    warped, there = (_warped(each, centred, (width_px, height_px)) for each in (after, full))
    small = [
        cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (before, warped, there)
    ]
    return small[0].astype(np.uint8), small[1].astype(np.uint8), small[2] == 255


def _warped(picture: Rgb, matrix: Matrix, size: tuple[int, int]) -> Rgb:
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=how), np.uint8)


def _inside(shape: tuple[int, ...], hidden: Sequence[Area]) -> Where:
    mask = np.zeros(shape, np.bool_)
    for area in hidden:
        rows = slice(int(area.top * shape[0]), int(np.ceil(area.bottom * shape[0])))
        columns = slice(int(area.left * shape[1]), int(np.ceil(area.right * shape[1])))
        mask[rows, columns] = True
    return mask


def _lab(rgb: Rgb) -> Plane:
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def _exposure(one: Rgb, other: Rgb, used: Where) -> float | None:
    green = (one[..., 1], other[..., 1])  # most of the luminance
    usable = used & (np.minimum(*green) > DARKEST) & (np.maximum(*green) < BRIGHTEST)
    if int(usable.sum()) < MIN_PIXELS:
        return None
    light = [_linear(channel[usable]) for channel in green]
    return float(np.median(np.log2(light[1] / light[0])))


def _linear(levels: Rgb) -> Plane:
    """Undo the sRGB transfer function (IEC 61966-2-1)."""
    value = levels.astype(np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _sharpness(one: Rgb, other: Rgb, used: Where) -> float | None:
    inner = cv2.erode(used.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    detail = [
        float(_detail(picture)[inner].mean()) if inner.any() else 0.0 for picture in (one, other)
    ]
    return detail[1] / detail[0] if detail[0] > 0 else None


def _detail(rgb: Rgb) -> Plane:
    """Return what is fine, relative to the local light: exposure must not count as sharpness."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine, coarse = cv2.GaussianBlur(grey, (0, 0), 0.7), cv2.GaussianBlur(grey, (0, 0), 2.0)
    return np.asarray(np.abs(fine - coarse) / (coarse + 16), np.float32)


def _background(shift: Plane, used: Where) -> float | None:
    """Return the share of patches along the rim whose colour differs beyond the light's change."""
    height_px, width_px = used.shape
    smooth = cv2.GaussianBlur(np.where(used[..., None], shift, 0).astype(np.float32), (0, 0), 2.0)
    difference = np.linalg.norm(smooth, axis=2)
    rows, columns = np.indices(used.shape)
    depth = np.minimum.reduce(
        [rows / height_px, columns / width_px, 1 - rows / height_px, 1 - columns / width_px]
    )
    rim = used & (depth < RIM)
    angle = np.arctan2(rows / height_px - 0.5, columns / width_px - 0.5)
    patch = ((angle / (2 * np.pi) + 0.5) * RIM_PATCHES).astype(int) % RIM_PATCHES
    seen = [difference[rim & (patch == each)] for each in range(RIM_PATCHES)]
    told = [float(np.median(values)) > OTHER_COLOUR for values in seen if len(values) >= 20]
    return sum(told) / len(told) if len(told) >= RIM_PATCHES / 4 else None
