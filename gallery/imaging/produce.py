"""Turn one decoded photo into its renditions; runs inside the sandboxed child."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from gallery.imaging.colour import to_srgb
from gallery.imaging.decode import Decoded, decode
from gallery.imaging.encode import encode
from gallery.imaging.geometry import Level, fit_long_edge, levels, oriented
from gallery.imaging.limits import Limits
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
    threads: int = 1
    quarter_turns: int = 0


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
        for level, image in _cascade(file, limits, order.quarter_turns):
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


def _cascade(
    file: BinaryIO, limits: Limits, quarter_turns: int
) -> Iterator[tuple[Level, Image.Image]]:
    """Yield each level's clean image, largest first, each made from the one before."""
    decoded = decode(file, limits, max(LONG_EDGES_PX))
    viewed = oriented(decoded.stored_size, decoded.facts.orientation, quarter_turns)
    image: Image.Image | None = None
    for level in levels(viewed):
        if image is None:
            image = upright_srgb(decoded, level.long_edge_px, quarter_turns)
            del decoded
        else:
            image = _resize(image, fit_long_edge(viewed, level.long_edge_px))
        yield level, image


def _resize(image: Image.Image, target: Size) -> Image.Image:
    if _size(image) == target:
        return image
    # Below a factor of two bicubic is as good as Lanczos (measured) and cheaper.
    ratio = image.width / target.width_px
    kernel = Image.Resampling.BICUBIC if ratio < 2 else Image.Resampling.LANCZOS
    return image.resize((target.width_px, target.height_px), kernel)


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
