"""Find damage inside a JPEG's compressed data, which ordinary decoders repair without a word.

Libjpeg counts a broken code, a lost restart marker or left-over bytes as a mere warning and paints
on in wrong colours. Here its warnings are refusals. Decoding to an eighth of the size reads every
code and skips most of the arithmetic.
"""

import re

import simplejpeg

from gallery.imaging.refusals import damaged
from gallery.imaging.structure import SOS, jpeg_segments

# Libjpeg's warnings (jerror.h) that tell of lost picture data. Its others do not: a bad ICC or
# JFIF marker, and what is unusual but whole; nor do files that this decoder cannot read at all.
DAMAGE = re.compile(
    "Corrupt JPEG data: (?!bad ICC)|Premature end of JPEG|Inconsistent progression sequence"
    "|Unsupported marker type|Invalid JPEG file structure|Bogus"
)
# Ss, Se, AhAl of a sequential scan are constants (T.81 §B.2.3) that decoders ignore; many Samsung
# phones write others, and stopping at that warning would hide those that follow.
UNUSUAL_SCAN = "Invalid SOS parameters"
SEQUENTIAL_SCAN = bytes((0, 63, 0))
SMALLEST_SCALE = 8


def check_jpeg(data: bytes) -> None:
    """Refuse a JPEG whose compressed data is damaged; its size must have been checked before.

    A flip that gives codes which are valid to the end of the scan is not seen.

    :raises PictureDamaged: if a code is impossible, or data are missing or left over.
    """
    complaint = _complaint(data)
    if complaint.startswith(UNUSUAL_SCAN):
        complaint = _complaint(_with_usual_scans(data))
    if DAMAGE.match(complaint):
        raise damaged("its picture data is broken")


def _complaint(data: bytes) -> str:
    """Return the first thing that the decoder complains of, or nothing."""
    try:
        _, _, space, _ = simplejpeg.decode_jpeg_header(data)
        simplejpeg.decode_jpeg(
            data,
            "CMYK" if space in {"CMYK", "YCCK"} else "GRAY",
            fastdct=True,
            min_height=1,
            min_width=1,
            min_factor=SMALLEST_SCALE,
        )
    except ValueError as complaint:
        return str(complaint)
    return ""


def _with_usual_scans(data: bytes) -> bytes:
    usual = bytearray(data)
    for marker, start in jpeg_segments(data):
        if marker == SOS:
            end = start + int.from_bytes(data[start : start + 2], "big")
            usual[end - len(SEQUENTIAL_SCAN) : end] = SEQUENTIAL_SCAN
    return bytes(usual)
