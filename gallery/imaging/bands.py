"""Make a picture in two bands of rows, side by side where there is a second thread.

No encoder can begin before the largest size is there: meanwhile the second core would be idle.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

from PIL import Image

from gallery.imaging.specs import Size

#: Never the number of threads: where a picture is cut tells in its bytes.
BANDS = 2

#: The first row of a band and the end of its rows.
Rows = tuple[int, int]
Band = Callable[[Rows], Image.Image]
#: What makes the bands and returns them in order: ``map``, or the ``map`` of a pool of threads.
Each = Callable[[Band, Iterable[Rows]], Iterable[Image.Image]]


def in_bands(size: Size, band: Band, each: Each) -> Image.Image:
    """Return a picture of ``size`` whose rows are made by ``band``, each band in one mode."""
    ends = [size.height_px * number // BANDS for number in range(BANDS + 1)]
    parts = list(each(band, [rows for rows in pairwise(ends) if rows[0] < rows[1]]))
    whole = Image.new(parts[0].mode, (size.width_px, size.height_px))
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole
