"""Pillow as most programs use it: full decode, a thumbnail for each size, a full alpha layer."""

import io
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

FORMATS = {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}


def main() -> None:
    """Render one photo in this process."""
    job = json.loads(sys.stdin.read())
    Image.preinit()
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    sizes = run(job)
    wall_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cost = {"wall_s": wall_s, "cpu_s": cpu_s, "rss_mb": peak_mb()}
    print(json.dumps(cost | {"bytes": sum(sizes), "files": len(sizes)}))


def peak_mb() -> float:
    """Return the peak since this program started; getrusage would count the parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def run(job: dict[str, Any]) -> list[int]:
    """Return the sizes of the files made."""
    opened = Image.open(job["photo"])
    profile = opened.info.get("icc_profile")
    image = ImageOps.exif_transpose(opened).convert("RGB")
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
        image = converted or image
    sizes = []
    for mark in job["marks"]:
        small = image.copy()
        small.thumbnail((mark["edge"], mark["edge"]), Image.Resampling.LANCZOS)
        layer = Image.new("RGBA", small.size)
        layer.paste(Image.open(mark["path"]), (mark["left"], mark["top"]))
        marked = Image.alpha_composite(small.convert("RGBA"), layer).convert("RGB")
        for name, settings in job["settings"].items():
            buffer = io.BytesIO()
            marked.save(buffer, **settings | {"format": FORMATS[name]})
            sizes.append(buffer.tell())
    return sizes


if __name__ == "__main__":
    main()
