"""How near each file is to the best that could be made of the photo: SSIMULACRA2.

The best: decoded in full, turned, converted to sRGB, scaled in one step by Lanczos, marked. 90 is
hardly to be told apart, 80 very good. The mark is on both sides, so it does not count.
"""

import importlib.util
import io
import shutil
import statistics
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from benchmarks.imaging.contenders import Contender
from benchmarks.imaging.work import job_for, together
from benchmarks.peers.pillow_naive import upright_srgb

#: 2400 px takes 12 s a file to compare.
EDGES_PX = (480, 960, 1600)


def is_measurable() -> bool:
    """Tell whether the metric is installed; say how to get it if not."""
    if importlib.util.find_spec("ssimulacra2") is None:
        print("Quality is left out: ssimulacra2 is not installed. To have it: make bench-peers")
        return False
    return True


def qualities(
    contenders: list[Contender], photo: dict[str, Any], folder: Path
) -> dict[str, dict[str, float]]:
    """Return the mean score of each contender's files, by format, over ``EDGES_PX``."""
    marks = [mark for mark in photo["marks"] if mark["name"] in EDGES_PX]
    best = _Best(upright_srgb(photo["path"]), folder / "best")
    scores = {}
    for one in contenders:
        out = folder / "files"
        out.mkdir(exist_ok=True)
        job = job_for([photo], folder, 2, out=out)
        together(one, [job])
        scores[one.name] = {
            name: statistics.mean(_score(best, out, mark, name) for mark in marks)
            for name in job["settings"]
        }
    return scores


class _Best:
    """Make the best of a photo at a size to the pixel: tools round a side up or down."""

    def __init__(self, source: Image.Image, folder: Path) -> None:
        self.source, self.folder = source, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    def at(self, size: tuple[int, int], mark: dict[str, Any]) -> Path:
        path = self.folder / f"{size[0]}x{size[1]}.png"
        if not path.exists():
            picture = self.source.resize(size, Image.Resampling.LANCZOS)
            with Image.open(mark["path"]) as laid:
                picture.paste(laid, (mark["left"], mark["top"]), laid)
            picture.save(path, compress_level=1)
        return path


def _score(best: _Best, out: Path, mark: dict[str, Any], name: str) -> float:
    # Here and not at the top: the module runs without the package too.
    compare = importlib.import_module("ssimulacra2").compute_ssimulacra2
    decoded = _as_shown(out / f"{mark['name']}.{name}")
    shown = out / "shown.png"
    decoded.save(shown, compress_level=1)
    return float(compare(str(best.at(decoded.size, mark)), str(shown)))


def _as_shown(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        profile = opened.info.get("icc_profile")
        image = opened.convert("RGB")
    if not profile:
        return image
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
