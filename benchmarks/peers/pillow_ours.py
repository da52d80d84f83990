"""The product: gallery.imaging in its sandboxed child."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.peers.measured import File, Job, measured, own_cost
from gallery.imaging import sandbox
from gallery.imaging.edits import Edits
from gallery.imaging.intake import inspect
from gallery.imaging.limits import Limits
from gallery.imaging.render import render
from gallery.imaging.specs import Rights, Variant, Watermark

CHILDREN: list[sandbox.Usage] = []


def main() -> None:
    """Start the fork server, as the service does, and wait until it serves; then do the job."""
    sandbox.warm_up()
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        Image.new("RGB", (64, 64)).save(file, "PNG")
        file.flush()
        inspect(Path(file.name), Limits())
    measured(files_of, preview_of, cost)


def files_of(photo: dict[str, Any], job: Job) -> Iterator[File]:
    mark, rights = Watermark(job["text"], None), Rights("A", "B", None, "C")
    path, usage = Path(photo["path"]), sandbox.Usage()
    CHILDREN.append(usage)
    made = render(
        path,
        Limits(),
        Variant.MARKED,
        mark,
        rights,
        edits=Edits(),
        threads=job["threads"],
        usage=usage,
    )
    for file in made:
        yield int(file.spec.rpartition("-")[2]), file.format, file.content


def preview_of(path: str) -> bytes:
    """Look at an upload as the service does: check, decode fully, facts, preview."""
    return inspect(Path(path), Limits()).preview_jpeg


def cost() -> tuple[float, float]:
    """Add what the children cost until they ended; fork server and this process are 25 MB more."""
    cpu_s, peak_mb = own_cost()
    cpu_s += sum(usage.cpu_seconds for usage in CHILDREN)
    return cpu_s, max((usage.peak_memory_bytes / 2**20 for usage in CHILDREN), default=peak_mb)


if __name__ == "__main__":
    main()
