"""Turn one decoded photo into its renditions; runs inside the sandboxed child."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

from PIL import Image

from gallery.imaging.bands import Each
from gallery.imaging.decode import Decoded, decode
from gallery.imaging.edits import Edits, Mask
from gallery.imaging.encode import encode, settings_of
from gallery.imaging.frame import Cut, plan_cut
from gallery.imaging.geometry import Level, fit_long_edge, levels, oriented
from gallery.imaging.limits import Limits
from gallery.imaging.mask import SCALED_SPREAD_PX, SPREAD_PX
from gallery.imaging.picture import Picture, Step
from gallery.imaging.rights import to_xmp
from gallery.imaging.source_type import source_type_of
from gallery.imaging.specs import (
    LONG_EDGES_PX,
    PREVIEW_EDGE_PX,
    Rights,
    Size,
    Variant,
    Watermark,
    spec_name,
)

EARLY_FORMATS, LATE_FORMATS = ("jpg", "webp"), ("avif",)
#: The largest AVIF takes as long as all smaller files together: begun with the JPEG and WebP of
#: this size, counted from the largest, it does not keep one core waiting for the other at the end.
LARGEST_BEGINS_AT = 2


@dataclass(frozen=True)
class Order:
    """Say what is to be made of a photo; see ``render.render`` for each field."""

    variant: Variant
    watermark: Watermark | None
    rights: Rights
    edits: Edits = field(default_factory=Edits)
    threads: int = 1
    #: Files such as ``marked-960.avif`` to be made; None for all.
    only: frozenset[str] | None = None


@dataclass(frozen=True)
class Product:
    """Hold one encoded file, and how it was made."""

    spec: str
    format: str
    size: Size
    content: bytes
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class _Coming:
    """Hold what one file is encoded from."""

    spec: str
    format: str
    picture: Picture
    xmp: bytes

    def encoded(self) -> Product:
        content = encode(self.picture.image, self.format, self.xmp)
        step = {
            "op": "encode",
            "settings": settings_of(self.format),
            "xmp_sha256": hashlib.sha256(self.xmp).hexdigest(),
        }
        return Product(
            self.spec, self.format, self.picture.size, content, (*self.picture.steps, step)
        )


def produce(file: BinaryIO, limits: Limits, order: Order) -> Iterator[Product]:
    """Yield all renditions of ``file``: JPEG and WebP first, AVIF last, each largest first.

    :raises PictureRejected: as ``decode.decode`` does.
    """
    xmp = to_xmp(order.rights, source_type_of(file))
    early: list[Callable[[], Product]] = []
    late: list[Callable[[], Product]] = []
    waiting: list[_Coming] = []
    with ExitStack() as stack:
        later, each = _scheduler(stack, order.threads)
        for number, (level, picture) in enumerate(_cascade(file, limits, order.edits, each)):
            if number == LARGEST_BEGINS_AT:
                late += map(later, waiting[:1])
                del waiting[:1]
            for coming in _coming(spec_name(order.variant, level.name_px), picture, order, xmp):
                if coming.format in EARLY_FORMATS:
                    early.append(later(coming))
                else:
                    waiting.append(coming)
        late += map(later, waiting)
        for product in (*early, *late):
            yield product()


def _coming(spec: str, picture: Picture, order: Order, xmp: bytes) -> list[_Coming]:
    """Return what is to be encoded of one size, all of it from one picture with the mark."""
    names = [
        name
        for name in (*EARLY_FORMATS, *LATE_FORMATS)
        if order.only is None or f"{spec}.{name}" in order.only
    ]
    shown = picture.marked(order.watermark) if names and order.watermark else picture
    return [_Coming(spec, name, shown, xmp) for name in names]


def make_preview(
    decoded: Decoded,
    quarter_turns: int = 0,
    long_edge_px: int = PREVIEW_EDGE_PX,
    masks: tuple[Mask, ...] = (),
) -> Product:
    """Encode a private picture for staff: clean, without even the rights."""
    image = upright_srgb(decoded, long_edge_px, quarter_turns, masks, is_quick=True)
    spec = f"preview-{long_edge_px}"
    return Product(spec, "jpg", Size(*image.size), encode(image, "jpg", None))


def upright_srgb(
    decoded: Decoded,
    long_edge_px: int,
    quarter_turns: int = 0,
    masks: tuple[Mask, ...] = (),
    *,
    is_quick: bool = False,
) -> Image.Image:
    """Hide what is masked, scale to ``long_edge_px`` at most, convert to sRGB, turn upright.

    ``is_quick`` is for looking at, not for measuring.
    """
    orientation = decoded.facts.orientation
    picture = _covered(decoded, masks, quarter_turns)
    target = fit_long_edge(oriented(decoded.stored_size, orientation, quarter_turns), long_edge_px)
    cut = Cut.whole(oriented(picture.size, orientation, quarter_turns), target)
    shown = picture.shown(cut, decoded.profile, orientation, quarter_turns, is_quick=is_quick)
    return shown.image


def _covered(decoded: Decoded, masks: tuple[Mask, ...], quarter_turns: int) -> Picture:
    """Begin with what is not masked: nothing is made of the rest."""
    picture = Picture.of(decoded)
    spread_px = SPREAD_PX if picture.size == decoded.stored_size else SCALED_SPREAD_PX
    return picture.masked(masks, spread_px, decoded.facts.orientation, quarter_turns)


def _cascade(
    file: BinaryIO, limits: Limits, edits: Edits, each: Each
) -> Iterator[tuple[Level, Picture]]:
    """Yield each level's clean picture, largest first, each made from the one before."""
    decoded = decode(file, limits, max(LONG_EDGES_PX), edits.framing)
    orientation, turns = decoded.facts.orientation, edits.quarter_turns
    viewed = oriented(decoded.stored_size, orientation, turns)
    picture = _covered(decoded, edits.masks, turns)
    cut = plan_cut(viewed, oriented(picture.size, orientation, turns), edits.framing)
    picture = picture.shown(cut, decoded.profile, orientation, turns, each)
    del decoded  # up to 180 MB that nobody needs any more
    if cut.affine is not None:
        picture = picture.sampled(cut.affine, cut.target)
    shown = edits.shown_size(viewed)
    for level in levels(shown):
        picture = picture.resized(fit_long_edge(shown, level.long_edge_px))
        yield level, picture


def _scheduler(
    stack: ExitStack, threads: int
) -> tuple[Callable[[_Coming], Callable[[], Product]], Each]:
    """Return how to encode, at once on a pool or on demand with one thread; and who does bands."""
    if threads <= 1:
        return (lambda coming: coming.encoded), map
    pool = stack.enter_context(ThreadPoolExecutor(threads))

    def submit(coming: _Coming) -> Callable[[], Product]:
        future: Future[Product] = pool.submit(coming.encoded)
        return future.result

    return submit, pool.map
