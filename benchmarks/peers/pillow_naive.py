"""Pillow as most programs use it: full decode, a thumbnail for each size, a full alpha layer."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageCms, ImageOps

from benchmarks.peers.measured import File, Job, measured, own_cost

FORMATS = {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}


def upright_srgb(path: str) -> Image.Image:
    opened = Image.open(path)
    profile = opened.info.get("icc_profile")
    image = ImageOps.exif_transpose(opened).convert("RGB")
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
        image = converted or image
    image.info.clear()
    return image


def marked(image: Image.Image, mark: dict[str, Any]) -> Image.Image:
    """Scale a copy of a photo and lay the mark on it, both through a whole layer."""
    small = image.copy()
    small.thumbnail((mark["edge"], mark["edge"]), Image.Resampling.LANCZOS, reducing_gap=None)
    layer = Image.new("RGBA", small.size)
    layer.paste(Image.open(mark["path"]), (mark["left"], mark["top"]))
    return Image.alpha_composite(small.convert("RGBA"), layer).convert("RGB")


def files_of(photo: dict[str, Any], job: Job) -> Iterator[File]:
    image = upright_srgb(photo["path"])
    for mark in photo["marks"]:
        small = marked(image, mark)
        for name, settings in job["settings"].items():
            buffer = io.BytesIO()
            small.save(buffer, **settings | {"format": FORMATS[name]})
            yield mark["name"], name, buffer.getvalue()


def preview_of(path: str) -> bytes:
    image, buffer = upright_srgb(path), io.BytesIO()
    image.thumbnail((480, 480), Image.Resampling.LANCZOS)
    image.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


if __name__ == "__main__":
    Image.preinit()
    measured(files_of, preview_of, own_cost)
