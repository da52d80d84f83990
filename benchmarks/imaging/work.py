"""What is to be done: photos with their marks, and runs of it in processes that take turns."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from benchmarks.imaging.contenders import Contender
from gallery.imaging.encode import SETTINGS
from gallery.imaging.geometry import fit_long_edge, levels, oriented
from gallery.imaging.specs import Size, Watermark
from gallery.imaging.watermark import draw_mark

TEXT = "© Example Practice"
ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("GALLERY_CORPUS", "../shared/corpus")) / "photos"
#: 22 MP; 12 MP of a phone, turned, Display P3; 24 MP progressive; 50 MP.
WANTED = ("canon5d3_22.1MP.jpg", "iphonexs_12.2MP_P3_ori6_gps.jpg", "craft-beer_24.0MP_prog.jpg",
          "synthetic_50.1MP_mosaic_gps.jpg")  # fmt: skip
Run = dict[str, float]
Runs = dict[str, list[Run]]


def photos_to_measure(folder: Path) -> list[Path]:
    """Return the photos of the corpus that figures are of, or one that is made in ``folder``."""
    return [CORPUS / name for name in WANTED if (CORPUS / name).exists()] or [
        synthetic_photo(folder)
    ]


def name_of(path: Path) -> str:
    """Return a photo's name without what its file name says of places and cameras' metadata."""
    return path.stem.replace("_gps", "").replace("_", " ")


def synthetic_photo(folder: Path) -> Path:
    """Make a 24 MP JPEG with smooth shading and noise, as skin and sensors have."""
    random = np.random.default_rng(7)
    small = Image.fromarray(random.integers(60, 220, (60, 90, 3), dtype=np.uint8))
    smooth = np.asarray(small.resize((6000, 4000), Image.Resampling.BICUBIC), dtype=np.int16)
    noise = random.normal(0, 3, smooth.shape).astype(np.int16)
    path = folder / "synthetic_24MP.jpg"
    Image.fromarray((smooth + noise).clip(0, 255).astype(np.uint8)).save(path, quality=90)
    return path


def described(photo: Path, folder: Path) -> dict[str, Any]:
    """Describe a photo; its marks are drawn beforehand for the peers, which only lay them on."""
    with Image.open(photo) as opened:
        size = oriented(Size(*opened.size), opened.getexif().get(0x0112, 1))
    marks = []
    for level in levels(size):
        mark = draw_mark(Watermark(TEXT, None), fit_long_edge(size, level.long_edge_px))
        path = folder / f"{photo.stem}-{level.name_px}.png"
        drawn = mark.colours.convert("RGBA")
        drawn.putalpha(mark.mask)
        drawn.save(path)
        place = {"left": mark.box.left_px, "top": mark.box.top_px}
        marks.append(
            {"name": level.name_px, "edge": level.long_edge_px, "path": str(path), **place}
        )
    return {"path": str(photo.resolve()), "marks": marks}


def job_for(
    photos: Sequence[dict[str, Any]],
    folder: Path,
    threads: int,
    task: str = "render",
    out: Path | None = None,
) -> dict[str, Any]:
    """Describe the work as ``benchmarks.peers.measured`` reads it."""
    srgb = folder / "srgb.icc"
    if not srgb.exists():
        srgb.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return {
        "task": task,
        "photos": list(photos),
        "settings": {name: dict(values) for name, values in SETTINGS.items()},
        "threads": threads,
        "text": TEXT,
        "srgb": str(srgb),
        "out": None if out is None else str(out),
    }


def in_turn(contenders: Sequence[Contender], jobs: Sequence[dict[str, Any]], runs: int) -> Runs:
    """Let all contenders do ``jobs`` side by side, in turn, ``runs`` times, after one unmeasured.

    Interleaved, so that whatever else the machine does falls on all of them.
    """
    results: Runs = {one.name: [] for one in contenders}
    for number in range(runs + 1):
        for one in contenders:
            cost = together(one, jobs)
            if number:
                results[one.name].append(cost)
    return results


def together(contender: Contender, jobs: Sequence[dict[str, Any]]) -> Run:
    """Run one process for each job at the same time; costs are sums, wall is from first to last."""
    running = [_started(contender, job) for job in jobs]
    told = []
    for process, job in zip(running, jobs, strict=True):
        out, errors = process.communicate(json.dumps(job))
        if process.returncode:
            sys.exit(f"{contender.name} failed:\n{errors}")
        told.append(json.loads(out.splitlines()[-1]))
    wall_s = max(one["ended_s"] for one in told) - min(one["began_s"] for one in told)
    sums = {name: sum(one[name] for one in told) for name in ("cpu_s", "rss_mb", "bytes", "files")}
    return {"wall_s": wall_s, **sums}


def _started(contender: Contender, job: dict[str, Any]) -> subprocess.Popen[str]:
    threads = {"VIPS_CONCURRENCY": str(job["threads"]), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        contender.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | threads | contender.environment,
    )
