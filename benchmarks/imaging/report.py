"""The tables, in Markdown; ratios are medians of the ratios of each round."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.imaging.contenders import OURS
from benchmarks.imaging.work import Run, Runs

START, END = "<!-- bench-imaging: begin -->", "<!-- bench-imaging: end -->"
NEAR = 0.05


@dataclass(frozen=True)
class Measured:
    """All that was measured; ``quality`` is by photo, tool and format."""

    photos: dict[str, Runs]
    batch: Runs
    previews: dict[str, Runs]
    batch_size: int
    machine: str
    quality: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)


def median(runs: list[Run], what: str) -> float:
    """Return the median of one measure."""
    return statistics.median(run[what] for run in runs)


def ratio(runs: Runs, name: str, what: str) -> float:
    """Return the median over the rounds of a tool's measure over ours."""
    pairs = zip(runs[name], runs[OURS], strict=True)
    return statistics.median(run[what] / ours[what] for run, ours in pairs)


def tables(measured: Measured) -> str:
    """Write everything that was measured."""
    return "\n".join([*_renditions(measured), *_batch(measured), *_previews(measured)])


def written_to(page: Path, text: str) -> None:
    """Put ``text`` between the markers of a page.

    :raises ValueError: the page has no such markers.
    """
    before, begin, rest = page.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no lines {START} and {END}.")
    page.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _renditions(measured: Measured) -> Iterator[str]:
    rounds = len(next(iter(measured.photos.values()))[OURS])
    yield f"{measured.machine}; {rounds} interleaved rounds, medians."
    yield ""
    yield (
        "| photo | tool | wall s | CPU s | peak MB | KB | SSIMULACRA2 jpg / webp / avif "
        "| wall ÷ ours | CPU ÷ ours | bytes ÷ ours |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for photo, runs in measured.photos.items():
        for name in runs:
            yield _row(photo if name == OURS else "", name, runs, measured.quality.get(photo, {}))
    yield ""
    yield from _apart(measured)


def _row(photo: str, name: str, runs: Runs, quality: dict[str, dict[str, float]]) -> str:
    own = runs[name]
    scores = quality.get(name)
    kinds = ("jpg", "webp", "avif")
    told = " / ".join(f"{scores[kind]:.1f}" for kind in kinds) if scores else "not measured"
    return (
        f"| {photo} | {name} | {median(own, 'wall_s'):.2f} | {median(own, 'cpu_s'):.2f} "
        f"| {median(own, 'rss_mb'):.0f} | {median(own, 'bytes') / 1000:.0f} | {told} "
        f"| {ratio(runs, name, 'wall_s'):.2f} | {ratio(runs, name, 'cpu_s'):.2f} "
        f"| {ratio(runs, name, 'bytes'):.2f} |"
    )


def _apart(measured: Measured) -> Iterator[str]:
    """Name those whose files are of another size: their time is not for the same work."""
    apart = sorted(
        {
            name
            for runs in measured.photos.values()
            for name in runs
            if abs(ratio(runs, name, "bytes") - 1) > NEAR
        }
    )
    if apart:
        yield f"Bytes differ from ours by more than {NEAR:.0%} on a photo: {', '.join(apart)}."
        yield ""


def _batch(measured: Measured) -> Iterator[str]:
    if not measured.batch:
        return
    yield f"A batch of {measured.batch_size} photos, two processes with one thread each:"
    yield ""
    yield "| tool | photos/s | CPU s a photo | peak MB, both | photos/s ÷ ours | CPU ÷ ours |"
    yield "|---|---|---|---|---|---|"
    for name, runs in measured.batch.items():
        rate = measured.batch_size / median(runs, "wall_s")
        cpu_s = median(runs, "cpu_s") / measured.batch_size
        yield (
            f"| {name} | {rate:.2f} | {cpu_s:.2f} | {median(runs, 'rss_mb'):.0f} "
            f"| {1 / ratio(measured.batch, name, 'wall_s'):.2f} "
            f"| {ratio(measured.batch, name, 'cpu_s'):.2f} |"
        )
    yield ""


def _previews(measured: Measured) -> Iterator[str]:
    if not measured.previews:
        return
    names = list(next(iter(measured.previews.values())))
    yield "From an upload's last byte to its first preview (480 px), ms; storing it comes on top:"
    yield ""
    yield f"| photo | {' | '.join(names)} |"
    yield "|---" * (len(names) + 1) + "|"
    for photo, runs in measured.previews.items():
        cells = " | ".join(f"{1000 * median(runs[name], 'wall_s'):.0f}" for name in names)
        yield f"| {photo} | {cells} |"
