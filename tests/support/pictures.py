"""Pictures for tests: made here, or found in the corpus beside the project."""

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from gallery.imaging.specs import Rights

CORPUS = Path(
    os.environ.get("GALLERY_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus")
)
RIGHTS = Rights(
    credit="Example Practice",
    usage_terms="No reuse without permission",
    web_statement="https://gallery.example/terms",
    copyright_notice="© Example Practice",
)

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason="a folder of real photos and hostile files, not part of the project, is not here: "
    "docs/testing.md says what it holds; set GALLERY_CORPUS to it",
)


def corpus_files(folder: str) -> list[Path]:
    """List a folder of the corpus, or nothing where there is none."""
    if not CORPUS.is_dir():
        return []
    return sorted(path for path in (CORPUS / folder).iterdir() if path.suffix != ".json")


def expectations() -> dict[str, str]:
    """Return what the corpus expects of each file."""
    if not CORPUS.is_dir():
        return {}
    rows = (CORPUS / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {cells[0]: cells[4] for cells in (row.split("\t") for row in rows)}


def photo(width_px: int = 320, height_px: int = 240) -> Image.Image:
    """Draw a picture that has no symmetry: any wrong turn or mirroring changes it."""
    x = np.linspace(0, 255, width_px)[None, :].repeat(height_px, axis=0)
    y = np.linspace(0, 255, height_px)[:, None].repeat(width_px, axis=1)
    pixels = np.stack([x, y, (x * y) / 255], axis=2).astype(np.uint8)
    pixels[: height_px // 4, : width_px // 4] = (250, 20, 20)
    return Image.fromarray(pixels)


def encoded(image: Image.Image, image_format: str = "JPEG", **options: Any) -> bytes:
    """Encode with Pillow."""
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def pixels(content: bytes | Image.Image) -> NDArray[np.float64]:
    """Return RGB values as height x width x 3."""
    image = Image.open(io.BytesIO(content)) if isinstance(content, bytes) else content
    return np.asarray(image.convert("RGB"), dtype=np.float64)


def mean_difference(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the mean absolute difference in levels."""
    return float(np.abs(one - other).mean())


def contrast(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the WCAG 2.2 contrast ratio of two mean colours (0 to 255)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _linear(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    value = srgb / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _luminance(srgb: NDArray[np.float64]) -> float:
    return float(_linear(srgb) @ np.array([0.2126, 0.7152, 0.0722]))


def lab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convert sRGB (0 to 255) to CIE L*a*b*, D65."""
    matrix = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
         [0.0193339, 0.1191920, 0.9503041]]
    )  # fmt: skip
    xyz = _linear(srgb) @ matrix.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


def delta_e_2000(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIEDE2000 between L*a*b* arrays (CIE 142-2001)."""
    (l1, a1, b1), (l2, a2, b2) = (np.moveaxis(value, -1, 0) for value in (one, other))
    c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(c7 / (c7 + 25**7)))
    c1, c2 = np.hypot(a1 * (1 + g), b1), np.hypot(a2 * (1 + g), b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * (1 + g))) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(c1 * c2 == 0, 0, turn)
    hue = np.where(c1 * c2 == 0, h1 + h2, (h1 + turn / 2) % 360)
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.20 * np.cos(np.radians(4 * hue - 63))
    )  # fmt: skip
    sl = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    rotation = rotation * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    square = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2
    result: NDArray[np.float64] = np.sqrt(square + rotation * (dc / sc) * (dh / sh))
    return result
