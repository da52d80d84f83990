"""Read the few facts that staff may see about a picture before all metadata is dropped."""

import math
import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime

from PIL import ExifTags, Image

from gallery.imaging.capture import (
    MAX_EXPOSURE_SECONDS,
    MAX_F_NUMBER,
    MAX_ISO,
    NOTHING_TOLD,
    Capture,
)

# Everything that Pillow was seen to raise on broken files, here and in the decoders.
DECODER_FAILURES = (
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    TypeError,
    SyntaxError,
    ArithmeticError,
    LookupError,
    AttributeError,
    MemoryError,
    struct.error,
)
# Pillow would fall back to an orientation in XMP, which browsers and phones do not obey.
XMP_KEYS = ("xmp", "XML:com.adobe.xmp", "Raw profile type xmp")
FIRST_YEAR, LAST_YEAR = 1990, 2100
MAX_CAMERA_LENGTH = 80
MAX_FOCAL_LENGTH_MM = 2000


@dataclass(frozen=True)
class Facts:
    """Hold what EXIF says, for staff only; ``orientation`` is 1 to 8 (EXIF 2.32 §4.6.4)."""

    orientation: int = 1
    captured_on: date | None = None
    camera: str | None = None
    focal_length_mm: float | None = None
    capture: Capture = NOTHING_TOLD


def read_facts(image: Image.Image) -> Facts:
    """Read EXIF; what is missing, broken or absurd is left out, never an error."""
    for key in XMP_KEYS:
        image.info.pop(key, None)
    try:
        main = image.getexif()
        details = _sub_directory(main)
        return Facts(
            orientation=_orientation(main.get(ExifTags.Base.Orientation)),
            captured_on=_date(details.get(ExifTags.Base.DateTimeOriginal))
            or _date(main.get(ExifTags.Base.DateTime)),
            camera=_camera(main.get(ExifTags.Base.Make), main.get(ExifTags.Base.Model)),
            focal_length_mm=_number(details.get(ExifTags.Base.FocalLength), MAX_FOCAL_LENGTH_MM),
            capture=_capture(details),
        )
    except DECODER_FAILURES:
        return Facts()


def _sub_directory(main: Image.Exif) -> dict[int, object]:
    try:
        return dict(main.get_ifd(ExifTags.IFD.Exif))
    except DECODER_FAILURES:
        return {}


def _orientation(value: object) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _date(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        day = datetime.strptime(value[:10], "%Y:%m:%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _camera(make: object, model: object) -> str | None:
    words = [part for part in (make, model) if isinstance(part, str)]
    if len(words) == 2 and words[1].lower().startswith(words[0].strip().lower()):
        words = words[1:]  # "Canon" + "Canon EOS 5D" says it twice.
    printable = "".join(c if c.isprintable() else " " for c in " ".join(words))
    return " ".join(printable.split())[:MAX_CAMERA_LENGTH] or None


def _capture(details: dict[int, object]) -> Capture:
    iso = details.get(ExifTags.Base.ISOSpeedRatings)
    iso = _number(iso[0] if isinstance(iso, tuple) and iso else iso, MAX_ISO)
    flash = details.get(ExifTags.Base.Flash)
    balance = details.get(ExifTags.Base.WhiteBalance)
    return Capture(
        exposure_seconds=_number(details.get(ExifTags.Base.ExposureTime), MAX_EXPOSURE_SECONDS),
        f_number=_number(details.get(ExifTags.Base.FNumber), MAX_F_NUMBER),
        iso=None if iso is None else round(iso),
        flash_fired=bool(flash & 1) if isinstance(flash, int) else None,
        white_balance_is_auto=balance == 0 if balance in {0, 1} else None,
    )


def _number(value: object, largest: float) -> float | None:
    """Return a positive number up to ``largest``."""
    try:
        found = float(value)  # type: ignore[arg-type] # Pillow gives IFDRational, or anything
    except DECODER_FAILURES:
        return None
    return found if math.isfinite(found) and 0 < found <= largest else None
