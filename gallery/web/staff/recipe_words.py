"""Say in plain words how a published picture was made from its original (rule R10)."""

import math
from collections.abc import Callable
from typing import Any

from gallery.models import Photo

Step = dict[str, Any]


def how_it_was_made(photo: Photo) -> tuple[str, ...]:
    """Return the steps to the largest picture of a photo; none before it was made."""
    rows = [row for row in photo.renditions if row.format == "jpg" and row.recipe]
    if not rows:
        return ()
    largest = max(rows, key=lambda row: (row.width_px, row.spec))
    steps = (largest.recipe or {}).get("steps", [])
    return tuple(words for step in steps if (words := _said(step)))


def _said(step: Step) -> str | None:
    """Return a sentence; None for a step that changed nothing, or that is not known here."""
    say = WORDS.get(str(step.get("op")))
    try:
        return say(step) if say else None
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def _decoded(step: Step) -> str:
    stored, decoded = _size(step["stored_px"]), _size(step["decoded_px"])
    return f"Read: {stored}" + (f", at {decoded} while reading" if stored != decoded else "")


def _turned(step: Step) -> str:
    degrees = math.degrees(math.atan2(step["matrix"][3], step["matrix"][0]))
    return f"Turned by {degrees:.1f}° and shifted, to lie over its pair"


def _converted(step: Step) -> str | None:
    return "Colours converted to sRGB" if step["converted"] else None


def _cut(step: Step) -> str:
    left, top, right, bottom = step["box_px"]
    return f"Cut to {_size([round(right - left), round(bottom - top)])}"


def _masked(step: Step) -> str:
    count = len(step["masks"])
    return f"{count} mask{'' if count == 1 else 's'} drawn into the pixels"


def _size(sides: list[int]) -> str:
    width, height = sides
    return f"{width} \N{MULTIPLICATION SIGN} {height} px"


WORDS: dict[str, Callable[[Step], str | None]] = {
    "decode": _decoded,
    "mask": _masked,
    "crop": _cut,
    "resize": lambda step: f"Scaled to {_size(step['to_px'])}",
    "srgb": _converted,
    "transpose": lambda _: "Turned upright",
    "affine": _turned,
    "mark": lambda _: "Watermark drawn",
    "encode": lambda step: f"Saved, quality {int(step['settings']['quality'])}",
}
