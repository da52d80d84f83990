"""The picture of the comparison: CPU time of each tool over ours, photo by photo."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.imaging.report import Measured, ratio

INK, GROUND, OURS_INK, OTHERS = (
    "#26302f",
    "#ffffff",
    "#3d6b66",
    ("#8fb3ae", "#b9a58a", "#c8ccd0", "#7d8fa8"),
)


def drawn(measured: Measured, path: Path) -> None:
    """Draw grouped bars into an SVG file; the same figures give the same bytes."""
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
            axes.barh(places, ratios, height * 0.9, color=colour, label=photo)
        axes.axvline(1, color=OURS_INK, linewidth=1)
        axes.set_yticks([row + 0.4 - height / 2 for row in range(len(names))], names)
        axes.set_title(f"{title} ÷ ours (less is better)", fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].invert_yaxis()
    figure.axes[0].legend(fontsize=7, frameon=False, loc="lower right")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
