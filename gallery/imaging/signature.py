"""Clean a signature that was drawn on a screen, in a sandboxed child."""

import io

from PIL import Image, ImageChops

from gallery.errors import InvalidInput
from gallery.imaging import sandbox
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 8_000_000
#: Drawn strokes are dark; fewer dark pixels than this are a slip of the finger.
LEAST_INK_PX = 60
LEAST_EXTENT_PX = 12
_INK_BELOW = 160
_WIDEST_PX = 1600


def clean_signature(png: bytes, limits: Limits) -> bytes:
    """Return the drawn strokes alone, dark on white, as a greyscale PNG without metadata.

    :raises InvalidInput: field ``signature``; ``signature_too_large`` over 2 MB or 8 megapixels,
        ``signature_unreadable`` if it is no PNG, ``signature_empty`` without a stroke.
    """
    if len(png) > MAX_BYTES:
        raise _refused("signature_too_large", "The drawn signature is over 2 MB: draw it again.")
    answers = list(sandbox.run("signature", {}, limits, bodies=(png,)))
    if len(answers) != 1:
        raise no_result()
    return answers[0].body


def strokes_of(png: bytes) -> bytes:
    """Decode, flatten and crop; called inside the child; raises as :func:`clean_signature`."""
    flat = _flattened(png)
    ink = flat.point(lambda value: 255 if value < _INK_BELOW else 0)
    box = ink.getbbox()
    if box is None or ink.histogram()[255] < LEAST_INK_PX:
        raise _refused("signature_empty", "The signature is empty: sign in the box, or type.")
    width_px, height_px = box[2] - box[0], box[3] - box[1]
    if max(width_px, height_px) < LEAST_EXTENT_PX:
        raise _refused("signature_empty", "The signature is only a dot: sign in the box.")
    cut = flat.crop(_with_margin(box, flat.size))
    cut.thumbnail((_WIDEST_PX, _WIDEST_PX))
    buffer = io.BytesIO()
    cut.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _flattened(png: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _refused("signature_too_large", "The drawn signature is too large.")
            drawn = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError):
        raise _refused(
            "signature_unreadable", "The drawn signature cannot be read: draw it again, or type."
        ) from None
    white = Image.new("RGBA", drawn.size, "white")
    return ImageChops.darker(white, Image.alpha_composite(white, drawn)).convert("L")


def _with_margin(
    box: tuple[int, int, int, int], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return max(0, left - 8), max(0, top - 8), min(size[0], right + 8), min(size[1], bottom + 8)


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput(message, fields={"signature": message}, code=code)
