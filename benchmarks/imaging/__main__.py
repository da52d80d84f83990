"""Compare our rendering of photos with others: ``python -m benchmarks.imaging [photo...]``.

Each run makes all sizes in AVIF, WebP and JPEG with the watermark, at the same encoder settings,
in a process of its own that has loaded its libraries.
"""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import tempfile
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.imaging.contenders import Contender, contenders
from benchmarks.imaging.quality import is_measurable, qualities
from benchmarks.imaging.report import Measured, tables, written_to
from benchmarks.imaging.work import Runs, described, in_turn, job_for, name_of, photos_to_measure

PAGE = Path("docs/performance.md")
PICTURE = Path("docs/img/bench-imaging.svg")


def main() -> None:
    """Measure the photos given, those of the corpus, or one that is made here."""
    arguments = _parser().parse_args()
    found = contenders(tuple(arguments.only))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = arguments.photos or photos_to_measure(folder)
        photos = {name_of(path): described(path, folder) for path in paths}
        measured = Measured(
            photos={
                name: in_turn(found, [job_for([photo], folder, 2)], arguments.runs)
                for name, photo in photos.items()
            },
            batch=_batch(found, list(photos.values()), folder, arguments),
            previews={
                name: in_turn(found, [job_for([photo], folder, 1, "preview")], arguments.runs)
                for name, photo in photos.items()
            },
            batch_size=arguments.batch,
            machine=_machine(),
            quality=_quality(found, photos, folder) if arguments.quality else {},
        )
    _tell(measured, arguments.write)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="interleaved rounds of one photo")
    parser.add_argument("--batch", type=int, default=50, help="photos of the batch; 0: none")
    parser.add_argument("--batch-runs", type=int, default=3, help="interleaved rounds of the batch")
    parser.add_argument("--only", nargs="*", default=[], help="names of tools; ours is one of them")
    parser.add_argument("--no-quality", dest="quality", action="store_false")
    parser.add_argument(
        "--write", type=Path, help=f"page to write the tables into; the plot goes to {PICTURE}"
    )
    return parser


def _batch(
    found: list[Contender],
    photos: list[dict[str, Any]],
    folder: Path,
    arguments: argparse.Namespace,
) -> Runs:
    """Share a batch between two processes: as many photos, the same ones again and again."""
    if not arguments.batch:
        return {}
    batch = list(islice(cycle(photos), arguments.batch))
    jobs = [job_for(batch[side::2], folder, 1) for side in (0, 1) if batch[side::2]]
    return in_turn([one for one in found if not one.is_slow], jobs, arguments.batch_runs)


def _quality(
    found: list[Contender], photos: dict[str, dict[str, Any]], folder: Path
) -> dict[str, dict[str, dict[str, float]]]:
    if not is_measurable():
        return {}
    return {name: qualities(found, photo, folder) for name, photo in photos.items()}


def _machine() -> str:
    versions = [
        f"{name} {importlib.metadata.version(name)}"
        for name in ("Pillow", "pyvips-binary")
        if importlib.util.find_spec(name.partition("-")[0]) or name == "Pillow"
    ]
    processors = len(os.sched_getaffinity(0))
    return f"{processors} processors, {platform.machine()}, {', '.join(versions)}"


def _tell(measured: Measured, page: Path | None) -> None:
    text = tables(measured)
    print(f"\n{text}\n")
    if page is None:
        print(f"To put this into the documentation: make bench-imaging WRITE={PAGE}")
        return
    drawn = _draw(measured)
    picture = f"![CPU and wall time beside ours](img/{PICTURE.name})\n\n" if drawn else ""
    written_to(page, picture + text)
    print(f"Written: {page}{f' and {PICTURE}' if drawn else ''}")


def _draw(measured: Measured) -> bool:
    """Draw the plot, where its library is installed."""
    if importlib.util.find_spec("matplotlib") is None:
        print("The plot is left out: matplotlib is not installed. To have it: make bench-peers")
        return False
    importlib.import_module("benchmarks.imaging.plot").drawn(measured, PICTURE)
    return True


if __name__ == "__main__":
    main()
