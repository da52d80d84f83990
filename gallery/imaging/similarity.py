"""The one transform that may bring two photos together: shift, turn and scale (rule R10)."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Similarity:
    """Map a point of the before to the after, both in pixels of the viewed, full-size photos.

    (x, y) goes to (scale (x cos r - y sin r) + x_px, scale (x sin r + y cos r) + y_px), r being
    ``rotation_deg``, clockwise as seen. Points are measured from the photos' upper left corners.
    """

    scale: float
    rotation_deg: float
    x_px: float
    y_px: float

    @classmethod
    def from_matrix(cls, a: float, b: float, x_px: float, y_px: float) -> "Similarity":
        """Build from the matrix (a, -b, x_px; b, a, y_px)."""
        return cls(math.hypot(a, b), math.degrees(math.atan2(b, a)), x_px, y_px)

    def apply(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return where a point of the before lies in the after."""
        a, b = self.matrix()
        return (a * x_px - b * y_px + self.x_px, b * x_px + a * y_px + self.y_px)

    def inverse(self) -> "Similarity":
        """Return the map from the after to the before."""
        a, b = self.matrix()
        square = self.scale * self.scale
        return Similarity.from_matrix(
            a / square,
            -b / square,
            -(a * self.x_px + b * self.y_px) / square,
            (b * self.x_px - a * self.y_px) / square,
        )

    def after(self, first: "Similarity") -> "Similarity":
        """Return the map that does ``first`` and then this one."""
        a, b = self.matrix()
        other_a, other_b = first.matrix()
        x_px, y_px = self.apply(first.x_px, first.y_px)
        return Similarity.from_matrix(
            a * other_a - b * other_b, b * other_a + a * other_b, x_px, y_px
        )

    def matrix(self) -> tuple[float, float]:
        """Return a and b of the matrix (a, -b, x_px; b, a, y_px)."""
        angle = math.radians(self.rotation_deg)
        return self.scale * math.cos(angle), self.scale * math.sin(angle)
