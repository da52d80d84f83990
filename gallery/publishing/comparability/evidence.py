"""What the nine checks look at, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gallery.publishing.comparability.check import CheckName, Hand


@dataclass(frozen=True)
class Shot:
    """State what the camera said of one photo; None where it said nothing."""

    camera: str | None = None
    focal_length_mm: float | None = None
    exposure_seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    flash_fired: bool | None = None
    captured_on: date | None = None


@dataclass(frozen=True)
class Fit:
    """State how the after lies over the before.

    ``enlarged`` is how much larger the subject is in the after (1.06: 6 %), ``rotation_deg`` how
    far it is turned clockwise, ``shift_ratio`` how far it is off, over the longer side, once both
    are scaled alike. ``reasons`` say why it could not be found, ``is_applied`` that the pair is
    shown aligned.
    """

    enlarged: float = 1.0
    rotation_deg: float = 0.0
    shift_ratio: float = 0.0
    reasons: tuple[str, ...] = ()
    is_applied: bool = False


@dataclass(frozen=True)
class Measured:
    """State what was measured of the pixels; see ``imaging.comparability.measure.Measures``."""

    exposure_ev: float | None = None
    colour_shift: float | None = None
    warmth: float | None = None
    sharpness: float | None = None
    background: float | None = None


@dataclass(frozen=True)
class Evidence:
    """State all that the checks know of one pair.

    ``fit`` is None as long as the pair was not compared; ``gap_days`` of the interval is that of
    the treatment to the after; ``missing`` names the facts that the case does not tell.
    """

    before: Shot
    after: Shot
    fit: Fit | None = None
    measured: Measured = Measured()
    views_shown: int = 1
    interval: str | None = None
    interval_days: int = 0
    missing: tuple[str, ...] = ()
    hands: Mapping[CheckName, Hand] = field(default_factory=dict)
