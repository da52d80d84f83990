"""A before and its after, moved in a known way, with marks that can be found again."""

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageDraw

from tests.support.pictures import encoded

WIDTH_PX, HEIGHT_PX = 600, 800
#: The middles of the red discs, in pixels of the before.
DISCS = ((200, 280), (413, 533))
ISO = 200
SCALE, TURN_DEG, X_PX, Y_PX = 1.06, 2.5, -7.0, -27.0


def scene(seed: int = 7) -> Image.Image:
    """Draw a before: skin-like tones with freckles, two red discs in it."""
    random = np.random.default_rng(seed)
    coarse = random.integers(150, 200, (9, 7, 3), dtype=np.uint8)
    picture = Image.fromarray(coarse).resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(900):
        x, y, r = (
            random.uniform(0, WIDTH_PX),
            random.uniform(0, HEIGHT_PX),
            random.uniform(1.2, 3.5),
        )
        tone = int(random.integers(70, 150))
        draw.ellipse((x - r, y - r * 0.7, x + r, y + r * 0.7), fill=(tone, tone - 20, tone - 40))
    for x, y in DISCS:
        draw.ellipse((x - 17, y - 17, x + 17, y + 17), fill=(230, 0, 0))
    return picture


def moved(picture: Image.Image) -> Image.Image:
    """Return the picture as another visit would have it: scaled, turned, shifted."""
    a = SCALE * math.cos(math.radians(TURN_DEG))
    b = SCALE * math.sin(math.radians(TURN_DEG))
    truth = np.array([[a, -b, X_PX], [b, a, Y_PX], [0, 0, 1]])
    back = np.linalg.inv(truth)[:2].ravel()
    return picture.transform(
        picture.size, Image.Transform.AFFINE, tuple(back), Image.Resampling.BICUBIC
    )


def shifted_pair(seed: int = 7) -> tuple[bytes, bytes]:
    """Return the JPEG files of a before and its after."""
    before, exif = scene(seed), Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ISOSpeedRatings] = ISO
    first, second = (encoded(each, quality=92, exif=exif) for each in (before, moved(before)))
    return first, second


def discs_in(content: bytes) -> NDArray[np.float64]:
    """Return the middles of the red discs, from the upper to the lower, in pixels."""
    with Image.open(io.BytesIO(content)) as opened:
        rgb = np.asarray(opened.convert("RGB"), dtype=np.float64)
    red = (rgb[..., 0] > 150) & (rgb[..., 1] < 70) & (rgb[..., 2] < 70)
    rows, columns = np.nonzero(red)
    is_upper = rows < (rows.min() + rows.max()) / 2
    return np.array(
        [(columns[part].mean() + 0.5, rows[part].mean() + 0.5) for part in (is_upper, ~is_upper)]
    )
