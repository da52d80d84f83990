"""The only things that can be done to a photo on its way out, each writing down what it did.

Rule R10 by construction: the pipeline holds a ``Picture``, and this is all that a picture can do.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from PIL import Image

from gallery.imaging.bands import BANDS, Each, Rows, in_bands
from gallery.imaging.colour import INTENT, srgb_conversion
from gallery.imaging.decode import Decoded
from gallery.imaging.edits import Mask, masks_to_json
from gallery.imaging.frame import Box, Cut, stored_box
from gallery.imaging.geometry import oriented
from gallery.imaging.mask import TONE, draw_masks
from gallery.imaging.specs import Size, Watermark
from gallery.imaging.turn import transposes, turn_upright
from gallery.imaging.watermark import draw_mark

#: One line of a recipe: ``op`` and its parameters, as JSON has them; docs/imaging.md lists them.
Step = dict[str, Any]
#: How many times larger than its target a quick picture still is before the kernel comes; from 2
#: on nobody sees a difference, and 12 MP take 20 ms instead of 90.
QUICK_GAP = 2.0


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

    def shown(
        self,
        cut: Cut,
        profile: bytes | None,
        orientation: int,
        quarter_turns: int,
        each: Each = map,
        *,
        is_quick: bool = False,
    ) -> "Picture":
        """Cut and scale, then convert to sRGB, then turn as the camera and then staff said.

        In this order because converting 22 MP takes 0.6 s and 4 MP 0.1 s; turning likewise.
        ``each`` makes two bands of what is viewed: kernels read over the border between them, but
        Pillow rounds otherwise than in one piece (by one of 255 levels, at hard edges by some).
        ``is_quick`` takes means of whole pixels first: for staff's eyes, never to be published.
        """
        turn = (orientation, quarter_turns)
        viewed, target = oriented(self.size, *turn), oriented(cut.scaled, *turn)
        box = stored_box(cut.box, viewed, *turn)
        kernel = _kernel(box, target)
        convert = srgb_conversion(self.image.mode, profile)

        def band(rows: Rows) -> Image.Image:
            part = cut.box.rows(*(row / cut.scaled.height_px for row in rows))
            size = oriented(Size(cut.scaled.width_px, rows[1] - rows[0]), *turn)
            gap = QUICK_GAP if is_quick else None
            image = _fitted(self.image, stored_box(part, viewed, *turn), size, kernel, gap)
            return turn_upright(image if convert is None else convert(image), *turn)

        steps = (
            *_fit_steps(self.size, box, target, kernel),
            _srgb_step(self.image.mode, profile, is_converted=convert is not None),
            *_turn_steps(*turn),
        )
        return Picture(in_bands(cut.scaled, band, each), (*self.steps, *steps))

    def resized(self, target: Size) -> "Picture":
        """Scale all of it to ``target``."""
        if self.size == target:
            return self
        everything, kernel = Box(0, 0, *self.image.size), Image.Resampling.LANCZOS
        image = _fitted(self.image, everything, target, kernel)
        return self._with(image, _resize_step(everything, target, kernel))

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


def _kernel(part: Box, target: Size) -> Image.Resampling | None:
    """Choose how to scale ``part``; None where it is cut out pixel by pixel."""
    width, height = part.right - part.left, part.bottom - part.top
    if (width, height) == (target.width_px, target.height_px) and part.is_whole:
        return None
    # What is made from the result is made with Lanczos, which brings its quality back to that of
    # Lanczos throughout. Nearer to 1 bicubic softens more and saves less (docs/performance.md).
    is_cheaper = 1.5 <= width / target.width_px < 2
    return Image.Resampling.BICUBIC if is_cheaper else Image.Resampling.LANCZOS


def _fitted(
    image: Image.Image,
    part: Box,
    target: Size,
    kernel: Image.Resampling | None,
    gap: float | None = None,
) -> Image.Image:
    if kernel is None:
        return image.crop(part.ends)
    return image.resize((target.width_px, target.height_px), kernel, part.ends, gap)


def _fit_steps(
    size: Size, part: Box, target: Size, kernel: Image.Resampling | None
) -> tuple[Step, ...]:
    if kernel is not None:
        return (_resize_step(part, target, kernel) | {"bands": BANDS},)
    if target == size:
        return ()
    return ({"op": "crop", "box_px": list(part.ends)},)


def _resize_step(part: Box, target: Size, kernel: Image.Resampling) -> Step:
    to_px = [target.width_px, target.height_px]
    return {"op": "resize", "box_px": list(part.ends), "to_px": to_px, "kernel": kernel.name}


def _srgb_step(mode: str, profile: bytes | None, *, is_converted: bool) -> Step:
    return {
        "op": "srgb",
        "from_mode": mode,
        "profile_sha256": hashlib.sha256(profile).hexdigest() if profile else None,
        "intent": INTENT.name,
        "black_point_compensation": True,
        "converted": is_converted,
    }


def _turn_steps(orientation: int, quarter_turns: int) -> tuple[Step, ...]:
    methods = [method.name for method in transposes(orientation, quarter_turns)]
    return ({"op": "transpose", "methods": methods},) if methods else ()
