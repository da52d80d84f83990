"""What a demo picture shows: a region of skin, its findings, and how far they have faded."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class Region(StrEnum):
    """The framings that can be drawn."""

    THIGH_LATERAL = "thigh_lateral"
    THIGHS_FRONT = "thighs_front"
    KNEES_BACK = "knees_back"
    CALF_BACK = "calf_back"
    CALF_MEDIAL = "calf_medial"
    ANKLE_MEDIAL = "ankle_medial"
    SKIN_CLOSE_UP = "skin_close_up"
    CHEEK_PIGMENT = "cheek_pigment"
    ABDOMEN = "abdomen"
    HAND_BACK = "hand_back"


class Side(StrEnum):
    """The side of the body: a right side is drawn as the mirror image of a left one."""

    LEFT = "left"
    RIGHT = "right"


class Backdrop(StrEnum):
    """The wall behind the subject."""

    COOL = "cool"
    WARM = "warm"


@dataclass(frozen=True)
class Findings:
    """How much there is to see before treatment, each from 0 (none) to 1 (much)."""

    spider: float = 0.0
    reticular: float = 0.0
    varicose: float = 0.0
    pigment: float = 0.0
    fullness: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """Everything that a pair of pictures depends on.

    ``clearance`` is the fraction of the findings that has faded in the after. The before depends
    on neither ``clearance`` nor ``weeks_after``: recipes that differ in these alone share it.
    """

    seed: int
    region: Region
    findings: Findings
    clearance: float = 0.7
    weeks_after: int = 8
    side: Side = Side.LEFT
    skin_type: str = "II"
    hair: float = 0.2
    freckles: float = 0.3
    age: float = 0.4
    ruler: bool = False
    backdrop: Backdrop = Backdrop.COOL
    before_on: date = date(2025, 3, 10)

    @property
    def before_key(self) -> str:
        """Return a text that is equal for recipes that share their before picture."""
        return repr(replace(self, clearance=0.0, weeks_after=0))

    @property
    def after_on(self) -> date:
        """Return the day on which the after was taken."""
        return self.before_on + timedelta(weeks=self.weeks_after)
