"""The nine checks of published before-and-after photographs, and what one of them says.

They are those of the SEPIA standard: position, expression or posture, lighting, background, zoom,
make-up and styling, several views, timing, descriptive information.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SEPIA = "SEPIA standard for before-and-after photographs"
COMPOSED = "composed, have a clinician review"


class CheckName(StrEnum):
    """Name one of the nine checks."""

    POSITION = "position"
    POSTURE = "posture"
    LIGHTING = "lighting"
    BACKGROUND = "background"
    ZOOM = "zoom"
    STYLING = "styling"
    VIEWS = "views"
    TIMING = "timing"
    INFORMATION = "information"


class CheckVerdict(StrEnum):
    """Say what a check came to; ``BY_HAND`` waits for staff, ``UNKNOWN`` was not measurable."""

    PASS = "pass"  # noqa: S105 (a verdict)
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"


LABELS = {
    CheckName.POSITION: "Position and angle",
    CheckName.POSTURE: "Expression or posture",
    CheckName.LIGHTING: "Lighting",
    CheckName.BACKGROUND: "Background",
    CheckName.ZOOM: "Distance and zoom",
    CheckName.STYLING: "Make-up and styling",
    CheckName.VIEWS: "Several views",
    CheckName.TIMING: "Timing",
    CheckName.INFORMATION: "Descriptive information",
}
#: What nothing here can measure: staff look at it.
HAND_ONLY = frozenset({CheckName.POSTURE, CheckName.STYLING})
#: What staff may judge where it could not be measured; the rest is told by the case itself.
BY_HAND = HAND_ONLY | {
    CheckName.POSITION,
    CheckName.LIGHTING,
    CheckName.BACKGROUND,
    CheckName.ZOOM,
}


@dataclass(frozen=True)
class Hand:
    """Hold what a member of staff judged, who and when."""

    passes: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class Check:
    """Hold one check: ``reasons`` with measured values and thresholds, ``advice`` what to do.

    ``source`` says where the thresholds come from; ``hand`` is set where staff judged.
    """

    name: CheckName
    verdict: CheckVerdict
    reasons: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    source: str = f"{SEPIA}; threshold {COMPOSED}"
    hand: Hand | None = None

    @property
    def label(self) -> str:
        """Return the check's name for readers."""
        return LABELS[self.name]
