"""Measure on this machine what it takes to make the files of some photos."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from gallery.actions.order_renditions import Order
from gallery.actions.picture_limits import limits_of
from gallery.actions.stale_renditions import plans
from gallery.imaging.recipe import make
from gallery.runtime import Runtime

TRIALS = 3


def estimated_seconds(runtime: Runtime) -> float:
    """Make a few of the stale photos on one core, keep nothing, and reckon for all of them.

    :raises PictureRejected: an original cannot be read any more.
    """
    orders = [order for plan in plans(runtime) for order in plan.orders]
    if not orders:
        return 0.0
    tried = _spread(orders)
    began = time.monotonic()
    for order in tried:
        _make(runtime, order)
    return (time.monotonic() - began) / len(tried) * len(orders)


def _spread(orders: Sequence[Order]) -> Sequence[Order]:
    """Return a few from all over the list: photos of one case resemble each other."""
    return orders[:: -(-len(orders) // TRIALS)]


def _make(runtime: Runtime, order: Order) -> None:
    with tempfile.TemporaryDirectory(prefix="gallery-trial-") as folder:
        path = Path(folder) / "original"
        runtime.store.download(order.original_key, path)
        for _ in make(path, limits_of(runtime.settings), order.wanted, threads=1):
            pass
