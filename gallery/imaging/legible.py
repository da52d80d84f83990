"""Prepare a decoded photo for reading the text in it; runs inside the sandboxed child."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps

from gallery.imaging.decode import Decoded
from gallery.imaging.edits import Mask
from gallery.imaging.produce import upright_srgb
from gallery.imaging.specs import READING_EDGE_PX, STAMP_LEFT_RATIO, STAMP_TOP_RATIO, Size


@dataclass(frozen=True)
class Sheet:
    """Hold one 8-bit grey picture, row by row, and how far it was turned, clockwise.

    ``look`` is how to read it: ``even`` light, ``uneven`` light, or the ``stamp`` of the camera.
    """

    quarter_turns: int
    size: Size
    grey: bytes
    look: str = "uneven"


def sheets(
    decoded: Decoded, masks: tuple[Mask, ...] = (), quarter_turns: int = 0
) -> Iterator[Sheet]:
    """Yield the picture upright, its stamp, then turned to either side: labels are stuck on askew.

    What is masked is covered first: what is read is what will be published. In uneven light the
    grey is the blue channel: skin is darkest there, so that labels stand out.
    """
    image = upright_srgb(decoded, READING_EDGE_PX, quarter_turns, masks)
    red, _, blue = image.split()
    stamp = _stamp(red, blue)
    yield Sheet(0, Size(image.width, image.height), image.convert("L").tobytes(), "even")
    yield stamp
    yield _sheet(blue, 0)
    yield _sheet(blue.transpose(Image.Transpose.ROTATE_270), 1)
    yield _sheet(blue.transpose(Image.Transpose.ROTATE_90), 3)


def _sheet(image: Image.Image, quarter_turns: int) -> Sheet:
    return Sheet(quarter_turns, Size(image.width, image.height), image.tobytes())


def _stamp(red: Image.Image, blue: Image.Image) -> Sheet:
    """Show what is orange, dark on white; half the size and thicker, to close segmented figures."""
    left, top = round(red.width * STAMP_LEFT_RATIO), round(red.height * STAMP_TOP_RATIO)
    corner = (left, top, red.width, red.height)
    orange = ImageOps.autocontrast(ImageChops.subtract(red.crop(corner), blue.crop(corner)))
    half = (max(1, orange.width // 2), max(1, orange.height // 2))
    small = ImageOps.invert(orange).resize(half, Image.Resampling.BOX)
    thick = small.filter(ImageFilter.MinFilter(3))
    return Sheet(0, Size(thick.width, thick.height), thick.tobytes(), "stamp")
