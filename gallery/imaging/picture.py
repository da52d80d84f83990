"""The only things that can be done to a photo on its way out, each writing down what it did.

Rule R10 by construction: the pipeline holds a ``Picture``, and this is all that a picture can do.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from PIL import Image

from gallery.imaging.colour import INTENT, to_srgb
from gallery.imaging.decode import Decoded
from gallery.imaging.edits import Mask, masks_to_json
from gallery.imaging.frame import Box
from gallery.imaging.mask import TONE, draw_masks
from gallery.imaging.specs import Size, Watermark
from gallery.imaging.turn import transposes, turn_upright
from gallery.imaging.watermark import draw_mark

#: One line of a recipe: ``op`` and its parameters, as JSON has them; docs/imaging.md lists them.
Step = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """Hold pixels and how they came about, step by step."""

    image: Image.Image
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, decoded: Decoded) -> "Picture":
        """Begin with decoded pixels, as stored and in their own colour space."""
        step = {
            "op": "decode",
            "format": decoded.kind,
            "stored_px": [decoded.stored_size.width_px, decoded.stored_size.height_px],
            "decoded_px": list(decoded.image.size),
            "mode": decoded.image.mode,
            "exif_orientation": decoded.facts.orientation,
        }
        return cls(decoded.image, (step,))

    @property
    def size(self) -> Size:
        """Return the size in pixels."""
        return Size(self.image.width, self.image.height)

    def masked(
        self, masks: tuple[Mask, ...], spread_px: int, orientation: int, quarter_turns: int
    ) -> "Picture":
        """Cover what is to be hidden, in the pixels themselves."""
        if not masks:
            return self
        draw_masks(self.image, masks, spread_px, orientation, quarter_turns)
        told = masks_to_json(masks)
        return self._with(self.image, {"op": "mask", "masks": told, "spread_px": spread_px,
                                       "tone": TONE, "quarter_turns": quarter_turns})  # fmt: skip

    def resized(self, target: Size, box: Box | None = None) -> "Picture":
        """Scale all, or the part in ``box``, to ``target``; whole pixels are only cut."""
        image, size = self.image, (target.width_px, target.height_px)
        everything = Box(0.0, 0.0, image.width, image.height)
        part = everything if box is None else box.rounded()
        if part == everything and self.size == target:
            return self
        ends = (part.left, part.top, part.right, part.bottom)
        width, height = part.right - part.left, part.bottom - part.top
        is_whole = all(end == round(end) for end in ends)
        if is_whole and width == target.width_px and height == target.height_px:
            return self._with(image.crop(ends), {"op": "crop", "box_px": list(ends)})
        # Below a factor of two bicubic is as good as Lanczos (measured) and cheaper.
        is_slight = width / target.width_px < 2
        kernel = Image.Resampling.BICUBIC if is_slight else Image.Resampling.LANCZOS
        step = {"op": "resize", "box_px": list(ends), "to_px": list(size), "kernel": kernel.name}
        return self._with(image.resize(size, kernel, ends), step)

    def in_srgb(self, profile: bytes | None) -> "Picture":
        """Convert to sRGB; ``converted`` is false where the pixels were sRGB already."""
        image = to_srgb(self.image, profile)
        step = {
            "op": "srgb",
            "from_mode": self.image.mode,
            "profile_sha256": hashlib.sha256(profile).hexdigest() if profile else None,
            "intent": INTENT.name,
            "black_point_compensation": True,
            "converted": image is not self.image,
        }
        return self._with(image, step)

    def upright(self, orientation: int, quarter_turns: int) -> "Picture":
        """Turn as the camera and then staff said."""
        methods = [method.name for method in transposes(orientation, quarter_turns)]
        if not methods:
            return self
        image = turn_upright(self.image, orientation, quarter_turns)
        return self._with(image, {"op": "transpose", "methods": methods})

    def sampled(
        self, affine: tuple[float, float, float, float, float, float], target: Size
    ) -> "Picture":
        """Turn and shift by less than a quarter, as ``frame.Cut`` says."""
        size, kernel = (target.width_px, target.height_px), Image.Resampling.BICUBIC
        image = self.image.transform(size, Image.Transform.AFFINE, affine, kernel)
        step = {"op": "affine", "matrix": list(affine), "to_px": list(size), "kernel": kernel.name}
        return self._with(image, step)

    def marked(self, watermark: Watermark) -> "Picture":
        """Draw the practice's mark on a copy: the next size is made from the clean picture."""
        mark = draw_mark(watermark, self.size)
        image = self.image.copy()
        mark.paste_on(image)
        place = mark.box
        step = {
            "op": "mark",
            "digest": watermark.digest(),
            "box_px": [place.left_px, place.top_px, place.width_px, place.height_px],
            "pixels_sha256": hashlib.sha256(
                mark.colours.tobytes() + mark.mask.tobytes()
            ).hexdigest(),
        }
        return self._with(image, step)

    def _with(self, image: Image.Image, step: Step) -> "Picture":
        return Picture(image, (*self.steps, step))
