"""Free ports on this machine."""

import random
import socket
from collections.abc import Iterable

from gallery.errors import ConfigurationError

LOOPBACK = "127.0.0.1"
# Below the range from which Linux takes ports for outgoing connections, and so is each
# base + 10 004.
FIRST_BASE = 15_000
LAST_BASE = 22_000
BASE_STEP = 20


def is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen on ``port`` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_base(offsets: Iterable[int], preferred: int | None = None) -> int:
    """Return a base such that every base + offset is free on the loopback address.

    :raises ConfigurationError: ``no_free_ports``.
    """
    wanted = tuple(offsets)
    candidates = list(range(FIRST_BASE, LAST_BASE, BASE_STEP))
    random.shuffle(candidates)
    if preferred is not None:
        candidates.insert(0, preferred)
    for base in candidates:
        if all(is_free(LOOPBACK, base + offset) for offset in wanted):
            return base
    raise ConfigurationError(
        f"No free ports between {FIRST_BASE} and {LAST_BASE} for the object store. Stop other"
        " programs on this machine.",
        code="no_free_ports",
    )
