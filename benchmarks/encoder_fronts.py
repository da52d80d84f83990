"""What does each effort of the encoders cost, and what does it give, at equal quality?

    python -m benchmarks.encoder_fronts [photo...] [--score 80] [--encoders jpg webp avif]

Each photo is scaled to 1600 px and encoded at several qualities with each effort; processor time
and bytes are then interpolated to the SSIMULACRA2 score given, so that efforts are compared at what
is seen and not at equal numbers. Ratios are to the effort that ``encode.SETTINGS`` names, medians
over the photos. Needs ``make bench-peers``.
"""

import argparse
import io
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from ssimulacra2 import compute_ssimulacra2

from benchmarks.imaging.work import photos_to_measure
from benchmarks.peers.pillow_naive import upright_srgb
from gallery.imaging.encode import SETTINGS

EDGE_PX = 1600
REPEATS = 3
QUALITIES = {"jpg": (72, 80, 86, 91), "webp": (78, 84, 88, 92), "avif": (62, 70, 76, 82)}
EFFORTS: dict[str, list[dict[str, Any]]] = {
    "jpg": [
        {"progressive": progressive, "optimize": optimize}
        for progressive, optimize in ((False, False), (False, True), (True, True))
    ],
    "webp": [{"method": method} for method in range(6)],
    "avif": [{"speed": speed} for speed in (5, 6, 7, 8, 9, 10)],
}


@dataclass(frozen=True)
class Cost:
    """Hold what one file takes: seconds of one processor, and bytes."""

    cpu_s: float
    size_bytes: float


def encoded(image: Image.Image, settings: dict[str, Any]) -> tuple[float, bytes]:
    """Return the median seconds of processor time, and the file."""
    seconds = []
    for _ in range(REPEATS):
        buffer, began = io.BytesIO(), time.process_time()
        image.save(buffer, **settings)
        seconds.append(time.process_time() - began)
    return statistics.median(seconds), buffer.getvalue()


def at_score(image: Image.Image, settings: dict[str, Any], name: str, score: float) -> Cost:
    """Interpolate cost over the score: time as it is, bytes by their logarithm."""
    points = []
    with tempfile.TemporaryDirectory() as folder:
        original, shown = Path(folder) / "original.png", Path(folder) / "shown.png"
        image.save(original, compress_level=1)
        for quality in QUALITIES[name]:
            cpu_s, content = encoded(image, settings | {"quality": quality})
            Image.open(io.BytesIO(content)).convert("RGB").save(shown, compress_level=1)
            points.append((compute_ssimulacra2(str(original), str(shown)), cpu_s, len(content)))
    scores, seconds, sizes = (np.array(values) for values in zip(*sorted(points), strict=True))
    if not scores[0] <= score <= scores[-1]:
        raise SystemExit(f"{name} reaches {scores.round(1)} only: choose another --score")
    size = np.exp(np.interp(score, scores, np.log(sizes)))
    return Cost(float(np.interp(score, scores, seconds)), float(size))


def rows(images: list[Image.Image], names: Sequence[str], score: float) -> Iterator[str]:
    """Yield a row of the table for each effort of each encoder."""
    for name in names:
        efforts = EFFORTS[name]
        costs = [
            [at_score(image, SETTINGS[name] | effort, name, score) for image in images]
            for effort in efforts
        ]
        chosen = costs[efforts.index({key: SETTINGS[name][key] for key in efforts[0]})]
        for effort, of_photos in zip(efforts, costs, strict=True):
            pairs = list(zip(of_photos, chosen, strict=True))
            seconds = statistics.median(one.cpu_s / best.cpu_s for one, best in pairs)
            sizes = statistics.median(one.size_bytes / best.size_bytes for one, best in pairs)
            told = ", ".join(f"{key} {value}" for key, value in effort.items())
            mark = " (used)" if of_photos is chosen else ""
            milliseconds = 1000 * statistics.median(one.cpu_s for one in of_photos)
            yield f"| {name} | {told}{mark} | {milliseconds:.0f} | {seconds:.2f} | {sizes:.2f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--score", type=float, default=80.0)
    parser.add_argument("--encoders", nargs="*", choices=EFFORTS, default=list(EFFORTS))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = chosen.photos or photos_to_measure(Path(folder))
        images = [upright_srgb(str(path)) for path in paths]
    for image in images:
        image.thumbnail((EDGE_PX, EDGE_PX), Image.Resampling.LANCZOS, reducing_gap=None)
    print("| encoder | effort | CPU ms | CPU ÷ used | bytes ÷ used |\n|---|---|---|---|---|")
    for row in rows(images, chosen.encoders, chosen.score):
        print(row, flush=True)


if __name__ == "__main__":
    main()
