"""Turn one decoded photo into its renditions; runs inside the sandboxed child."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

from PIL import Image

from gallery.imaging.colour import to_srgb
from gallery.imaging.decode import Decoded, decode
from gallery.imaging.edits import Edits
from gallery.imaging.encode import encode
from gallery.imaging.frame import Box, plan_cut
from gallery.imaging.geometry import Level, fit_long_edge, levels, oriented, to_stored
from gallery.imaging.limits import Limits
from gallery.imaging.mask import draw_masks
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
from gallery.imaging.turn import turn_upright
from gallery.imaging.watermark import draw_mark

EARLY_FORMATS, LATE_FORMATS = ("jpg", "webp"), ("avif",)


@dataclass(frozen=True)
class Order:
    """Say what is to be made of a photo; see ``render.render`` for each field."""

    variant: Variant
    watermark: Watermark | None
    rights: Rights
    edits: Edits = field(default_factory=Edits)
    threads: int = 1


@dataclass(frozen=True)
class Product:
    """Hold one encoded file."""

    spec: str
    format: str
    size: Size
    content: bytes


def produce(file: BinaryIO, limits: Limits, order: Order) -> Iterator[Product]:
    """Yield all renditions of ``file``: JPEG and WebP first, AVIF last, each largest first.

    :raises PictureRejected: as ``decode.decode`` does.
    """
    xmp = to_xmp(order.rights, source_type_of(file))
    pending: list[Callable[[], Product]] = []
    late: list[tuple[str, Image.Image]] = []
    with ExitStack() as stack:
        later = _scheduler(stack, order.threads)
        for level, image in _cascade(file, limits, order.edits):
            spec = spec_name(order.variant, level.name_px)
            if order.watermark is not None:
                image = image.copy()  # noqa: PLW2901 (the next level is made from the clean one)
                draw_mark(order.watermark, _size(image)).paste_on(image)
            late.append((spec, image))
            pending += [later(spec, image, name, xmp) for name in EARLY_FORMATS]
        pending += [later(spec, image, name, xmp) for spec, image in late for name in LATE_FORMATS]
        for product in pending:
            yield product()


def make_preview(
    decoded: Decoded, quarter_turns: int = 0, long_edge_px: int = PREVIEW_EDGE_PX
) -> Product:
    """Encode a private picture for staff: clean, without even the rights."""
    image = upright_srgb(decoded, long_edge_px, quarter_turns)
    spec = f"preview-{long_edge_px}"
    return Product(spec, "jpg", _size(image), encode(image, "jpg", None))


def upright_srgb(decoded: Decoded, long_edge_px: int, quarter_turns: int = 0) -> Image.Image:
    """Scale to ``long_edge_px`` at most, then sRGB, then upright.

    In this order because converting 22 MP to sRGB takes 0.6 s and 4 MP 0.1 s; turning likewise.
    """
    image = _resize(decoded.image, fit_long_edge(decoded.stored_size, long_edge_px))
    image = to_srgb(image, decoded.profile)
    return turn_upright(image, decoded.facts.orientation, quarter_turns)


def _cascade(file: BinaryIO, limits: Limits, edits: Edits) -> Iterator[tuple[Level, Image.Image]]:
    """Yield each level's clean image, largest first, each made from the one before."""
    decoded = decode(file, limits, max(LONG_EDGES_PX), edits.framing)
    viewed = oriented(decoded.stored_size, decoded.facts.orientation, edits.quarter_turns)
    shown = edits.shown_size(viewed)
    image: Image.Image | None = None
    for level in levels(shown):
        if image is None:
            image = _largest(decoded, viewed, edits)
            del decoded
        else:
            image = _resize(image, fit_long_edge(shown, level.long_edge_px))
        yield level, image


def _largest(decoded: Decoded, viewed: Size, edits: Edits) -> Image.Image:
    """Hide what is masked, cut and scale to the largest size, then sRGB, then upright."""
    orientation, turns = decoded.facts.orientation, edits.quarter_turns
    draw_masks(
        decoded.image,
        edits.masks,
        is_scaled=_size(decoded.image) != decoded.stored_size,
        orientation=orientation,
        quarter_turns=turns,
    )
    cut = plan_cut(viewed, oriented(_size(decoded.image), orientation, turns), edits.framing)
    scaled = oriented(cut.scaled, orientation, turns)
    image = _resize(decoded.image, scaled, _stored_box(cut.box, decoded, turns))
    image = turn_upright(to_srgb(image, decoded.profile), orientation, turns)
    if cut.affine is not None:
        target = (cut.target.width_px, cut.target.height_px)
        image = image.transform(
            target, Image.Transform.AFFINE, cut.affine, Image.Resampling.BICUBIC
        )
    return image


def _stored_box(box: Box, decoded: Decoded, quarter_turns: int) -> Box:
    """Turn a part of the decoded picture as viewed back to how it is stored."""
    orientation, stored = decoded.facts.orientation, _size(decoded.image)
    viewed = oriented(stored, orientation, quarter_turns)
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


def _resize(image: Image.Image, target: Size, box: Box | None = None) -> Image.Image:
    """Scale ``image``, or the part of it in ``box``, to ``target``; whole pixels are only cut."""
    box = box or Box(0, 0, image.width, image.height)
    ends = (round(box.left, 6), round(box.top, 6), round(box.right, 6), round(box.bottom, 6))
    width, height = ends[2] - ends[0], ends[3] - ends[1]
    is_whole = all(end == round(end) for end in ends)
    if is_whole and (width, height) == (target.width_px, target.height_px):
        return image if _size(image) == target else image.crop(ends)
    # Below a factor of two bicubic is as good as Lanczos (measured) and cheaper.
    kernel = Image.Resampling.BICUBIC if width / target.width_px < 2 else Image.Resampling.LANCZOS
    return image.resize((target.width_px, target.height_px), kernel, ends)


def _scheduler(
    stack: ExitStack, threads: int
) -> Callable[[str, Image.Image, str, bytes], Callable[[], Product]]:
    """Return a function that encodes at once on a pool, or on demand with one thread."""
    if threads <= 1:
        return lambda spec, image, name, xmp: lambda: _encode(spec, image, name, xmp)
    pool = stack.enter_context(ThreadPoolExecutor(threads))

    def submit(spec: str, image: Image.Image, name: str, xmp: bytes) -> Callable[[], Product]:
        future: Future[Product] = pool.submit(_encode, spec, image, name, xmp)
        return future.result

    return submit


def _encode(spec: str, image: Image.Image, name: str, xmp: bytes) -> Product:
    return Product(spec, name, _size(image), encode(image, name, xmp))


def _size(image: Image.Image) -> Size:
    return Size(image.width, image.height)
