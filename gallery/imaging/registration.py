"""Find how two photos of one view lie over each other; runs inside the sandboxed child.

Features are SIFT (Lowe 2004) compared as RootSIFT (Arandjelovic and Zisserman 2012): they stand
changes of light, scale and turn, and a treated area leaves enough of them around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gallery.imaging.edits import Area

#: The longer side of the pictures that are compared. At 960 the error at the corners of pairs with
#: known truth is below 0.02 % of the longer side, and 1280 costs more than twice the time.
WORKING_EDGE_PX = 960
MAX_FEATURES = 2000
#: The second best candidate must be this much farther (Lowe 2004, section 7.1), both ways.
DISTANCE_RATIO = 0.8
#: How far a feature may be from where the similarity puts it, over the longer side.
REACH = 0.005
#: How far it may be from its epipolar line, in working pixels: there is no scene in that.
EPIPOLAR_REACH_PX = 2.0
CELLS = 8
MIN_FOR_EPIPOLAR = 15

Grey = NDArray[np.uint8]
Points = NDArray[np.float32]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Signs:
    """Hold what the fit rests on.

    ``inliers`` of ``matches`` agree with the similarity; ``rigid`` is their share of those that
    agree with any rigid scene, seen from two places. ``cells`` of an 8 x 8 grid hold inliers.
    ``residual`` is the inliers' median distance, ``corner_error`` what is to be expected at the
    corners of the picture (one standard deviation); both are shares of the longer side.
    """

    matches: int = 0
    inliers: int = 0
    rigid: float = 0.0
    cells: int = 0
    residual: float = 1.0
    corner_error: float = 1.0


@dataclass(frozen=True)
class Fit:
    """Hold a 2 x 3 similarity from the before's to the after's working pixels, corner based."""

    matrix: Matrix | None
    signs: Signs


def register(
    before: Grey, after: Grey, hidden_before: Sequence[Area] = (), hidden_after: Sequence[Area] = ()
) -> Fit:
    """Fit a similarity to what two pictures have in common, outside the hidden areas."""
    ours, theirs = _features(before, hidden_before), _features(after, hidden_after)
    pairs = _matches(ours.descriptors, theirs.descriptors)
    if len(pairs) < MIN_FOR_EPIPOLAR:
        return Fit(None, Signs(matches=len(pairs)))
    source, target = ours.points[pairs[:, 0]], theirs.points[pairs[:, 1]]
    edge_px = max(before.shape)
    matrix, mask = cv2.estimateAffinePartial2D(
        source,
        target,
        method=cv2.RANSAC,
        ransacReprojThreshold=REACH * edge_px,
        maxIters=5000,
        confidence=0.999,
    )
    if matrix is None:  # which the stubs do not know
        return Fit(None, Signs(matches=len(pairs)))  # type: ignore[unreachable]
    inside = mask.ravel().astype(bool)
    found = np.asarray(matrix, dtype=np.float64)
    offsets = source[inside] @ found[:, :2].T + found[:, 2] - target[inside]
    rigid = max(int(inside.sum()), _rigid_count(source, target))
    return Fit(found, _signs(before, source[inside], offsets, len(pairs), rigid))


@dataclass(frozen=True)
class _Features:
    points: Points
    descriptors: Points


def _features(grey: Grey, hidden: Sequence[Area]) -> _Features:
    """Find features outside the hidden areas; local contrast is evened out for pale skin."""
    even = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8)).apply(grey)
    sift = cv2.SIFT.create(nfeatures=MAX_FEATURES, contrastThreshold=0.01, edgeThreshold=20)
    keypoints, descriptors = sift.detectAndCompute(even, _mask(grey, hidden))
    if descriptors is None or len(keypoints) == 0:
        return _Features(np.empty((0, 2), np.float32), np.empty((0, 128), np.float32))
    # OpenCV counts from the middle of the first pixel, frames from its corner.
    points = np.array([keypoint.pt for keypoint in keypoints], np.float32) + np.float32(0.5)
    shares = descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    return _Features(points, np.sqrt(shares).astype(np.float32))


def _mask(grey: Grey, hidden: Sequence[Area]) -> Grey:
    height_px, width_px = grey.shape
    mask = np.full(grey.shape, 255, np.uint8)
    for area in hidden:
        rows = slice(int(area.top * height_px), int(np.ceil(area.bottom * height_px)))
        columns = slice(int(area.left * width_px), int(np.ceil(area.right * width_px)))
        mask[rows, columns] = 0
    return mask


def _matches(ours: Points, theirs: Points) -> NDArray[np.intp]:
    """Return index pairs that are each other's best, clearly ahead of the second best."""
    if min(len(ours), len(theirs)) < 2:
        return np.empty((0, 2), np.intp)
    likeness = ours @ theirs.T
    there, is_clear_there = _best(likeness)
    back, is_clear_back = _best(np.ascontiguousarray(likeness.T))
    index = np.arange(len(ours))
    mutual = (back[there] == index) & is_clear_there & is_clear_back[there]
    return np.stack([index[mutual], there[mutual]], axis=1)


def _best(likeness: Points) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the best of each row, and whether the second best is clearly farther."""
    rows = np.arange(len(likeness))
    best = likeness.argmax(axis=1)
    first = likeness[rows, best]
    likeness[rows, best] = -1  # below any likeness: what is left is the second best
    second = likeness.max(axis=1)
    likeness[rows, best] = first
    near, next_near = (np.sqrt(np.maximum(2 - 2 * value, 0)) for value in (first, second))
    return best, near < DISTANCE_RATIO * next_near


def _rigid_count(source: Points, target: Points) -> int:
    """Count the matches that one rigid scene, seen from two places, would explain."""
    _, mask = cv2.findFundamentalMat(
        source, target, cv2.USAC_MAGSAC, EPIPOLAR_REACH_PX, 0.999, 5000
    )
    return 0 if mask is None else int(mask.sum())


def _signs(before: Grey, source: Points, offsets: Matrix, matches: int, rigid: int) -> Signs:
    height_px, width_px = before.shape
    edge_px = max(width_px, height_px)
    lengths = np.linalg.norm(offsets, axis=1)
    spots, error_px = _cells(source, offsets, width_px, height_px)
    return Signs(
        matches=matches,
        inliers=len(source),
        rigid=len(source) / max(rigid, 1),
        cells=spots,
        residual=float(np.median(lengths)) / edge_px,
        corner_error=error_px / edge_px,
    )


def _cells(source: Points, offsets: Matrix, width_px: int, height_px: int) -> tuple[int, float]:
    """Return how many cells hold inliers, and the error to expect at the farthest corner.

    Errors of neighbours are alike, so each cell counts as one observation, with the mean of its
    offsets: a similarity fitted to n of them has a variance of s^2 (1/n + r^2 / sum of r_i^2) at
    a distance r from their middle.
    """
    grid = (source * CELLS / np.array([width_px, height_px])).astype(int).clip(0, CELLS - 1)
    cell = grid[:, 1] * CELLS + grid[:, 0]
    taken = np.unique(cell)
    middles = np.array([source[cell == each].mean(axis=0) for each in taken])
    means = np.array([offsets[cell == each].mean(axis=0) for each in taken])
    if len(taken) < 3:
        return len(taken), float(max(width_px, height_px))
    variance = float((means**2).sum()) / (2 * len(taken) - 4)
    middle = middles.mean(axis=0)
    corners = np.array([(0, 0), (width_px, 0), (width_px, height_px), (0, height_px)], float)
    far = float(((corners - middle) ** 2).sum(axis=1).max())
    around = float(((middles - middle) ** 2).sum())
    return len(taken), float(np.sqrt(2 * variance * (1 / len(taken) + far / max(around, 1.0))))
