"""Encode one image; every encoder gets a copy of its own and starts without metadata."""

import os
from typing import Any

from PIL import Image

from gallery.imaging.specs import FORMATS

# Chosen at equal visible quality (SSIMULACRA2 about 80), not at equal numbers; see
# docs/performance.md. AVIF at speed 9 costs a ninth of the default for a fifth more bytes.
SETTINGS: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True,
            "subsampling": "4:2:0"},
    "webp": {"format": "WEBP", "quality": 86, "method": 2},
    "avif": {"format": "AVIF", "quality": 72, "speed": 9, "subsampling": "4:2:0"},
}  # fmt: skip


def settings_of(image_format: str, threads: int = 1) -> dict[str, Any]:
    """Return what the encoder is told, but for the metadata."""
    settings = dict(SETTINGS[image_format])
    if image_format == "avif":
        settings["max_threads"] = threads
    return settings


def encode(image: Image.Image, image_format: str, xmp: bytes | None, *, threads: int = 1) -> bytes:
    """Encode an RGB sRGB image as ``avif``, ``webp`` or ``jpg`` with ``xmp`` as all its metadata.

    Safe to call for one image from several threads: ``save`` keeps its settings on the image, so
    sharing one would swap them silently, and savers copy what they find in ``info``. The pixels
    are shared, because encoders only read them: a copy for each takes 2 % of all CPU.
    """
    if image_format not in FORMATS:
        raise ValueError(image_format)
    own = image._new(image.im)  # noqa: SLF001 (nothing public makes a second image of one core)
    own.info.clear()
    settings = settings_of(image_format, threads)
    if xmp:
        settings["xmp"] = xmp
    # A real file descriptor: into a BytesIO the JPEG encoder would hold the interpreter lock.
    with os.fdopen(os.memfd_create("rendition"), "w+b") as file:
        own.save(file, **settings)
        file.seek(0)
        return file.read()
