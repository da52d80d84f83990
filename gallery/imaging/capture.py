"""How the camera was set: read before all metadata is dropped, for staff only."""

import math
from dataclasses import asdict, dataclass
from typing import Any

MAX_EXPOSURE_SECONDS = 3600.0
MAX_F_NUMBER = 128.0
MAX_ISO = 10_000_000


@dataclass(frozen=True)
class Capture:
    """Hold the settings of one exposure (EXIF 2.32 §4.6.5); None means that nothing is known."""

    exposure_seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    flash_fired: bool | None = None
    white_balance_is_auto: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what is known, as plain values for a row."""
        return {key: value for key, value in asdict(self).items() if value is not None}


NOTHING_TOLD = Capture()


def capture_from_json(row: dict[str, Any]) -> Capture:
    """Read what ``to_json`` wrote, or what a child answered; what is no such value is left out."""
    iso = number(row.get("iso"), MAX_ISO)
    return Capture(
        exposure_seconds=number(row.get("exposure_seconds"), MAX_EXPOSURE_SECONDS),
        f_number=number(row.get("f_number"), MAX_F_NUMBER),
        iso=None if iso is None else int(iso),
        flash_fired=_truth(row.get("flash_fired")),
        white_balance_is_auto=_truth(row.get("white_balance_is_auto")),
    )


def number(value: object, largest: float) -> float | None:
    """Return a positive number up to ``largest``, or None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    found = float(value)
    return found if math.isfinite(found) and 0 < found <= largest else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
