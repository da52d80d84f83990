"""The wire takes well-formed messages and nothing else."""

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from gallery.imaging import frames
from gallery.imaging.frames import BrokenFrame, Frame

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_a_message_arrives_as_it_was_sent(ends: Ends) -> None:
    frames.send(ends[0], Frame({"kind": "a", "size": 3}, b"abc"))
    assert frames.receive(ends[1]) == Frame({"kind": "a", "size": 3}, b"abc")


def test_the_end_of_the_stream_is_none(ends: Ends) -> None:
    ends[0].close()
    assert frames.receive(ends[1]) is None


@pytest.mark.parametrize(
    "wire",
    [
        b"\x00",
        frames.HEAD.pack(2, 5) + b"{}ab",
        frames.HEAD.pack(frames.MAX_HEADER_BYTES + 1, 0),
        frames.HEAD.pack(2, frames.MAX_BODY_BYTES + 1),
        frames.HEAD.pack(2, 0) + b"[]",
        frames.HEAD.pack(2, 0) + b"{\xff",
        frames.HEAD.pack(100_000, 0) + b"[" * 100_000,
        frames.HEAD.pack(9, 0) + b'{"a":NaN}',
        frames.HEAD.pack(15, 0) + b'{"a":-Infinity}',
        frames.HEAD.pack(11, 0) + b'{"a":1e999}',
        frames.HEAD.pack(25, 0) + b'{"a":9223372036854775808}',
    ],
)
def test_a_broken_message_is_refused(ends: Ends, wire: bytes) -> None:
    ends[0].sendall(wire)
    ends[0].close()
    with pytest.raises(BrokenFrame):
        frames.receive(ends[1])


def test_a_silent_sender_is_given_up_at_the_deadline(ends: Ends) -> None:
    with pytest.raises(TimeoutError):
        frames.receive(ends[1], time.monotonic() + 0.05)


def test_no_empty_write_follows_a_message_without_a_body() -> None:
    """Its reader may have answered and gone by then, and the write would fail."""
    written: list[bytes] = []
    connection = SimpleNamespace(sendall=written.append)
    frames.send(connection, Frame({"a": 1}))  # type: ignore[arg-type] # all that send uses
    assert written == [frames.HEAD.pack(8, 0) + b'{"a": 1}']
