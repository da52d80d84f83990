"""Turn one decoded photo into its renditions; runs inside the sandboxed child."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

from PIL import Image

from gallery.imaging.decode import Decoded, decode
from gallery.imaging.edits import Edits, Mask
from gallery.imaging.encode import encode, settings_of
from gallery.imaging.frame import Box, Cut, plan_cut
from gallery.imaging.geometry import Level, fit_long_edge, levels, oriented, to_stored
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
    pending: list[Callable[[], Product]] = []
    late: list[_Coming] = []
    with ExitStack() as stack:
        later = _scheduler(stack, order.threads)
        for level, picture in _cascade(file, limits, order.edits):
            spec = spec_name(order.variant, level.name_px)
            names = [
                name
                for name in (*EARLY_FORMATS, *LATE_FORMATS)
                if order.only is None or f"{spec}.{name}" in order.only
            ]
            shown = picture.marked(order.watermark) if names and order.watermark else picture
            coming = [_Coming(spec, name, shown, xmp) for name in names]
            late += [each for each in coming if each.format in LATE_FORMATS]
            pending += [later(each) for each in coming if each.format in EARLY_FORMATS]
        pending += [later(each) for each in late]
        for product in pending:
            yield product()


def make_preview(
    decoded: Decoded,
    quarter_turns: int = 0,
    long_edge_px: int = PREVIEW_EDGE_PX,
    masks: tuple[Mask, ...] = (),
) -> Product:
    """Encode a private picture for staff: clean, without even the rights."""
    image = upright_srgb(decoded, long_edge_px, quarter_turns, masks)
    spec = f"preview-{long_edge_px}"
    return Product(spec, "jpg", Size(*image.size), encode(image, "jpg", None))


def upright_srgb(
    decoded: Decoded,
    long_edge_px: int,
    quarter_turns: int = 0,
    masks: tuple[Mask, ...] = (),
) -> Image.Image:
    """Hide what is masked, scale to ``long_edge_px`` at most, then sRGB, then upright.

    In this order because converting 22 MP to sRGB takes 0.6 s and 4 MP 0.1 s; turning likewise.
    """
    picture = _covered(decoded, masks, quarter_turns)
    picture = picture.resized(fit_long_edge(decoded.stored_size, long_edge_px))
    return picture.in_srgb(decoded.profile).upright(decoded.facts.orientation, quarter_turns).image


def _covered(decoded: Decoded, masks: tuple[Mask, ...], quarter_turns: int) -> Picture:
    """Begin with what is not masked: nothing is made of the rest."""
    picture = Picture.of(decoded)
    spread_px = SPREAD_PX if picture.size == decoded.stored_size else SCALED_SPREAD_PX
    return picture.masked(masks, spread_px, decoded.facts.orientation, quarter_turns)


def _cascade(file: BinaryIO, limits: Limits, edits: Edits) -> Iterator[tuple[Level, Picture]]:
    """Yield each level's clean picture, largest first, each made from the one before."""
    decoded = decode(file, limits, max(LONG_EDGES_PX), edits.framing)
    facts, profile, turns = decoded.facts, decoded.profile, edits.quarter_turns
    viewed = oriented(decoded.stored_size, facts.orientation, turns)
    picture, cut = _scaled(decoded, viewed, edits)
    del decoded  # up to 180 MB that nobody needs any more
    picture = picture.in_srgb(profile).upright(facts.orientation, turns)
    if cut.affine is not None:
        picture = picture.sampled(cut.affine, cut.target)
    shown = edits.shown_size(viewed)
    for level in levels(shown):
        picture = picture.resized(fit_long_edge(shown, level.long_edge_px))
        yield level, picture


def _scaled(decoded: Decoded, viewed: Size, edits: Edits) -> tuple[Picture, Cut]:
    """Hide what is masked, then cut and scale towards the largest size, as stored."""
    orientation, turns = decoded.facts.orientation, edits.quarter_turns
    picture = _covered(decoded, edits.masks, turns)
    as_viewed = oriented(picture.size, orientation, turns)
    cut = plan_cut(viewed, as_viewed, edits.framing)
    box = _stored_box(cut.box, as_viewed, orientation, turns)
    return picture.resized(oriented(cut.scaled, orientation, turns), box), cut


def _stored_box(box: Box, viewed: Size, orientation: int, quarter_turns: int) -> Box:
    """Turn a part of the decoded picture as viewed back to how it is stored."""
    stored = oriented(viewed, orientation, quarter_turns)
    (x0, y0), (x1, y1) = (
        to_stored((x / viewed.width_px, y / viewed.height_px), orientation, quarter_turns)
        for x, y in ((box.left, box.top), (box.right, box.bottom))
    )
    return Box(
        min(x0, x1) * stored.width_px,
        min(y0, y1) * stored.height_px,
        max(x0, x1) * stored.width_px,
        max(y0, y1) * stored.height_px,
    )


def _scheduler(stack: ExitStack, threads: int) -> Callable[[_Coming], Callable[[], Product]]:
    """Return a function that encodes at once on a pool, or on demand with one thread."""
    if threads <= 1:
        return lambda coming: coming.encoded
    pool = stack.enter_context(ThreadPoolExecutor(threads))

    def submit(coming: _Coming) -> Callable[[], Product]:
        future: Future[Product] = pool.submit(coming.encoded)
        return future.result

    return submit


def _size(image: Image.Image) -> Size:
    return Size(image.width, image.height)
