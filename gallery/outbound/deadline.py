"""A limit on a whole exchange: a server that sends a byte now and then cannot stretch it.

A socket's own timeout begins anew with every byte. Here a timer shuts the socket down at the end,
which wakes whatever is reading from it or writing to it.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Deadline:
    """End ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        """Start counting."""
        self.seconds = seconds
        self._started_at = time.monotonic()

    @property
    def spent_seconds(self) -> float:
        """Return how long it is since the start."""
        return time.monotonic() - self._started_at

    @property
    def left_seconds(self) -> float:
        """Return how long is left, at least a millisecond: sockets take 0 as "do not wait"."""
        return max(0.001, self.seconds - self.spent_seconds)

    @property
    def has_passed(self) -> bool:
        """Tell whether the time is over."""
        return self.spent_seconds >= self.seconds

    @contextmanager
    def cutting(self, connected: socket.socket) -> Iterator[None]:
        """Shut ``connected`` down if the time ends inside this block."""
        timer = threading.Timer(self.left_seconds, _cut, [connected])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):  # it was closed meanwhile
        # The plain socket's method also for TLS: TLS's own would change the object in use.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
