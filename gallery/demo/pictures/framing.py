"""Choose the framing of a recipe's region, and make each body a little different."""

import numpy as np

from gallery.demo.pictures.anatomy import Placement, Scene, mirror, placed_scene
from gallery.demo.pictures.legs import LEG_SCENES
from gallery.demo.pictures.recipe import Recipe, Region, Side
from gallery.demo.pictures.torso import OTHER_SCENES, abdomen


def scene_of(recipe: Recipe, clearance: float) -> Scene:
    """Return the framing of a recipe after a treatment that cleared ``clearance`` of its findings.

    What is drawn for a left side is mirrored for a right one. Only the abdomen changes its shape.
    """
    if recipe.region is Region.ABDOMEN:
        return abdomen(recipe.findings.fullness * (1 - clearance))
    scene = LEG_SCENES.get(recipe.region) or OTHER_SCENES[recipe.region]
    scene = placed_scene(scene, _build(recipe, scene))
    return scene if recipe.side is Side.LEFT else placed_scene(scene, mirror(scene.width_mm))


def _build(recipe: Recipe, scene: Scene) -> Placement:
    rng = np.random.default_rng((recipe.seed, 5))
    stretch_x = float(np.clip(1 + rng.normal(0, 0.035), 0.94, 1.06))
    stretch_y = float(np.clip(1 + rng.normal(0, 0.03), 0.95, 1.06))
    return Placement(
        stretch_x,
        scene.width_mm * (1 - stretch_x) / 2,
        stretch_y,
        scene.height_mm * (1 - stretch_y) / 2,
    )
