"""What a child answers whose decoder was taken over, or hangs."""

import time
from collections.abc import Iterator

from gallery.imaging import tasks
from gallery.imaging.frames import Frame

FILE = {"format": "jpg", "width_px": 9, "height_px": 9, "steps": [], "versions": {}}


def other_variant(_request: tasks.Request) -> Iterator[Frame]:
    """Pass a picture off as one of the variant that carries no mark."""
    yield Frame({**FILE, "spec": "clean-960"}, b"x")


def same_again(_request: tasks.Request) -> Iterator[Frame]:
    """Answer one file twice."""
    yield from [Frame({**FILE, "spec": "marked-960"}, b"x")] * 2


def endless(_request: tasks.Request) -> Iterator[Frame]:
    """Answer without end."""
    while True:
        yield Frame({}, b"x")


def spins(_request: tasks.Request) -> Iterator[Frame]:
    """Use a processor and answer nothing."""
    yield Frame({})
    while True:
        pass


def sleeps(_request: tasks.Request) -> Iterator[Frame]:
    """Answer nothing, as where other programs have all processors."""
    time.sleep(600)
    yield Frame({})
