"""Shapes of body regions: outlines, muscles and where findings lie, in millimetres.

The origin is the top left corner of the frame, x to the right, y down; the heights are towards
the camera. Outlines continue beyond the frame, because the camera is never held quite still.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Bump:
    """A rise (or, with a negative height, a hollow) of the form, shaped as a Gaussian."""

    x_mm: float
    y_mm: float
    across_mm: float
    along_mm: float
    height_mm: float
    tilt_degrees: float = 0.0


@dataclass(frozen=True)
class Limb:
    """One limb: rows of (y, left edge, right edge), how deep it is beside its width, its bumps.

    ``facing`` is -1 or 1 when another limb stands to the left or right, else 0.
    """

    rows: tuple[tuple[float, float, float], ...]
    bumps: tuple[Bump, ...] = ()
    depth_ratio: float = 0.9
    roundness: float = 2.2
    facing: int = 0


@dataclass(frozen=True)
class Zone:
    """An ellipse in which veins lie, with their usual heading (0 is right, 90 is down)."""

    x_mm: float
    y_mm: float
    radius_x_mm: float
    radius_y_mm: float
    heading_degrees: float = 90.0


@dataclass(frozen=True)
class Crease:
    """A furrow of the skin along a shallow arc from one point to another."""

    from_x_mm: float
    from_y_mm: float
    to_x_mm: float
    to_y_mm: float
    sag_mm: float
    strength: float


@dataclass(frozen=True)
class Band:
    """Plain clothing across the frame, below or above ``edge_mm``, which dips by ``dip_mm``."""

    edge_mm: float
    dip_mm: float
    is_below: bool


@dataclass(frozen=True)
class Scene:
    """A framing: its size, the limbs in it, where the findings lie and where skin is flushed."""

    width_mm: float
    height_mm: float
    limbs: tuple[Limb, ...]
    zones: tuple[Zone, ...]
    creases: tuple[Crease, ...] = ()
    flush: tuple[Bump, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def is_landscape(self) -> bool:
        """Tell whether the frame is wider than high."""
        return self.width_mm > self.height_mm


@dataclass(frozen=True)
class Placement:
    """A stretch and a shift along each axis; a negative ``stretch_x`` is a mirror."""

    stretch_x: float = 1.0
    shift_x_mm: float = 0.0
    stretch_y: float = 1.0
    shift_y_mm: float = 0.0

    def x(self, x_mm: float) -> float:
        """Return where a point's x comes to lie."""
        return self.stretch_x * x_mm + self.shift_x_mm

    def y(self, y_mm: float) -> float:
        """Return where a point's y comes to lie."""
        return self.stretch_y * y_mm + self.shift_y_mm


def mirror(width_mm: float) -> Placement:
    """Return the mirror image within a frame of ``width_mm``."""
    return Placement(stretch_x=-1.0, shift_x_mm=width_mm)


def placed_scene(scene: Scene, placement: Placement) -> Scene:
    """Return ``scene`` with all that is in it moved; the frame stays."""
    return replace(
        scene,
        limbs=tuple(placed_limb(limb, placement) for limb in scene.limbs),
        zones=tuple(_placed_zone(zone, placement) for zone in scene.zones),
        creases=tuple(_placed_crease(crease, placement) for crease in scene.creases),
        flush=tuple(_placed_bump(bump, placement) for bump in scene.flush),
        bands=tuple(replace(band, edge_mm=placement.y(band.edge_mm)) for band in scene.bands),
    )


def placed_limb(limb: Limb, placement: Placement) -> Limb:
    """Return ``limb`` moved; a mirror exchanges its edges."""
    rows = []
    for y, left, right in limb.rows:
        first, second = sorted((placement.x(left), placement.x(right)))
        rows.append((placement.y(y), first, second))
    return replace(
        limb,
        rows=tuple(rows),
        bumps=tuple(_placed_bump(bump, placement) for bump in limb.bumps),
        facing=-limb.facing if placement.stretch_x < 0 else limb.facing,
    )


def _placed_bump(bump: Bump, placement: Placement) -> Bump:
    return replace(
        bump,
        x_mm=placement.x(bump.x_mm),
        y_mm=placement.y(bump.y_mm),
        across_mm=bump.across_mm * abs(placement.stretch_x),
        along_mm=bump.along_mm * placement.stretch_y,
        tilt_degrees=-bump.tilt_degrees if placement.stretch_x < 0 else bump.tilt_degrees,
    )


def _placed_zone(zone: Zone, placement: Placement) -> Zone:
    heading = zone.heading_degrees
    return replace(
        zone,
        x_mm=placement.x(zone.x_mm),
        y_mm=placement.y(zone.y_mm),
        radius_x_mm=zone.radius_x_mm * abs(placement.stretch_x),
        radius_y_mm=zone.radius_y_mm * placement.stretch_y,
        heading_degrees=180 - heading if placement.stretch_x < 0 else heading,
    )


def _placed_crease(crease: Crease, placement: Placement) -> Crease:
    return replace(
        crease,
        from_x_mm=placement.x(crease.from_x_mm),
        from_y_mm=placement.y(crease.from_y_mm),
        to_x_mm=placement.x(crease.to_x_mm),
        to_y_mm=placement.y(crease.to_y_mm),
    )
