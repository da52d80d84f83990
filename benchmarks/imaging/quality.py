"""How near each file is to the best that could be made of the photo: SSIMULACRA2.

The best: decoded in full, turned, converted to sRGB, scaled in one step by Lanczos, marked. 90 is
hardly to be told apart, 80 very good. The mark is on both sides, so it does not count.
"""

import importlib.util
import io
import statistics
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from benchmarks.imaging.contenders import Contender
from benchmarks.imaging.work import job_for, together
from benchmarks.peers.pillow_naive import marked, upright_srgb

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
    source = upright_srgb(photo["path"])
    best = folder / "best"
    best.mkdir(exist_ok=True)
    for mark in marks:
        marked(source, mark).save(best / f"{mark['name']}.png", compress_level=1)
    scores = {}
    for one in contenders:
        out = folder / "files"
        out.mkdir(exist_ok=True)
        job = job_for([photo], folder, 2, out=out)
        together(one, [job])
        scores[one.name] = {
            name: statistics.mean(_score(best, out, mark["name"], name) for mark in marks)
            for name in job["settings"]
        }
    return scores


def _score(best: Path, out: Path, edge: int, name: str) -> float:
    # Here and not at the top: the module runs without the package too.
    compare = importlib.import_module("ssimulacra2").compute_ssimulacra2
    original = best / f"{edge}.png"
    decoded = _as_shown(out / f"{edge}.{name}")
    with Image.open(original) as reference:
        if decoded.size != reference.size:  # rounded the other way by a pixel
            decoded = decoded.resize(reference.size, Image.Resampling.LANCZOS)
    shown = out / "shown.png"
    decoded.save(shown, compress_level=1)
    return float(compare(str(original), str(shown)))


def _as_shown(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        profile = opened.info.get("icc_profile")
        image = opened.convert("RGB")
    if not profile:
        return image
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
