"""Walk the boxes of an ISO base media file (ISO/IEC 14496-12 §4.2), as HEIC and AVIF are."""

import struct
from collections.abc import Iterator
from mmap import mmap

from gallery.imaging.refusals import damaged

Data = bytes | mmap

MAX_BOXES = 1024


def boxes(data: Data, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of the body of each box between ``start`` and ``end``.

    :raises PictureDamaged: if a box does not end there.
    """
    for _ in range(MAX_BOXES):
        if start + 8 > end:
            return
        length, name = struct.unpack_from(">I4s", data, start)
        header = 8
        if length == 1 and start + 16 <= end:
            length, header = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif length == 0:
            length = end - start
        if length < header or start + length > end:
            raise damaged("it stops before its end")
        yield bytes(name), start + header, start + length
        start += length


def properties_of_primary(data: Data) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and body of the properties of the primary picture (ISO/IEC 23008-12 §9.3).

    :raises PictureDamaged: if a box does not end where it must.
    :raises struct.error: if a box is too short for what it says.
    """
    meta = next((body for body in boxes(data, 0, len(data)) if body[0] == b"meta"), None)
    if meta is None:
        return
    inner = {name: (start, end) for name, start, end in boxes(data, meta[1] + 4, meta[2])}
    if not {b"pitm", b"iprp"} <= inner.keys():
        return
    start = inner[b"pitm"][0]
    (primary_id,) = struct.unpack_from(">I" if data[start] else ">H", data, start + 4)
    properties, wanted = list[tuple[bytes, int, int]](), set[int]()
    for name, start, end in boxes(data, *inner[b"iprp"]):
        if name == b"ipco":
            properties = list(boxes(data, start, end))
        elif name == b"ipma":
            wanted |= _associations(bytes(data[start:end]), primary_id)
    for number, (name, start, end) in enumerate(properties, start=1):
        if number in wanted:
            yield name, bytes(data[start:end])


def _associations(body: bytes, item_id: int) -> set[int]:
    """Return the numbers of an item's properties: an ``ipma`` box."""
    head, index = (">IB" if body[0] else ">HB"), (">H" if body[3] & 1 else ">B")
    (count,) = struct.unpack_from(">I", body, 4)
    place, found = 8, set[int]()
    for _ in range(min(count, len(body))):
        item, properties = struct.unpack_from(head, body, place)
        place += struct.calcsize(head)
        for _ in range(properties):
            (number,) = struct.unpack_from(index, body, place)
            place += struct.calcsize(index)
            if item == item_id:
                found.add(number & (0x7FFF if index == ">H" else 0x7F))
    return found
