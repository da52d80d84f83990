"""The limits for untrusted pictures, from the settings."""

from gallery.config import Settings
from gallery.imaging.limits import Limits


def limits_of(settings: Settings) -> Limits:
    """Return the limits for untrusted pictures that the settings name."""
    return Limits(
        max_bytes=settings.max_upload_bytes,
        max_pixels=settings.max_pixels,
        decode_seconds=float(settings.decode_seconds),
        decode_memory_bytes=settings.decode_memory_bytes,
        max_jpeg_scans=settings.max_jpeg_scans,
    )
