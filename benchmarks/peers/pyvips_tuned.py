"""Libvips tuned: shrink on load, a cascade in memory, one thread for each core."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyvips

from benchmarks.peers.measured import File, Job, measured, own_cost


def files_of(photo: dict[str, Any], job: Job) -> list[File]:
    savers = savers_of(job["settings"])
    work = [(mark["name"], name, level) for mark, level in levels_of(photo) for name in savers]
    # The largest AVIF first, as ours: it takes longest.
    work.sort(key=lambda item: item[1] != "avif")

    def save(item: tuple[int, str, Any]) -> File:
        edge, name, level = item
        return edge, name, level.write_to_buffer(f".{name}", keep=0, **savers[name])

    with ThreadPoolExecutor(job["threads"]) as pool:
        return list(pool.map(save, work))


def levels_of(photo: dict[str, Any]) -> list[tuple[dict[str, Any], Any]]:
    marks = photo["marks"]
    image = thumbnail(photo["path"], marks[0]["edge"])
    levels = []
    for mark in marks:
        if max(image.width, image.height) > mark["edge"]:
            image = image.resize(mark["edge"] / max(image.width, image.height)).copy_memory()
        overlay = pyvips.Image.new_from_file(mark["path"])
        place = (mark["left"], mark["top"], overlay.width, overlay.height)
        laid = image.crop(*place).composite2(overlay, "over").flatten().cast("uchar")
        levels.append((mark, image.insert(laid, *place[:2]).copy_memory()))
    return levels


def thumbnail(path: str, edge: int) -> Any:
    image = pyvips.Image.thumbnail(path, edge, height=edge, size="down").copy_memory()
    if image.get_typeof("icc-profile-data"):
        image = image.icc_transform("srgb", embedded=True).copy_memory()
    return image


def savers_of(s: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        "avif": {"Q": s["avif"]["quality"], "effort": 9 - s["avif"]["speed"],
                 "compression": "av1", "subsample_mode": "on"},
        "webp": {"Q": s["webp"]["quality"], "effort": s["webp"]["method"]},
        "jpg": {"Q": s["jpg"]["quality"], "interlace": True, "optimize_coding": True,
                "subsample_mode": "on"},
    }  # fmt: skip


def preview_of(path: str) -> bytes:
    saved: bytes = thumbnail(path, 480).write_to_buffer(".jpg", keep=0, Q=82)
    return saved


if __name__ == "__main__":
    for suffix in (".jpg", ".webp", ".avif"):
        pyvips.Image.black(64, 64, bands=3).copy(interpretation="srgb").write_to_buffer(suffix)
    measured(files_of, preview_of, own_cost)
