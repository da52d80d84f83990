"""What every peer in Python does: read a job, do it photo by photo, print what it cost.

A job is JSON: ``task`` (render or preview), ``photos`` (each a path and, for each size, its long
edge and its mark as a PNG with a place), encoder ``settings``, ``threads``, ``srgb`` (the path of
a profile) and ``out``, a folder for the files or null. Instants are of CLOCK_MONOTONIC, which all
processes of a machine share.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Job = dict[str, Any]
#: Long edge in pixels, format, bytes.
File = tuple[int, str, bytes]
Render = Callable[[dict[str, Any], Job], Iterable[File]]


def measured(render: Render, preview: Callable[[str], bytes], cost: Callable[[], Any]) -> None:
    """Do the job of stdin; ``cost`` answers CPU seconds and peak memory in MB so far."""
    job = json.loads(sys.stdin.read())
    began_s, cpu_s = time.monotonic(), cost()[0]
    files: list[File] = []
    for photo in job["photos"]:
        if job["task"] == "preview":
            files.append((480, "jpg", preview(photo["path"])))
        else:
            files += render(photo, job)
    ended_s, spent = time.monotonic(), cost()
    if job["out"]:
        for edge, name, content in files:
            (Path(job["out"]) / f"{edge}.{name}").write_bytes(content)
    told = {"began_s": began_s, "ended_s": ended_s, "cpu_s": spent[0] - cpu_s, "rss_mb": spent[1]}
    sizes = sum(len(content) for _, _, content in files)
    print(json.dumps(told | {"bytes": sizes, "files": len(files)}))


def own_cost() -> tuple[float, float]:
    """Return the CPU seconds of this process and its children, and its own peak in MB.

    The peak is since this program started: getrusage would count that of the parent too.
    """
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak_mb = int(status.split("VmHWM:")[1].split()[0]) / 1024
    return sum(usage.ru_utime + usage.ru_stime for usage in spent), peak_mb
