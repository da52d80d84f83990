"""The limits that keep an untrusted picture from costing more than it is worth."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bound what one picture may cost; the defaults are those of the documentation.

    ``decode_seconds`` is wall time for reading a picture, ``render_seconds`` for making all its
    renditions. ``decode_memory_bytes`` is for the whole child process.
    """

    max_bytes: int = 40 * 1024 * 1024
    max_pixels: int = 60_000_000
    min_edge_px: int = 64
    decode_seconds: float = 20.0
    decode_memory_bytes: int = 600 * 1024 * 1024
    max_jpeg_scans: int = 100
    render_seconds: float = 120.0
