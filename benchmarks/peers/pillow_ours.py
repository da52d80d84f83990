"""The product: gallery.imaging.render in its sandboxed child. Reads a job, prints its cost."""

import json
import sys
import time
from pathlib import Path

from gallery.imaging import sandbox
from gallery.imaging.edits import Edits
from gallery.imaging.limits import Limits
from gallery.imaging.render import render, render_preview
from gallery.imaging.specs import Rights, Variant, Watermark


def main() -> None:
    """Start the fork server with a small task, then time one photo."""
    job = json.loads(sys.stdin.read())
    photo = Path(job["photo"])
    render_preview(photo, Limits())
    watermark, rights = Watermark(job["text"], None), Rights("A", "B", None, "C")
    usage = sandbox.Usage()
    start = time.perf_counter()
    files = list(
        render(
            photo,
            Limits(),
            Variant.MARKED,
            watermark,
            rights,
            edits=Edits(),
            threads=job["threads"],
            usage=usage,
        )
    )
    print(
        json.dumps(
            {
                "wall_s": time.perf_counter() - start,
                "cpu_s": usage.cpu_seconds,
                "rss_mb": usage.peak_memory_bytes / 2**20,
                "bytes": sum(len(file.content) for file in files),
                "files": len(files),
            }
        )
    )


if __name__ == "__main__":
    main()
