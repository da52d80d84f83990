"""Which programs work on pictures here."""

from functools import cache
from importlib.metadata import version

import pillow_heif
from PIL import features

from gallery.imaging.specs import PIPELINE


@cache
def versions() -> dict[str, str | int | None]:
    """Return the versions of all that decodes, scales, converts or encodes, our part included."""
    return {
        "gallery": version("gallery"),
        "pipeline": PIPELINE,
        "pillow": version("pillow"),
        "libjpeg-turbo": features.version("libjpeg_turbo"),
        "zlib": features.version("zlib"),
        "libwebp": features.version("webp"),
        "libavif": features.version("avif"),
        "lcms2": features.version("littlecms2"),
        "freetype": features.version("freetype2"),
        "pillow-heif": version("pillow-heif"),
        "libheif": pillow_heif.libheif_version(),
    }
