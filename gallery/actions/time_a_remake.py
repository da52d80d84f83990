"""Measure on this machine what it takes to make the files of one photo."""

import tempfile
import time
from pathlib import Path

from gallery.actions.picture_limits import limits_of
from gallery.actions.stale_renditions import plans
from gallery.imaging.render import render
from gallery.runtime import Runtime


def seconds_for_a_photo(runtime: Runtime) -> float:
    """Make one stale photo on one core, keep nothing of it, and return the seconds it took.

    :raises PictureRejected: this original cannot be read any more.
    """
    for plan in plans(runtime):
        if plan.orders:
            break
    else:
        return 0.0
    order = plan.orders[0]
    variants = len({one.wanted.variant for one in plan.orders if one.photo_id == order.photo_id})
    with tempfile.TemporaryDirectory(prefix="gallery-trial-") as folder:
        path = Path(folder) / "original"
        began = time.monotonic()
        runtime.store.download(order.original_key, path)
        limits = limits_of(runtime.settings)
        files = render(
            path,
            limits,
            order.wanted.variant,
            order.wanted.watermark,
            order.wanted.rights,
            edits=order.wanted.edits,
            threads=1,
        )
        for _ in files:
            pass
        return (time.monotonic() - began) * variants
