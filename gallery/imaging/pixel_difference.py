"""Measure how far two pictures differ; runs inside the sandboxed child."""

import io
import math
from typing import Any

from PIL import Image, ImageChops, ImageStat

from gallery.imaging.decode import decode
from gallery.imaging.limits import Limits
from gallery.imaging.produce import upright_srgb

#: More than any rendition has, so that nothing is decoded at less than its size.
WHOLE_PX = 100_000


def pixel_difference(one: bytes, other: bytes, limits: Limits) -> dict[str, Any]:
    """Return largest and mean difference of any channel, and the peak signal-to-noise ratio.

    :raises PictureRejected: if either is no acceptable picture.
    """
    first, second = (_pixels(content, limits) for content in (one, other))
    if first.size != second.size:
        return {"is_comparable": False}
    difference = ImageStat.Stat(ImageChops.difference(first, second))
    mean_square = sum(value**2 for value in difference.rms) / len(difference.rms)
    return {
        "is_comparable": True,
        "max_difference": max(high for _, high in difference.extrema),
        "mean_difference": sum(difference.mean) / len(difference.mean),
        "psnr_db": 10 * math.log10(255**2 / mean_square) if mean_square else None,
    }


def _pixels(content: bytes, limits: Limits) -> Image.Image:
    return upright_srgb(decode(io.BytesIO(content), limits, WHOLE_PX), WHOLE_PX)
