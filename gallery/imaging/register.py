"""Lay an after over its before: a similarity, and how far it can be trusted."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gallery.imaging import sandbox
from gallery.imaging.capture import Capture, capture_from_json
from gallery.imaging.edits import Area
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import check_bytes, no_result
from gallery.imaging.similarity import Similarity

#: What each sign must reach at least, and from where on it leaves no doubt. Composed from pairs of
#: known truth: those that fit are far above the second value, another viewpoint below the first.
INLIERS = (12, 60)
AGREEMENT = (0.3, 0.7)
RIGID = (0.5, 0.85)
CELLS = (5, 16)
RESIDUAL = (0.0032, 0.0015)
CORNER_ERROR = (0.01, 0.0025)
SCALE_RANGE = (0.5, 2.0)
MAX_ROTATION_DEG = 30.0

REASONS = {
    "few_matches": "Hardly anything in the two photos could be found in both.",
    "mismatch": "What is alike does not lie alike: the photos may show different things.",
    "parallax": (
        "The camera stood in another place, or the pose changed: no shift, turn or scale makes up"
        " for that."
    ),
    "narrow": "The photos agree in one small part only.",
    "bent": "The photos agree roughly, as if the pose had changed.",
    "imprecise": "What was found does not say exactly enough how the photos lie.",
    "scale": "One photo would have to be scaled by more than a factor of two.",
    "rotation": "One photo would have to be turned by more than 30 degrees. Turn it upright first.",
}


@dataclass(frozen=True)
class View:
    """Name one photo to compare: its file, the staff's turns, and areas to leave out."""

    path: Path
    quarter_turns: int = 0
    hidden: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Measures:
    """Hold the after against the before; see ``comparability.measure.Measures`` in the child."""

    overlap: float
    exposure_ev: float | None
    colour_shift: float | None
    warmth: float | None
    sharpness: float | None
    background: float | None


@dataclass(frozen=True)
class Registration:
    """Hold what was found.

    ``similarity`` is given also when it is refused, if any was found. ``reasons`` are keys of
    ``REASONS``: with any of them the fit must not be used. ``confidence`` is 0 to 1: how far the
    weakest sign stands above what is refused, 1 being beyond doubt; 0 if refused.
    ``captures`` are the cameras' settings, before and after. ``residual_ratio`` and
    ``corner_error_ratio`` are shares of the before's longer side.
    """

    similarity: Similarity | None
    confidence: float
    reasons: tuple[str, ...]
    matches: int
    inliers: int
    residual_ratio: float
    corner_error_ratio: float
    measures: Measures | None
    captures: tuple[Capture, Capture]

    @property
    def is_usable(self) -> bool:
        """Tell whether the similarity may be proposed."""
        return self.similarity is not None and not self.reasons


def register(
    before: View, after: View, limits: Limits, *, usage: sandbox.Usage | None = None
) -> Registration:
    """Register two photos in a sandboxed child; areas to leave out are those of each photo.

    :raises PictureRejected: as ``intake.inspect`` does, for either photo.
    """
    arguments = {
        "turns": [before.quarter_turns, after.quarter_turns],
        "hidden": [[asdict(area) for area in view.hidden] for view in (before, after)],
    }
    check_bytes(after.path.stat().st_size, limits)
    with before.path.open("rb") as file:
        answers = list(
            sandbox.run(
                "compare",
                arguments,
                limits,
                picture=file.fileno(),
                bodies=(after.path.read_bytes(),),
                seconds=2 * limits.decode_seconds,
                usage=usage,
            )
        )
    if len(answers) != 1:
        raise no_result()
    return _registration(answers[0].header)


def _registration(told: dict[str, Any]) -> Registration:
    """Rebuild the child's answer field by field: it met foreign bytes."""
    try:
        signs = {key: float(value) for key, value in told["signs"].items()}
        matrix = None if told["matrix"] is None else _numbers(told["matrix"])
        similarity = None if matrix is None else Similarity.from_matrix(*matrix)
        reasons = tuple(_reasons(signs, similarity))
        return Registration(
            similarity=similarity,
            confidence=0.0 if reasons else _confidence(signs),
            reasons=reasons,
            matches=int(signs["matches"]),
            inliers=int(signs["inliers"]),
            residual_ratio=signs["residual"],
            corner_error_ratio=signs["corner_error"],
            measures=None if told["measures"] is None else _measures(told["measures"]),
            captures=_captures(*told["captures"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise no_result() from None


def _reasons(signs: dict[str, float], similarity: Similarity | None) -> list[str]:
    """Say why a fit must not be used; the first reason is the one to tell."""
    if similarity is None or signs["inliers"] < INLIERS[0]:
        return ["few_matches"]
    faults = {
        "parallax": signs["rigid"] < RIGID[0],
        "mismatch": signs["inliers"] < AGREEMENT[0] * signs["matches"],
        "narrow": signs["cells"] < CELLS[0],
        "bent": signs["residual"] > RESIDUAL[0],
        "imprecise": signs["corner_error"] > CORNER_ERROR[0],
        "scale": not SCALE_RANGE[0] <= similarity.scale <= SCALE_RANGE[1],
        "rotation": abs(similarity.rotation_deg) > MAX_ROTATION_DEG,
    }
    return [reason for reason, is_so in faults.items() if is_so]


def _confidence(signs: dict[str, float]) -> float:
    agreement = signs["inliers"] / max(signs["matches"], 1.0)
    weakest = min(
        _stands(signs["inliers"], INLIERS),
        _stands(agreement, AGREEMENT),
        _stands(signs["rigid"], RIGID),
        _stands(signs["cells"], CELLS),
        _stands(signs["residual"], RESIDUAL),
        _stands(signs["corner_error"], CORNER_ERROR),
    )
    return round(weakest, 3)


def _stands(value: float, ends: tuple[float, float]) -> float:
    """Return where a value stands between what is refused (0) and what leaves no doubt (1)."""
    refused, good = ends
    return min(1.0, max(0.0, (value - refused) / (good - refused)))


def _numbers(values: Sequence[float]) -> tuple[float, float, float, float]:
    a, b, x_px, y_px = (float(value) for value in values)
    if not all(map(math.isfinite, (a, b, x_px, y_px))) or a == b == 0:
        raise ValueError
    return a, b, x_px, y_px


def _captures(before: dict[str, Any], after: dict[str, Any]) -> tuple[Capture, Capture]:
    return capture_from_json(before), capture_from_json(after)


def _measures(told: dict[str, Any]) -> Measures:
    values = {key: None if value is None else float(value) for key, value in told.items()}
    if any(value is not None and not math.isfinite(value) for value in values.values()):
        raise ValueError
    return Measures(**values)  # type: ignore[arg-type] # overlap is never None
