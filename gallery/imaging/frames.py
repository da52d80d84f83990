"""The wire between the service and the child: JSON and bytes, nothing that could run."""

import json
import math
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

HEAD = struct.Struct(">II")
# 40 masks of 2,000 points each are 3.3 MB.
MAX_HEADER_BYTES = 4 * 1024 * 1024
MAX_BODY_BYTES = 128 * 1024 * 1024
MAX_INTEGER = 2**63 - 1


class BrokenFrame(ValueError):
    """Report a message that is cut off, too large, or not what was agreed."""


@dataclass(frozen=True)
class Frame:
    """Hold one message: a flat JSON object and the bytes that belong to it."""

    header: dict[str, Any]
    body: bytes = b""


def send(connection: socket.socket, frame: Frame) -> None:
    """Write one message."""
    header = json.dumps(frame.header).encode()
    connection.sendall(HEAD.pack(len(header), len(frame.body)) + header)
    if frame.body:  # Writing nothing fails too where the reader has answered and gone.
        connection.sendall(frame.body)


def receive(connection: socket.socket, deadline: float | None = None) -> Frame | None:
    """Read one message, or None if the other side has closed.

    ``deadline`` is on the monotonic clock.

    :raises TimeoutError: when it has passed.
    :raises BrokenFrame: if the message is not well formed, or has a number that is not finite or
        longer than 64 bits; the other side may be hostile.
    """
    head = _read(connection, HEAD.size, deadline)
    if not head:
        return None
    if len(head) < HEAD.size:
        raise BrokenFrame
    header_length, body_length = HEAD.unpack(head)
    if header_length > MAX_HEADER_BYTES or body_length > MAX_BODY_BYTES:
        raise BrokenFrame
    header = _read(connection, header_length, deadline)
    body = _read(connection, body_length, deadline)
    if len(header) < header_length or len(body) < body_length:
        raise BrokenFrame
    try:
        fields = json.loads(
            header, parse_float=_finite, parse_constant=_finite, parse_int=_in_64_bits
        )
    except (ValueError, RecursionError):
        raise BrokenFrame from None
    if not isinstance(fields, dict):
        raise BrokenFrame
    return Frame(fields, body)


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _in_64_bits(number: str) -> int:
    """Read an integer that can be a float, a column of the database, or a size."""
    value = int(number)
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise ValueError(number)
    return value


def _read(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    """Read ``count`` bytes, fewer only at the end of the stream."""
    parts = bytearray()
    while len(parts) < count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        chunk = connection.recv(min(count - len(parts), 1 << 20))
        if not chunk:
            break
        parts += chunk
    return bytes(parts)
