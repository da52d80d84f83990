"""ImageMagick's command, one call a photo: shrink on load, a cascade, marks laid on."""

import resource
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.peers.measured import File, Job, measured, own_cost

PROGRAMS = ("magick", "convert-im7.q16", "convert-im6.q16")


def program() -> str | None:
    """Return the command, of version 7 or 6, by names that nothing else has."""
    return next((name for name in PROGRAMS if shutil.which(name)), None)


def files_of(photo: dict[str, Any], job: Job) -> list[File]:
    with tempfile.TemporaryDirectory() as folder:
        command = opened(photo["path"], photo["marks"][0]["edge"], job["srgb"])
        names = [(mark["name"], name) for mark in photo["marks"] for name in job["settings"]]
        for mark in photo["marks"]:
            edge = mark["edge"]
            place = f"+{mark['left']}+{mark['top']}"
            laid = ["(", "+clone", mark["path"], "-geometry", place, "-composite"]
            files = [
                part
                for name in job["settings"]
                for part in saved(name, job["settings"], f"{folder}/{mark['name']}.{name}")
            ]
            command += ["-resize", f"{edge}x{edge}>", *laid, *files, "+delete", ")"]
        subprocess.run([*command, "null:"], check=True)
        return [(edge, name, Path(folder, f"{edge}.{name}").read_bytes()) for edge, name in names]


def opened(path: str, edge: int, srgb: str) -> list[str]:
    limits = ["-limit", "thread", "2", "-define", f"jpeg:size={2 * edge}x{2 * edge}"]
    return [str(program()), *limits, path, "-auto-orient", "-profile", srgb, "+profile", "*"]


def saved(name: str, settings: dict[str, Any], path: str) -> list[str]:
    quality = ["-quality", str(settings[name]["quality"])]
    extra = {
        "jpg": ["-interlace", "JPEG", "-sampling-factor", "4:2:0"],
        "webp": ["-define", f"webp:method={settings['webp']['method']}"],
        "avif": ["-define", f"heic:speed={settings['avif']['speed']}"],
    }[name]
    return [*quality, *extra, "-write", path]


def preview_of(path: str) -> bytes:
    scaled = ["-define", "jpeg:size=960x960", path, "-auto-orient", "-thumbnail", "480x480>"]
    done = subprocess.run(
        [str(program()), *scaled, "-quality", "82", "jpg:-"], check=True, capture_output=True
    )
    return done.stdout


def cost() -> tuple[float, float]:
    """Tell the peak of the largest child: this program itself does nothing."""
    return own_cost()[0], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    measured(files_of, preview_of, cost)
