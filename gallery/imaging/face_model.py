"""Look for faces with the CenterFace network; runs inside the sandboxed child.

Xu, Yan, Yang, Luo: CenterFace: Joint Face Detection and Alignment Using Face as Point (2019).
"""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

#: Looked at in this order. Coarse first: in a large picture, part of a large face is one to it.
LONG_EDGES_PX = (320, 960)
OUTPUTS = ("537", "538", "539", "540")  # heat, size, offset, landmarks
STRIDE = 4
MULTIPLE_PX = 32
MIN_CONFIDENCE = 0.5
#: Two finds are one face where they share so much of the smaller one.
SAME_FACE = 0.4
#: The box ends at the hairline and the cheeks: a mask takes a little more.
MARGIN = 0.12
#: Half the height of the band over the eyes, over the height of the face.
EYES_HALF_HEIGHT = 0.12

Row = tuple[float, ...]
Cells = NDArray[Any]


def find(image: Image.Image, model: bytes) -> list[Row]:
    """Return (left, top, right, bottom) of each face, then of its eyes, then the confidence.

    As ratios of ``image``, which is RGB and upright; boxes may reach over its edge.
    """
    network = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))
    found: list[Row] = []
    for edge_px in LONG_EDGES_PX:
        for row in sorted(_at_scale(network, image, edge_px), key=lambda row: -row[8]):
            if not any(_is_same(row, known) for known in found):
                found.append(row)
    return sorted(found, key=lambda row: -row[8])


def _at_scale(network: cv2.dnn.Net, image: Image.Image, edge_px: int) -> Iterator[Row]:
    scale = min(1.0, edge_px / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    pixels = np.asarray(image.resize(size, Image.Resampling.BILINEAR))
    width, height = (-(-side // MULTIPLE_PX) * MULTIPLE_PX for side in size)
    canvas = np.zeros((height, width, 3), np.uint8)
    canvas[: size[1], : size[0]] = pixels
    network.setInput(cv2.dnn.blobFromImage(canvas))
    heat, sizes, offsets, landmarks = map(np.asarray, network.forward(OUTPUTS))
    for down, across in np.argwhere(heat[0, 0] >= MIN_CONFIDENCE):
        place = np.s_[0, :, down, across]
        row = _row(
            (float(across), float(down)), sizes[place], offsets[place], landmarks[place], size
        )
        yield (*row, float(heat[0, 0, down, across]))


def _row(
    cell: tuple[float, float],
    log_size: Cells,
    offset: Cells,
    landmarks: Cells,
    picture: tuple[int, int],
) -> Row:
    """Read one cell of the network's answer; sizes are height first, as landmarks are y first."""
    height, width = (float(value) * STRIDE for value in np.exp(log_size))
    left = (cell[0] + float(offset[1]) + 0.5) * STRIDE - width / 2
    top = (cell[1] + float(offset[0]) + 0.5) * STRIDE - height / 2
    eyes_y = sorted(top + float(landmarks[index]) * height for index in (0, 2))
    half = EYES_HALF_HEIGHT * height
    more_x, more_y = MARGIN * width, MARGIN * height
    box = (left - more_x, top - more_y, left + width + more_x, top + height + more_y)
    eyes = (left - more_x, eyes_y[0] - half, left + width + more_x, eyes_y[1] + half)
    sides = picture * 4
    return tuple(value / side for value, side in zip(box + eyes, sides, strict=True))


def _is_same(one: Row, other: Row) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return False
    smaller = min((row[2] - row[0]) * (row[3] - row[1]) for row in (one, other))
    return across * down > SAME_FACE * smaller
