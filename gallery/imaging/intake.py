"""Look at a picture that someone sent: may it come in, and what may staff know about it."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gallery.imaging import content, sandbox
from gallery.imaging.capture import Capture, capture_from_json
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import check_bytes, no_result
from gallery.imaging.specs import Size


@dataclass(frozen=True)
class Intake:
    """Hold what is known of an accepted picture.

    ``format`` is jpeg, png, webp, heic or avif. ``size`` is as a viewer sees it. Capture date,
    camera and its settings are for staff only and come from the file: escape them.
    ``preview_jpeg`` is upright sRGB, at most 480 px, without any metadata and not watermarked.
    """

    format: str
    media_type: str
    size: Size
    captured_on: date | None
    camera: str | None
    focal_length_mm: float | None
    capture: Capture
    preview_jpeg: bytes
    preview_size: Size


def inspect(path: Path, limits: Limits, *, usage: sandbox.Usage | None = None) -> Intake:
    """Check and decode the picture at ``path`` in a sandboxed child.

    ``usage`` is filled in with what the child cost, also when it refuses.

    :raises PictureTooLarge: over the limit of bytes, pixels, scans, time or memory.
    :raises PictureTypeUnsupported: if the content is no accepted format.
    :raises PictureDamaged: if the file is cut off or broken.
    :raises PictureRejected: if the picture is too small, or declared as made by an algorithm.
    """
    with path.open("rb") as file:
        check_bytes(os.fstat(file.fileno()).st_size, limits)
        content.identify(file.read(content.HEAD_BYTES))  # A child is not worth it for a web page.
        answers = list(sandbox.run("inspect", {}, limits, picture=file.fileno(), usage=usage))
    if len(answers) != 1:
        raise no_result()
    return _intake(answers[0].header, answers[0].body)


def _intake(told: dict[str, Any], preview_jpeg: bytes) -> Intake:
    """Rebuild the child's answer field by field: the child met foreign bytes, trust no shape."""
    try:
        kind, camera, day, focal_length_mm = (
            told[key] for key in ("format", "camera", "captured_on", "focal_length_mm")
        )
        return Intake(
            format=str(kind),
            media_type=content.MEDIA_TYPE[kind],
            size=Size(int(told["width_px"]), int(told["height_px"])),
            captured_on=None if day is None else date.fromisoformat(day),
            camera=None if camera is None else str(camera),
            focal_length_mm=None if focal_length_mm is None else float(focal_length_mm),
            capture=capture_from_json(told["capture"]),
            preview_jpeg=preview_jpeg,
            preview_size=Size(int(told["preview_width_px"]), int(told["preview_height_px"])),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise no_result() from None
