"""Open and decode one untrusted picture; the only module that meets the decoders' exceptions.

Called inside the sandboxed child. Decoders are chosen by content: no other plug-in gets the file.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO

import pillow_heif
from PIL import Image

from gallery.imaging import code_points, content, structure
from gallery.imaging.colour import flatten
from gallery.imaging.edits import Framing
from gallery.imaging.facts import DECODER_FAILURES, Facts, read_facts
from gallery.imaging.frame import decode_edge_px
from gallery.imaging.geometry import fit_long_edge
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import (
    check_bytes,
    check_edges,
    check_pixels,
    damaged,
    too_much_memory,
)
from gallery.imaging.specs import Size

PLUGIN = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF", "avif": "AVIF"}
OUT_OF_MEMORY_WORDS = ("memory", "alloc")


@dataclass(frozen=True)
class Decoded:
    """Hold decoded pixels as stored: not yet turned, and in the colour space of ``profile``.

    ``image`` is L, RGB or CMYK without transparency and may be smaller than ``stored_size``.
    """

    image: Image.Image
    kind: str
    stored_size: Size
    facts: Facts
    profile: bytes | None


def prepare() -> None:
    """Register the decoders; the limit of pixels is ours, checked before decoding."""
    Image.preinit()
    Image.init()
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    Image.MAX_IMAGE_PIXELS = None


def decode(
    file: BinaryIO, limits: Limits, long_edge_px: int, framing: Framing | None = None
) -> Decoded:
    """Decode ``file`` to at least ``long_edge_px``, or to its own size if that is smaller.

    With ``framing``, the part shown reaches that length, and all of the photo is longer. JPEGs are
    scaled by 1/2, 1/4 or 1/8 while they are decoded. Of an animation or a burst only the first or
    primary picture is read.

    :raises PictureTooLarge: over the limit of bytes, pixels, scans or memory.
    :raises PictureTypeUnsupported: if the content is no accepted format.
    :raises PictureDamaged: if the file is cut off or broken.
    :raises PictureRejected: if the picture is too small, coded for HDR screens, or declared as made
        by an algorithm.
    """
    kind, stated = _check_file(file, limits)
    with _translated(limits), Image.open(file, formats=(PLUGIN[kind],)) as opened:
        stored_size = Size(*opened.size)
        check_pixels(stored_size, limits)
        check_edges(stored_size, limits)
        if kind == "jpeg":
            edge_px = decode_edge_px(stored_size.long_edge_px, long_edge_px, framing)
            target = fit_long_edge(stored_size, edge_px)
            opened.draft(None, (target.width_px, target.height_px))
        opened.load()
        # The HEIF decoder has already turned the picture as the container asks (irot, imir); its
        # EXIF orientation, often there as well, must not turn it again. The plug-in resets that
        # today, but nothing promises it. For AVIF, Pillow translates irot and imir into EXIF.
        facts = read_facts(opened)
        if kind == "heic":
            facts = replace(facts, orientation=1)
            stored_size = Size(*opened.size)
            stated = code_points.stated_by_heif(opened.info.get("nclx_profile"))
        # A PNG's code points come before its profile; elsewhere the profile is the better word.
        built, told = code_points.profile_of(stated), opened.info.get("icc_profile")
        profile = (built or told) if kind == "png" else (told or built)
        image = flatten(opened)
        image.info.clear()
    return Decoded(image, kind, stored_size, facts, profile)


def _check_file(file: BinaryIO, limits: Limits) -> tuple[str, code_points.CodePoints | None]:
    size_bytes = file.seek(0, os.SEEK_END)
    check_bytes(size_bytes, limits)
    file.seek(0)
    data = file.read(size_bytes)
    kind = content.identify(data[: content.HEAD_BYTES])
    structure.check(data, kind, limits)
    file.seek(0)
    return kind, code_points.stated_in(data, kind)


@contextmanager
def _translated(limits: Limits) -> Iterator[None]:
    try:
        # Pillow warns of odd metadata; it is dropped anyway, and the warnings would quote it.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except MemoryError:
        raise too_much_memory(limits) from None
    except DECODER_FAILURES as failure:
        if any(word in str(failure).lower() for word in OUT_OF_MEMORY_WORDS):
            raise too_much_memory(limits) from None
        raise damaged("it cannot be decoded") from None
