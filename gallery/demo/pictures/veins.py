"""Veins as lines: how they wander, branch and taper, in millimetres.

Spider veins (telangiectases) are under 1 mm wide, reticular veins 1 to 3 mm, varicose veins
over 3 mm (CEAP classification, 2020 revision).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gallery.demo.pictures.anatomy import Scene, Zone
from gallery.demo.pictures.recipe import Findings

Points = NDArray[np.float64]


class Kind(StrEnum):
    """The looks of a vein through skin."""

    RED = "red"
    PURPLE = "purple"
    RETICULAR = "reticular"
    VARICOSE = "varicose"


@dataclass(frozen=True)
class Vein:
    """One vein without its branches: a polyline with a width and a strength at each point.

    ``stubbornness`` from 0 to 1 tells how long it resists treatment beside the others.
    """

    kind: Kind
    points_mm: Points
    widths_mm: Points
    strengths: Points
    stubbornness: float


@dataclass(frozen=True)
class Habit:
    """How a kind of vein grows: step, restlessness of its heading, and its branching."""

    step_mm: float
    wander: float
    swing: float
    branches_per_cm: float
    spread_degrees: float
    shrink: float
    generations: int


SPIDER = Habit(0.45, 0.27, 0.06, 1.45, 44, 0.68, 3)
RETICULAR = Habit(1.4, 0.10, 0.05, 0.16, 42, 0.72, 2)
VARICOSE = Habit(1.4, 0.06, 0.14, 0.05, 50, 0.6, 1)


def veins_of(rng: np.random.Generator, scene: Scene, findings: Findings) -> list[Vein]:
    """Grow all veins of a scene; the same generator state gives the same veins."""
    veins: list[Vein] = []
    for zone in scene.zones:
        size = float(np.sqrt(zone.radius_x_mm * zone.radius_y_mm))
        veins += _varicose(rng, zone, findings.varicose)
        feeders = _reticular(rng, zone, findings.reticular)
        veins += feeders
        veins += _spiders(rng, zone, feeders, findings.spider, size)
    return veins


def _varicose(rng: np.random.Generator, zone: Zone, amount: float) -> list[Vein]:
    veins: list[Vein] = []
    for _ in range(round(amount * 2)):
        start = _place(rng, zone, 0.5)
        start[1] = zone.y_mm - zone.radius_y_mm * rng.uniform(0.5, 0.9)
        length = zone.radius_y_mm * rng.uniform(1.1, 1.6)
        width = 4.0 + 3.4 * amount * rng.uniform(0.7, 1.1)
        heading = np.radians(zone.heading_degrees + rng.normal(0, 8))
        veins += _grow(rng, VARICOSE, Kind.VARICOSE, start, heading, length, width, 0.9)
    return veins


def _reticular(rng: np.random.Generator, zone: Zone, amount: float) -> list[Vein]:
    veins: list[Vein] = []
    for _ in range(round(amount * 6)):
        start = _place(rng, zone, 1.0)
        length = zone.radius_y_mm * rng.uniform(0.5, 1.3)
        heading = np.radians(zone.heading_degrees + rng.normal(0, 32) + 180 * rng.integers(0, 2))
        width = rng.uniform(1.1, 2.1)
        strength = rng.uniform(0.5, 1.0)
        veins += _grow(rng, RETICULAR, Kind.RETICULAR, start, heading, length, width, strength)
    return veins


def _spiders(
    rng: np.random.Generator, zone: Zone, feeders: list[Vein], amount: float, size_mm: float
) -> list[Vein]:
    veins: list[Vein] = []
    for _ in range(round(amount * 24)):
        centre = _place(rng, zone, 0.95)
        if feeders and rng.random() < 0.65:
            feeder = feeders[int(rng.integers(0, len(feeders)))]
            centre = feeder.points_mm[int(rng.integers(0, len(feeder.points_mm)))].copy()
            centre += rng.normal(0, 2.5, 2)
        kind = Kind.PURPLE if rng.random() < 0.35 else Kind.RED
        reach = min(size_mm, 62.0) * rng.uniform(0.2, 0.7)
        if rng.random() < 0.3:
            veins += _starburst(rng, kind, centre, reach * 0.6)
        else:
            veins += _fan(rng, kind, centre, reach, zone.heading_degrees)
    return veins


def _starburst(rng: np.random.Generator, kind: Kind, centre: Points, reach_mm: float) -> list[Vein]:
    veins: list[Vein] = []
    heading = rng.uniform(0, 2 * np.pi)
    for _ in range(int(rng.integers(5, 10))):
        heading += rng.uniform(0.4, 1.2)
        length = min(reach_mm * rng.uniform(0.4, 1.1), 26.0)
        start = centre + rng.normal(0, 0.5, 2)
        width, strength = rng.uniform(0.2, 0.45), rng.uniform(0.35, 0.95)
        veins += _grow(rng, SPIDER, kind, start, heading, length, width, strength)
    return veins


def _fan(
    rng: np.random.Generator, kind: Kind, centre: Points, reach_mm: float, heading_degrees: float
) -> list[Vein]:
    veins: list[Vein] = []
    middle = np.radians(heading_degrees + rng.normal(0, 55) + 180 * rng.integers(0, 2))
    sideways = np.array([-np.sin(middle), np.cos(middle)])
    for _ in range(int(rng.integers(4, 10))):
        heading = middle + rng.normal(0, 0.42)
        length = min(reach_mm * rng.uniform(0.35, 1.25), 55.0)
        start = centre + sideways * rng.normal(0, reach_mm * 0.16)
        width, strength = rng.uniform(0.2, 0.6), rng.uniform(0.3, 1.0)
        veins += _grow(rng, SPIDER, kind, start, heading, length, width, strength)
    return veins


def _grow(
    rng: np.random.Generator,
    habit: Habit,
    kind: Kind,
    start: Points,
    heading: float,
    length_mm: float,
    width_mm: float,
    strength: float,
    generation: int = 0,
) -> list[Vein]:
    count = max(4, int(length_mm / habit.step_mm))
    headings = _headings(rng, habit, heading, count)
    steps = np.stack([np.cos(headings), np.sin(headings)], axis=1) * habit.step_mm
    points = start + np.cumsum(steps, axis=0)
    along = np.linspace(0, 1, count)
    widths = width_mm * (1 - 0.55 * along) * (1 + 0.14 * _walk(rng, count))
    strengths = strength * np.clip(1.08 - 0.75 * along**2.0 + 0.24 * _walk(rng, count), 0.05, 1)
    if generation == 0:  # a trunk comes up from the depth: it has no sharp beginning
        emerging = np.clip(along / 0.16, 0.0, 1.0)
        strengths, widths = strengths * (0.15 + 0.85 * emerging), widths * (0.5 + 0.5 * emerging)
    veins = [Vein(kind, points, widths, strengths, float(rng.random()))]
    if generation >= habit.generations:
        return veins
    for _ in range(int(rng.poisson(habit.branches_per_cm * length_mm / 10))):
        at = int(rng.integers(1, count - 1))
        turn = np.radians(habit.spread_degrees) * rng.choice([-1, 1]) * rng.uniform(0.5, 1.3)
        veins += _grow(
            rng,
            habit,
            kind,
            points[at],
            float(headings[at] + turn),
            length_mm * (1 - 0.6 * along[at]) * rng.uniform(0.3, 0.75),
            float(widths[at]) * habit.shrink,
            strength * rng.uniform(0.6, 0.95),
            generation + 1,
        )
    return veins


def _headings(rng: np.random.Generator, habit: Habit, heading: float, count: int) -> Points:
    """Wander about ``heading``: a random walk that is pulled back, and a slow swing."""
    drift = np.zeros(count)
    for index in range(1, count):
        drift[index] = drift[index - 1] * 0.89 + rng.normal(0, habit.wander)
    phase = rng.uniform(0, 2 * np.pi)
    pace = rng.uniform(0.7, 1.3) * np.linspace(0, 1, count) ** 1.1
    swing = habit.swing * 6 * np.sin(phase + 2 * np.pi * pace * count * habit.step_mm / 34)
    result: Points = heading + drift + swing
    return result


def _walk(rng: np.random.Generator, count: int) -> Points:
    knots = rng.normal(0, 1, max(3, count // 7 + 2))
    walk: Points = np.interp(np.linspace(0, len(knots) - 1, count), np.arange(len(knots)), knots)
    return walk


def _place(rng: np.random.Generator, zone: Zone, reach: float) -> Points:
    angle, distance = rng.uniform(0, 2 * np.pi), reach * np.sqrt(rng.random())
    return np.array(
        [
            zone.x_mm + zone.radius_x_mm * distance * np.cos(angle),
            zone.y_mm + zone.radius_y_mm * distance * np.sin(angle),
        ]
    )
