"""Put a recipe's pair together: one body, two visits, two hand-held photographs."""

from dataclasses import dataclass

import numpy as np

from gallery.demo.pictures.anatomy import Scene
from gallery.demo.pictures.backdrop import wall
from gallery.demo.pictures.camera import Shot, developed, framed, jpeg_of, with_noise
from gallery.demo.pictures.creases import crease_depth
from gallery.demo.pictures.framing import scene_of
from gallery.demo.pictures.lesions import Spot, spot_melanin, spots_of
from gallery.demo.pictures.light import Lighting
from gallery.demo.pictures.noise import Field, enlarged, fractal
from gallery.demo.pictures.props import lay_band, lay_ruler
from gallery.demo.pictures.recipe import Recipe
from gallery.demo.pictures.relief import Grid, bump_weight
from gallery.demo.pictures.shading import Surface, lay_limbs
from gallery.demo.pictures.skin import Skin, skin_of
from gallery.demo.pictures.veins import Vein, veins_of
from gallery.demo.pictures.vessels import vessel_maps

LONG_EDGE_PX = 2400
MARGIN = 0.05  # drawn beyond the frame on each side, for the camera to move in
FLUSH_FACTOR = 4  # a flush is smooth: it is computed on pixels four times as long
STAIN_HALF_LIFE_WEEKS = 9


@dataclass(frozen=True)
class Body:
    """What both visits share: the skin and the findings in it."""

    grid: Grid
    skin: Skin
    veins: list[Vein]
    spots: list[Spot]
    gaps: Field


def render_pair(recipe: Recipe, *, long_edge_px: int = LONG_EDGE_PX) -> tuple[bytes, bytes]:
    """Return the JPEG files of a before and an after of the same region.

    Pixels are sRGB in a ratio of 3 to 4, once the EXIF orientation is applied. The same recipe
    always gives the same pixels at the same size.
    """
    body = body_of(recipe, long_edge_px)
    before = _photograph(body, recipe, clearance=0.0, visit=0)
    after = _photograph(body, recipe, clearance=recipe.clearance, visit=recipe.weeks_after)
    return before, after


def body_of(recipe: Recipe, long_edge_px: int) -> Body:
    """Draw the region, its skin and its findings."""
    scene = scene_of(recipe, clearance=0.0)
    grid = _grid(scene, long_edge_px)
    rng = np.random.default_rng((recipe.seed, 1))
    skin = _folded(skin_of(rng, grid, recipe), scene, grid)
    gaps = fractal(rng, grid.shape, 9 * grid.px_per_mm, max(4.0, 2 * grid.px_per_mm))
    findings_rng = np.random.default_rng((recipe.seed, 2))
    veins = veins_of(findings_rng, scene, recipe.findings)
    spots = spots_of(findings_rng, scene, recipe.findings.pigment)
    return Body(grid, skin, veins, spots, gaps)


def _grid(scene: Scene, long_edge_px: int) -> Grid:
    long_edge_mm = max(scene.width_mm, scene.height_mm)
    px_per_mm = long_edge_px / long_edge_mm
    margin_mm = MARGIN * min(scene.width_mm, scene.height_mm)
    return Grid(
        round((scene.width_mm + 2 * margin_mm) * px_per_mm),
        round((scene.height_mm + 2 * margin_mm) * px_per_mm),
        px_per_mm,
        -margin_mm,
        -margin_mm,
    )


def _folded(skin: Skin, scene: Scene, grid: Grid) -> Skin:
    """Add the flush of some areas and the furrows where skin folds."""
    small = grid.shrunk(FLUSH_FACTOR)
    flush = np.zeros(small.shape, dtype=np.float32)
    for bump in scene.flush:
        flush += bump.height_mm * bump_weight(bump, small)
    folds = crease_depth(scene.creases, grid)
    return Skin(
        skin.melanin + 0.10 * folds,
        skin.blood + enlarged(flush, grid.shape) + 0.30 * folds,
        skin.fine_mm - 0.35 * folds,
    )


def _photograph(body: Body, recipe: Recipe, clearance: float, visit: int) -> bytes:
    rng = np.random.default_rng((recipe.seed, 3, visit))
    shot, lighting = _shot(rng, recipe, visit), _lighting(rng, recipe)
    scene = scene_of(recipe, clearance)
    surface = surface_of(body, recipe, clearance, visit)
    channels = wall(rng, body.grid, recipe.backdrop, lighting)
    lay_limbs(channels, scene, body.grid, surface, lighting)
    _lay_props(channels, body.grid, scene, recipe, rng)
    picture = developed(channels, shot)
    width_px = round(scene.width_mm * body.grid.px_per_mm)
    height_px = round(width_px * 3 / 4 if scene.is_landscape else width_px * 4 / 3)
    picture = framed(picture, shot, width_px, height_px)
    return jpeg_of(with_noise(picture, rng, shot.noise), shot)


def surface_of(body: Body, recipe: Recipe, clearance: float, visit: int) -> Surface:
    """Put the findings that are left at a visit on the skin; a cure of spots spares the veins."""
    skin, grid = body.skin, body.grid
    staining = 0.0 if visit == 0 else 0.5 ** (visit / STAIN_HALF_LIFE_WEEKS)
    vein_clearance = 0.0 if recipe.findings.pigment > 0 else clearance
    maps = vessel_maps(body.veins, grid, vein_clearance, staining, body.gaps)
    spots = spot_melanin(body.spots, grid, clearance, body.gaps)
    return Surface(
        melanin=skin.melanin + 0.20 * maps.stain + 0.55 * spots,
        blood=skin.blood + 1.55 * maps.red + 0.16 * maps.stain,
        purple=1.1 * maps.purple,
        deep=0.50 * maps.blue,
        height_mm=skin.fine_mm + 0.9 * maps.raised_mm,
    )


def _lay_props(
    channels: list[Field], grid: Grid, scene: Scene, recipe: Recipe, rng: np.random.Generator
) -> None:
    for band in scene.bands:
        lay_band(channels, grid, band, rng)
    if recipe.ruler:
        x_mm = scene.width_mm * 0.5 + float(rng.normal(0, 3))
        y_mm = scene.height_mm * 0.88 + float(rng.normal(0, 1.2))
        lay_ruler(channels, grid, x_mm, y_mm, float(rng.normal(0, 2.5)))


def _lighting(rng: np.random.Generator, recipe: Recipe) -> Lighting:
    room = np.random.default_rng((recipe.seed, 4))
    side = 1 if room.random() < 0.5 else -1
    return Lighting(
        key_right_degrees=side * float(38 + rng.normal(0, 3)),
        key_up_degrees=float(24 + rng.normal(0, 3)),
        fill_right_degrees=-side * float(44 + rng.normal(0, 4)),
    )


def _shot(rng: np.random.Generator, recipe: Recipe, visit: int) -> Shot:
    warmth, tint = rng.normal(0, 0.011), rng.normal(0, 0.005)
    portrait_tags, landscape_tags = (1, 1, 6, 8), (1, 1, 3)
    is_landscape = scene_of(recipe, clearance=0.0).is_landscape
    tags = landscape_tags if is_landscape else portrait_tags
    return Shot(
        turn_degrees=float(rng.normal(0, 0.9)),
        scale=float(1.015 + rng.normal(0, 0.014)),
        shift_x=float(rng.normal(0, 0.007)),
        shift_y=float(rng.normal(0, 0.0075)),
        white_balance=(float(1 + warmth), float(1 + tint), float(1 - warmth)),
        exposure=float(1 + rng.normal(0, 0.04)),
        noise=float(rng.uniform(1.8, 3.0)),
        orientation=int(rng.choice(tags)),
        iso=int(rng.choice((100, 200, 400))),
        taken_on=recipe.before_on if visit == 0 else recipe.after_on,
        minute_of_day=int(rng.integers(9 * 60, 17 * 60)),
    )
