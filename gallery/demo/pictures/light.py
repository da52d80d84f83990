"""Studio light: two softboxes and a bounce, on skin that lets red light through."""

from dataclasses import dataclass

import numpy as np

from gallery.demo.pictures.noise import Field
from gallery.demo.pictures.relief import Normals

WRAP = (0.34, 0.20, 0.14)  # light that leaves the skin beyond the edge of shade, most in red


@dataclass(frozen=True)
class Lighting:
    """Where the lights stand (degrees right of and above the camera) and how strong they are."""

    key_right_degrees: float
    key_up_degrees: float
    fill_right_degrees: float
    key: float = 0.74
    fill: float = 0.24
    ambient: float = 0.13
    gloss: float = 0.05

    def key_direction(self) -> tuple[float, float, float]:
        """Return the unit vector towards the key light (y down)."""
        return _direction(self.key_right_degrees, self.key_up_degrees)

    def fill_direction(self) -> tuple[float, float, float]:
        """Return the unit vector towards the fill light (y down)."""
        return _direction(self.fill_right_degrees, 12.0)


@dataclass(frozen=True)
class Illumination:
    """Light arriving at each pixel in red, green, blue, and the sheen on top of the skin."""

    channels: list[Field]
    sheen: Field


def illuminate(normals: Normals, lighting: Lighting) -> Illumination:
    """Return the light on a surface."""
    towards_key = _facing(normals, lighting.key_direction())
    towards_fill = _facing(normals, lighting.fill_direction())
    sky = 0.5 - 0.5 * normals.y
    bounce = np.clip(normals.z, 0.0, 1.0)
    channels = []
    for wrap in WRAP:
        key = np.clip((towards_key + wrap) / (1 + wrap), 0.0, None)
        fill = np.clip((towards_fill + wrap) / (1 + wrap), 0.0, None)
        around = lighting.ambient * (0.35 + 0.25 * sky + 0.4 * bounce)
        channels.append((lighting.key * key + lighting.fill * fill + around).astype(np.float32))
    return Illumination(channels, _sheen(normals, lighting))


def relief_shading(
    fine_mm: Field, px_per_mm: float, lighting: Lighting, strength: float = 1.0
) -> Field:
    """Return a factor about 1 that shades a fine height by its slope towards the lights."""
    key, fill = lighting.key_direction(), lighting.fill_direction()
    towards_x = np.float32((lighting.key * key[0] + lighting.fill * fill[0]) * px_per_mm)
    towards_y = np.float32((lighting.key * key[1] + lighting.fill * fill[1]) * px_per_mm)
    factor = np.ones_like(fine_mm)
    slope_x = (fine_mm[:, 2:] - fine_mm[:, :-2]) * np.float32(0.5)
    slope_y = (fine_mm[2:, :] - fine_mm[:-2, :]) * np.float32(0.5)
    factor[:, 1:-1] -= strength * towards_x * slope_x
    factor[1:-1, :] -= strength * towards_y * slope_y
    return np.clip(factor, 0.45, 1.6)


def _sheen(normals: Normals, lighting: Lighting) -> Field:
    key_x, key_y, key_z = lighting.key_direction()
    length = float(np.sqrt(key_x**2 + key_y**2 + (key_z + 1) ** 2))
    half = _facing(normals, (key_x / length, key_y / length, (key_z + 1) / length))
    broad = np.clip(half, 0.0, 1.0) ** 14
    rim = (1 - np.clip(normals.z, 0.0, 1.0)) ** 4
    sheen: Field = (lighting.gloss * (broad + 0.5 * rim)).astype(np.float32)
    return sheen


def _facing(normals: Normals, direction: tuple[float, float, float]) -> Field:
    facing: Field = (
        normals.x * np.float32(direction[0])
        + normals.y * np.float32(direction[1])
        + normals.z * np.float32(direction[2])
    )
    return facing


def _direction(right_degrees: float, up_degrees: float) -> tuple[float, float, float]:
    right, up = np.radians(right_degrees), np.radians(up_degrees)
    return (
        float(np.sin(right) * np.cos(up)),
        float(-np.sin(up)),
        float(np.cos(right) * np.cos(up)),
    )
