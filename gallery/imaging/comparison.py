"""Register two untrusted photos and measure them; runs inside the sandboxed child."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from gallery.imaging.comparability.measure import measure
from gallery.imaging.decode import decode
from gallery.imaging.edits import Area
from gallery.imaging.geometry import oriented
from gallery.imaging.limits import Limits
from gallery.imaging.produce import upright_srgb
from gallery.imaging.registration import WORKING_EDGE_PX, Fit, register
from gallery.imaging.specs import Size


@dataclass(frozen=True)
class Side:
    """Say how one photo is seen: turns by staff, and what to leave out."""

    quarter_turns: int
    hidden: tuple[Area, ...]


@dataclass(frozen=True)
class _Seen:
    rgb: NDArray[np.uint8]
    scale: tuple[float, float]
    capture: dict[str, Any]

    @property
    def grey(self) -> NDArray[np.uint8]:
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def prepare() -> None:
    """Keep OpenCV to one thread: a child has one core, and threads do not survive a fork."""
    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)


def compare(
    before: BinaryIO, after: bytes, limits: Limits, sides: Sequence[Side]
) -> dict[str, Any]:
    """Return the fit, in pixels of the full-size photos, its signs, and what was measured.

    What the cameras said of their settings is told as well: photos from before do not have it.

    :raises PictureRejected: as ``decode.decode`` does, for either photo.
    """
    ours, theirs = sides
    one = _see(before, limits, ours)
    other = _see(io.BytesIO(after), limits, theirs)
    fit = register(one.grey, other.grey, ours.hidden, theirs.hidden)
    measures = None
    if fit.matrix is not None:
        measures = asdict(measure(one.rgb, other.rgb, fit.matrix, ours.hidden))
    return {
        "matrix": _full_size(fit, one, other),
        "signs": asdict(fit.signs),
        "measures": measures,
        "captures": [one.capture, other.capture],
    }


def _see(file: BinaryIO, limits: Limits, side: Side) -> _Seen:
    decoded = decode(file, limits, WORKING_EDGE_PX)
    full = oriented(decoded.stored_size, decoded.facts.orientation, side.quarter_turns)
    image = upright_srgb(decoded, WORKING_EDGE_PX, side.quarter_turns)
    size = Size(*image.size)
    scale = (full.width_px / size.width_px, full.height_px / size.height_px)
    return _Seen(np.asarray(image, np.uint8), scale, decoded.facts.capture.to_json())


def _full_size(fit: Fit, one: _Seen, other: _Seen) -> list[float] | None:
    """Return a, b, x_px and y_px of (a, -b, x; b, a, y) between the full-size photos."""
    if fit.matrix is None:
        return None
    ours, theirs = (sum(seen.scale) / 2 for seen in (one, other))
    a, b = fit.matrix[0, 0] * theirs / ours, fit.matrix[1, 0] * theirs / ours
    x_px, y_px = fit.matrix[0, 2] * other.scale[0], fit.matrix[1, 2] * other.scale[1]
    return [float(value) for value in (a, b, x_px, y_px)]
