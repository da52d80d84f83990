"""Lay lit skin over the wall, strip by strip so that the work stays in the processor's cache."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gallery.demo.pictures.anatomy import Limb, Scene
from gallery.demo.pictures.backdrop import shadow
from gallery.demo.pictures.light import Lighting, illuminate, relief_shading
from gallery.demo.pictures.noise import Field, enlarged
from gallery.demo.pictures.relief import Grid, across, coverage, normals
from gallery.demo.pictures.skin import reflectance

SHADE_FACTOR = 4  # forms are smooth: their light is computed on pixels four times as long
STRIP_PX = 96


@dataclass(frozen=True)
class Surface:
    """What skin is made of at each pixel: two pigments, two kinds of vein, and a fine height."""

    melanin: Field
    blood: Field
    purple: Field
    deep: Field
    height_mm: Field


@dataclass(frozen=True)
class LitLimb:
    """Where a limb lies, and the light on its form in red, green, blue, and as sheen."""

    cover: Field
    channels: list[Field]
    sheen: Field


def lay_limbs(
    channels: list[Field], scene: Scene, grid: Grid, surface: Surface, lighting: Lighting
) -> None:
    """Lay the limbs and their shadow over the wall; ``channels`` are changed in place."""
    limbs = [_lit_limb(limb, grid, lighting) for limb in scene.limbs]
    behind = shadow(np.maximum.reduce([limb.cover for limb in limbs]), grid, lighting)
    for strip in _strips(grid.height_px):
        tones, fine = _skin_strip(surface, strip, grid, lighting)
        for index, channel in enumerate(channels):
            part = channel[strip]
            part *= behind[strip]
            for limb in limbs:
                skin = tones[index] * limb.channels[index][strip] + limb.sheen[strip]
                part += limb.cover[strip] * (skin * fine - part)


def _skin_strip(
    surface: Surface, strip: slice, grid: Grid, lighting: Lighting
) -> tuple[list[Field], Field]:
    tones = reflectance(
        surface.melanin[strip], surface.blood[strip], surface.purple[strip], surface.deep[strip]
    )
    above = 1 if strip.start > 0 else 0  # slopes need a row of each neighbouring strip
    heights = surface.height_mm[strip.start - above : strip.stop + 1]
    fine = relief_shading(heights, grid.px_per_mm, lighting)
    return tones, fine[above : above + tones[0].shape[0]]


def _strips(height_px: int) -> Iterator[slice]:
    for start in range(0, height_px, STRIP_PX):
        yield slice(start, min(start + STRIP_PX, height_px))


def _lit_limb(limb: Limb, grid: Grid, lighting: Lighting) -> LitLimb:
    small = grid.shrunk(SHADE_FACTOR)
    light = illuminate(normals(limb, small, limb.bumps), lighting)
    occlusion = _occlusion(limb, small)
    channels = [
        enlarged(channel * shade, grid.shape)
        for channel, shade in zip(light.channels, occlusion, strict=True)
    ]
    return LitLimb(coverage(limb, grid), channels, enlarged(light.sheen, grid.shape))


def _occlusion(limb: Limb, grid: Grid) -> list[Field]:
    """Return factors that darken, least in red, the side that faces another limb."""
    near = np.clip(across(limb, grid) * limb.facing - 0.25, 0.0, 1.0) / 0.75
    near = near * near
    return [(1 - amount * near).astype(np.float32) for amount in (0.26, 0.34, 0.38)]
