"""Read what was drawn on a photo: as JSON from the drawing, or as numbers from a form."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from gallery.errors import Conflict, InvalidInput
from gallery.imaging.edits import Area, Fill, Mask, Shape, masks_from_json, masks_to_json
from gallery.imaging.treated import areas_from_json, areas_to_json
from gallery.web.staff.forms import Form, FormReader

TREATED = "treated"
KINDS = {
    TREATED: "Treated area",
    Shape.RECTANGLE.value: "Mask, rectangle",
    Shape.ELLIPSE.value: "Mask, ellipse",
}
FILLS = {Fill.SOLID.value: "Solid", Fill.MOSAIC.value: "Mosaic"}
SIDES = ("left", "top", "right", "bottom")
FIELDS = frozenset({"kind", "fill", *SIDES})
_UNREADABLE = "The drawing could not be read. Draw it again, or add shapes by numbers."


@dataclass(frozen=True)
class Drawing:
    """Hold all masks and treated areas of a photo."""

    masks: tuple[Mask, ...]
    areas: tuple[Area, ...]

    def to_json(self) -> str:
        """Return the drawing as the page's script takes it."""
        shapes = {"masks": masks_to_json(self.masks), "treated_areas": areas_to_json(self.areas)}
        return json.dumps(shapes, separators=(",", ":"))

    def seen(self, quarter_turns: int) -> str:
        """Name what a page shows: a form that was sent from another state is not taken."""
        return hashlib.sha256(f"{quarter_turns} {self.to_json()}".encode()).hexdigest()[:16]


def parse(form: Form, kept: Drawing, quarter_turns: int) -> Drawing:
    """Return the drawing that a form asks for; ``kept`` is what the photo has, as it is turned.

    :raises InvalidInput: names what cannot be used.
    :raises Conflict: ``done_meanwhile``: the page was opened before another turn or drawing, and
        its shapes would come to lie elsewhere, or take others away.
    """
    now = kept.seen(quarter_turns)
    if form.get("seen", now) != now:
        raise Conflict(
            "The photo was turned, or drawn on, after this page was opened. Look again, then save.",
            code="done_meanwhile",
        )
    match form.get("do"):
        case "add":
            return _with_one_more(form, kept)
        case "remove":
            return _with_one_less(form, kept)
        case _:
            return _drawn(form.get("drawing", ""))


def _drawn(text: str) -> Drawing:
    try:
        told: dict[str, Any] = json.loads(text)
        masks, areas = told["masks"], told["treated_areas"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInput(_UNREADABLE, fields={"drawing": _UNREADABLE}) from None
    if not isinstance(masks, list) or not isinstance(areas, list):
        raise InvalidInput(_UNREADABLE, fields={"drawing": _UNREADABLE})
    return Drawing(masks_from_json(masks), areas_from_json(areas))


def _with_one_more(form: Form, kept: Drawing) -> Drawing:
    read = FormReader(form)
    kind = read.choice("kind", KINDS, label="What", needed=True)
    fill = read.choice("fill", FILLS, label="Look") or Fill.SOLID.value
    ends = {side: _ratio(read, side) for side in SIDES}
    if not read.faults:
        for low, high in (("left", "right"), ("top", "bottom")):
            if ends[low] >= ends[high]:
                read.faults[high] = f"{high.capitalize()} must be more than {low}."
    read.finish()
    if kind is None or kind == TREATED:
        return Drawing(kept.masks, (*kept.areas, Area(**ends)))
    points = ((ends["left"], ends["top"]), (ends["right"], ends["bottom"]))
    return Drawing((*kept.masks, Mask(Shape(kind), points, Fill(fill))), kept.areas)


def _ratio(read: FormReader, side: str) -> float:
    """Read a number of percent, with one decimal or none."""
    text = read.form.get(side, "").strip().replace(",", ".")
    try:
        percent = float(text)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        read.faults[side] = f"{side.capitalize()}: give percent of the picture, 0 to 100."
    return percent / 100


def _with_one_less(form: Form, kept: Drawing) -> Drawing:
    number = form.get("number", "")
    at = int(number) - 1 if number.isdecimal() and len(number) < 4 else -1
    which = kept.areas if form.get("kind") == TREATED else kept.masks
    if not 0 <= at < len(which):
        raise InvalidInput("This shape is not there any more: look again.")
    if form.get("kind") == TREATED:
        return Drawing(kept.masks, kept.areas[:at] + kept.areas[at + 1 :])
    return Drawing(kept.masks[:at] + kept.masks[at + 1 :], kept.areas)
