"""The shape of a demo case, in the product's own vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from gallery.demo.pictures.recipe import Recipe

WEEKS = {"P6W": 6, "P8W": 8, "P12W": 12, "P3M": 13, "P6M": 26}


class ConsentWanted(StrEnum):
    """The state of the subject's consent that the demo should show."""

    WEBSITE = "website"  # in force for the office and the website
    ON_SCREEN = "on_screen"  # as WEBSITE, signed on the screen today
    EXPIRING = "expiring"  # as WEBSITE, with 20 days left
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    OFFICE_ONLY = "office_only"  # the office is permitted, the website denied
    MISSING = "missing"


class StageWanted(StrEnum):
    """How far the demo should take a case; consent may end after it was published."""

    PUBLISHED = "published"
    READY = "ready"  # complete, and not shown on the website
    DRAFT = "draft"


@dataclass(frozen=True)
class DemoPair:
    """A before and an after: view code, ISO 8601 interval, and how to draw them.

    Pairs of a case with equal ``recipe.before_key`` share their before photo.
    """

    view: str
    interval: str
    recipe: Recipe


@dataclass(frozen=True)
class DemoCase:
    """One case with its subject; ``gender`` is "female" or "male", ages are bands at capture."""

    key: str
    title: str
    procedures: tuple[str, ...]
    area: str
    laterality: str | None
    sessions: int
    provider: str
    story: str
    age_band: str
    gender: str
    skin_type: str
    chart_ref: str
    consent: ConsentWanted
    stage: StageWanted
    pairs: tuple[DemoPair, ...]


def pairs_of(view: str, recipe: Recipe, visits: Mapping[str, float]) -> tuple[DemoPair, ...]:
    """Return one pair for each visit: ISO 8601 interval to the fraction of findings that faded."""
    return tuple(
        DemoPair(view, interval, replace(recipe, weeks_after=WEEKS[interval], clearance=faded))
        for interval, faded in visits.items()
    )
