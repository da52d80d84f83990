"""Walk the containers without decoding: bounded work that finds cut-off files and scan bombs.

Libjpeg fills what is missing with grey and carries on; a picture that was cut off on its way here
must be refused, never published.
"""

import re
import struct
from collections.abc import Iterator
from zlib import crc32

from gallery.errors import PictureRejected
from gallery.imaging.boxes import Data, boxes
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import check_pixels, damaged, too_many_scans
from gallery.imaging.specs import Size

MAX_JPEG_SEGMENTS = 4096
MAX_PNG_CHUNKS = 100_000
# T.81 §B.1.1.5: inside entropy-coded data FF is followed by 00 or a restart marker; FF fills.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
MARKER_START, EOI, SOS = 0xFF, 0xD9, 0xDA
# T.81 §B.2.1: tables, comments, DNL, the next scan or the end; a frame header there is damage.
AFTER_A_SCAN = frozenset({0xC4, 0xCC, SOS, EOI, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
# What a size claim looks like: ISO/IEC 23008-12 §6.5.3 (ispe), and the WebP container's headers.
ISPE = re.compile(rb"\x00\x00\x00\x14ispe\x00{4}(.{8})", re.DOTALL)
META_BYTES = 1024 * 1024
SYNTHETIC_MARK = b"trainedAlgorithmicMedia"


def check(data: Data, kind: str, limits: Limits) -> None:
    """Refuse a file that is cut off, or that would cost too much to decode.

    :raises PictureDamaged: if the container does not reach its end.
    :raises PictureTooLarge: if a JPEG has more scans than allowed.
    :raises PictureRejected: if the file says that it was made by a trained algorithm.
    """
    if kind == "jpeg":
        _check_jpeg(data, limits)
    elif kind == "png":
        _check_png(data)
    elif kind == "webp":
        _check_webp(data, limits)
    else:
        _check_boxes(data, limits)
    # IPTC digital source type; compositeWithTrainedAlgorithmicMedia ends alike but for the case.
    if data.find(SYNTHETIC_MARK) >= 0 or data.find(b"TrainedAlgorithmicMedia") >= 0:
        raise PictureRejected(
            "The file declares that a trained algorithm made it. Send the camera's own picture.",
            code="picture_synthetic",
        )


def _check_jpeg(data: Data, limits: Limits) -> None:
    """Follow the markers of the first image to its EOI; what lies behind it is never read."""
    scans = sum(marker == SOS for marker, _ in jpeg_segments(data))
    if not scans:
        raise damaged("it holds no picture data")
    if scans > limits.max_jpeg_scans:
        raise too_many_scans(scans, limits)


def jpeg_segments(data: Data) -> Iterator[tuple[int, int]]:
    """Yield each marker of the first image before its EOI, and where the marker's segment starts.

    :raises PictureDamaged: if there is no EOI, or a marker stands where none may.
    """
    position, in_scan = 2, False
    for _ in range(MAX_JPEG_SEGMENTS):
        found = NEXT_MARKER.search(data, position)
        if found is None:
            raise damaged("it stops before its end")
        if not in_scan and data[position] != MARKER_START:
            raise damaged("there are stray bytes in its header")
        marker = data[found.start() + 1]
        position = found.end()
        if marker == EOI:
            return
        in_scan = in_scan or marker == SOS
        if in_scan and marker not in AFTER_A_SCAN:
            raise damaged("its picture data is broken")
        yield marker, position
        if marker not in WITHOUT_LENGTH:
            position += max(2, int.from_bytes(data[position : position + 2], "big"))
    raise damaged(f"it has more than {MAX_JPEG_SEGMENTS} segments")


def _check_png(data: Data) -> None:
    """Check that every chunk is there and has its checksum: Pillow does not look at IDAT's."""
    position, size, view = 8, len(data), memoryview(data)
    for _ in range(MAX_PNG_CHUNKS):
        if position + 12 > size:
            raise damaged("it stops before its end")
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > size:
            raise damaged("it stops before its end")
        if crc32(view[position + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            raise damaged("the checksum of a part of it is wrong")
        if name == b"IEND":
            return
        position = end
    raise damaged(f"it has more than {MAX_PNG_CHUNKS} chunks")


def _check_webp(data: Data, limits: Limits) -> None:
    """Check length and size here, because libwebp allocates its canvas when it opens a file."""
    declared = int.from_bytes(data[4:8], "little") + 8
    if declared > len(data):
        raise damaged(f"it has {len(data)} of {declared} bytes")
    name, head = bytes(data[12:16]), data[20:30]
    if len(head) < 10:
        raise damaged("it stops before its end")
    if name == b"VP8X":
        width_px, height_px = (int.from_bytes(head[i : i + 3], "little") + 1 for i in (4, 7))
    elif name == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        width_px, height_px = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width_px, height_px = (int.from_bytes(head[i : i + 2], "little") & 0x3FFF for i in (6, 8))
    check_pixels(Size(width_px, height_px), limits)


def _check_boxes(data: Data, limits: Limits) -> None:
    """Check that each top-level box ends inside the file."""
    names = {name for name, _, _ in boxes(data, 0, len(data))}
    if not {b"ftyp", b"meta"} <= names:
        raise damaged("its description of the picture is missing")
    for claim in ISPE.finditer(data, 0, META_BYTES):
        check_pixels(Size(*struct.unpack(">II", claim.group(1))), limits)
