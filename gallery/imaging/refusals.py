"""The words with which a picture is refused, where several modules say the same."""

from typing import Any

from gallery.errors import (
    ImagingUnavailable,
    InvalidInput,
    PictureDamaged,
    PictureRejected,
    PictureTooLarge,
    PictureTypeUnsupported,
)
from gallery.imaging.limits import Limits
from gallery.imaging.specs import Size

MEBI = 1024 * 1024
MEGA = 1_000_000
KINDS: dict[str, type[InvalidInput]] = {
    kind.__name__: kind
    for kind in (
        InvalidInput,
        PictureRejected,
        PictureTooLarge,
        PictureTypeUnsupported,
        PictureDamaged,
    )
}
MAX_MESSAGE_LENGTH = 500
#: Who had a processor for this share of the time was not held up by anybody else.
UNDISTURBED = 0.9


def check_bytes(size_bytes: int, limits: Limits) -> None:
    """Refuse a file over the limit of bytes.

    :raises PictureTooLarge: naming the limit.
    """
    if size_bytes > limits.max_bytes:
        raise PictureTooLarge(
            f"The file is larger than {limits.max_bytes / MEBI:g} MB, the limit. "
            "Export the picture with a lower quality or fewer pixels.",
            code="picture_too_many_bytes",
        )


def check_pixels(size: Size, limits: Limits) -> None:
    """Refuse a picture over the limit of pixels.

    :raises PictureTooLarge: naming the limit and the size found.
    """
    width_px, height_px = size.width_px, size.height_px
    if width_px * height_px > limits.max_pixels:
        raise PictureTooLarge(
            f"The picture has {width_px * height_px / MEGA:.1f} megapixels "
            f"({width_px} x {height_px}); the limit is {limits.max_pixels / MEGA:g}. "
            "Set the camera to fewer megapixels, or export the picture smaller.",
            code="picture_too_many_pixels",
        )


def check_edges(size: Size, limits: Limits) -> None:
    """Refuse a picture too small to show anything.

    :raises PictureRejected: naming the limit and the size found.
    """
    if min(size.width_px, size.height_px) < limits.min_edge_px:
        raise PictureRejected(
            f"The picture is {size.width_px} x {size.height_px} pixels; "
            f"each side needs at least {limits.min_edge_px}. Send the original, not a thumbnail.",
            code="picture_too_small",
        )


def too_many_scans(scans: int, limits: Limits) -> PictureTooLarge:
    """Build the error for a progressive JPEG that would be decoded over and over."""
    return PictureTooLarge(
        f"The JPEG has {scans} scans; the limit is {limits.max_jpeg_scans}. "
        "Save it again as an ordinary JPEG.",
        code="picture_too_many_scans",
    )


def damaged(what: str, code: str | None = None) -> PictureDamaged:
    """Build the error for a file whose ``what`` is broken."""
    message = f"The picture is damaged: {what}. Send the original file again."
    return PictureDamaged(message, code=code)


def too_much_memory(limits: Limits) -> PictureTooLarge:
    """Build the error for a picture that needs more memory than the child may have."""
    return PictureTooLarge(
        f"Reading the picture needs more than {limits.decode_memory_bytes / MEBI:g} MB of "
        "memory, the limit. Export it as a JPEG, or with fewer pixels.",
        code="picture_too_much_memory",
    )


def too_slow(seconds: float) -> PictureTooLarge:
    """Build the error for a picture that took longer than its child may run."""
    return PictureTooLarge(
        f"Processing the picture took longer than {seconds:g} s, the limit. "
        "Save it again as an ordinary JPEG, or with fewer pixels.",
        code="picture_too_slow",
    )


def busy(seconds: float) -> ImagingUnavailable:
    """Build the error for a picture that was not done in time because others were at work too."""
    return ImagingUnavailable(
        f"The server was too busy to process the picture within {seconds:g} s. "
        "That says nothing of the picture: try again in a few minutes.",
        code="imaging_busy",
    )


def is_slow_itself(cpu_seconds: float, seconds: float) -> bool:
    """Tell whether a picture took ``seconds`` by its own work, not because others were at work."""
    return cpu_seconds >= UNDISTURBED * seconds


def no_result() -> PictureDamaged:
    """Build the error for a child that ended well but did not answer as agreed."""
    return damaged("its decoder gave no usable answer", "picture_decoder_failed")


def told_refusal(header: dict[str, Any]) -> InvalidInput:
    """Rebuild the child's refusal; the child may lie, so only known kinds and plain text."""
    kind = KINDS.get(str(header.get("type")), PictureDamaged)
    fields = header.get("fields")
    return kind(
        str(header.get("message"))[:MAX_MESSAGE_LENGTH],
        code=str(header.get("code"))[:60],
        fields={str(k): str(v) for k, v in fields.items()} if isinstance(fields, dict) else None,
    )
