"""Compare our rendering of a photo with others: ``python benchmarks/imaging.py [photo...]``.

Each run makes all sizes in AVIF, WebP and JPEG with the watermark, at the same encoder settings,
in a process of its own that has loaded its libraries. Runs are interleaved, so that whatever else
the machine does falls on all; medians are printed, and ratios to ours.
"""

import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gallery.imaging.encode import SETTINGS
from gallery.imaging.geometry import fit_long_edge, levels, oriented
from gallery.imaging.specs import Size, Watermark
from gallery.imaging.watermark import draw_mark

HERE = Path(__file__).parent
PEERS = HERE / "peers"
TEXT = "© Example Practice"
MEASURES = ("wall_s", "cpu_s", "rss_mb", "bytes")
Results = dict[str, list[dict[str, float]]]


def contenders() -> dict[str, list[str]]:
    """Return the command of each contender that is installed; say which are not."""
    python = [sys.executable]
    found = {
        "gallery": [*python, str(PEERS / "pillow_ours.py")],
        "Pillow, naive": [*python, str(PEERS / "pillow_naive.py")],
    }
    if importlib.util.find_spec("pyvips"):
        found["pyvips, tuned"] = [*python, str(PEERS / "pyvips_tuned.py")]
    else:
        print("pyvips is not installed: pip install -r benchmarks/requirements.txt")
    node = shutil.which("node")
    if node and (PEERS / "node_modules" / "sharp").is_dir():
        found["sharp, tuned"] = [node, str(PEERS / "sharp_tuned.mjs")]
    else:
        print("sharp is not installed: npm ci --prefix benchmarks/peers")
    return found


def synthetic_photo(folder: Path) -> Path:
    """Make a 24 MP JPEG with smooth shading and noise, as skin and sensors have."""
    random = np.random.default_rng(7)
    small = Image.fromarray(random.integers(60, 220, (60, 90, 3), dtype=np.uint8))
    smooth = np.asarray(small.resize((6000, 4000), Image.Resampling.BICUBIC), dtype=np.int16)
    noise = random.normal(0, 3, smooth.shape).astype(np.int16)
    path = folder / "synthetic_24MP.jpg"
    Image.fromarray((smooth + noise).clip(0, 255).astype(np.uint8)).save(path, quality=90)
    return path


def job_for(photo: Path, folder: Path, threads: int) -> dict[str, Any]:
    """Describe the work; the marks are drawn beforehand for the peers, which only lay them on."""
    with Image.open(photo) as opened:
        orientation = opened.getexif().get(0x0112, 1)
        size = oriented(Size(*opened.size), orientation)
    marks = []
    for level in levels(size):
        mark = draw_mark(Watermark(TEXT, None), fit_long_edge(size, level.long_edge_px))
        path = folder / f"mark-{level.name_px}.png"
        drawn = mark.colours.convert("RGBA")
        drawn.putalpha(mark.mask)
        drawn.save(path)
        place = {"left": mark.box.left_px, "top": mark.box.top_px}
        marks.append({"edge": level.long_edge_px, "path": str(path), **place})
    settings = {name: dict(values) for name, values in SETTINGS.items()}
    return {
        "photo": str(photo.resolve()),
        "marks": marks,
        "settings": settings,
        "threads": threads,
        "text": TEXT,
    }


def measure(commands: dict[str, list[str]], job: dict[str, Any], runs: int) -> Results:
    """Run all contenders in turn, ``runs`` times, after one unmeasured round."""
    results: Results = {name: [] for name in commands}
    environment = os.environ | {
        "VIPS_CONCURRENCY": str(job["threads"]),
        "PYTHONPATH": str(HERE.parent),
    }
    for round_number in range(runs + 1):
        for name, command in commands.items():
            done = subprocess.run(
                command,
                input=json.dumps(job),
                capture_output=True,
                text=True,
                check=False,
                env=environment,
            )
            if done.returncode:
                sys.exit(f"{name} failed:\n{done.stderr}")
            if round_number:
                results[name].append(json.loads(done.stdout))
    return results


def report(photo: Path, results: Results) -> None:
    """Print a table in Markdown; ratios are medians of the ratios of each round."""
    print(f"\n{photo.name}: {len(results['gallery'])} interleaved runs, medians\n")
    print("| tool | wall s | CPU s | peak MB | output KB | wall ratio | CPU ratio |")
    print("|---|---|---|---|---|---|---|")
    ours = results["gallery"]
    for name, runs in results.items():
        wall_s, cpu_s, rss_mb, size = (statistics.median(r[m] for r in runs) for m in MEASURES)
        ratios = [
            statistics.median(r[m] / o[m] for r, o in zip(runs, ours, strict=True))
            for m in ("wall_s", "cpu_s")
        ]
        print(
            f"| {name} | {wall_s:.2f} | {cpu_s:.2f} | {rss_mb:.0f} | {size / 1000:.0f} "
            f"| {ratios[0]:.2f} | {ratios[1]:.2f} |"
        )


def main() -> None:
    """Measure each photo given, or one that is made here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    commands = contenders()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for photo in arguments.photos or [synthetic_photo(folder)]:
            job = job_for(photo, folder, arguments.threads)
            report(photo, measure(commands, job, arguments.runs))


if __name__ == "__main__":
    main()
