"""The picture of the comparison: time of each tool over ours, photo by photo, on a log scale."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.imaging.report import Measured, ratio

INK, GROUND, OURS_INK, OTHERS = (
    "#26302f",
    "#ffffff",
    "#3d6b66",
    ("#4f8a83", "#a9855a", "#8b949c", "#4c6690"),
)
TICKS = (1, 2, 5, 10, 20, 40)


def drawn(measured: Measured, path: Path) -> None:
    """Draw a dot for each photo and tool into an SVG file; the same figures give the same bytes."""
    mpl.rcParams.update(
        {"svg.hashsalt": "bench-imaging", "svg.fonttype": "none", "font.size": 9, "text.color": INK}
    )
    names = list(next(iter(measured.photos.values())))
    figure = Figure(figsize=(8, 0.9 + 0.55 * len(names)), facecolor=GROUND, layout="constrained")
    for axes, (what, title) in zip(
        figure.subplots(1, 2, sharey=True), (("cpu_s", "CPU"), ("wall_s", "wall")), strict=True
    ):
        height = 0.8 / len(measured.photos)
        for number, (photo, runs) in enumerate(measured.photos.items()):
            places = [row + number * height for row in range(len(names))]
            ratios = [ratio(runs, name, what) for name in names]
            colour = OTHERS[number % len(OTHERS)]
            axes.scatter(ratios, places, 26, color=colour, label=photo, zorder=2)
        axes.axvline(1, color=OURS_INK, linewidth=1, zorder=1)
        axes.set_xscale("log")
        axes.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
        axes.minorticks_off()
        axes.set_xlim(0.7, max(40.0, *axes.get_xlim()))
        axes.grid(axis="x", color="#e4e7e6", linewidth=0.8, zorder=0)
        axes.set_yticks([row + 0.4 - height / 2 for row in range(len(names))], names)
        axes.set_title(f"{title} ÷ ours: right of the line is slower than we are", fontsize=9)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(length=0)
    figure.axes[0].invert_yaxis()
    figure.axes[1].legend(fontsize=7, frameon=False, loc="upper right")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
