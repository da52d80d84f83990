"""The values every feed is made from; all text is plain, all addresses absolute."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Rating = Literal["nonadult", "adult"]


@dataclass(frozen=True)
class Named:
    """Name something that has a stable slug."""

    slug: str
    name: str


@dataclass(frozen=True)
class Image:
    """Describe one picture by its address, size and words."""

    url: str
    width_px: int
    height_px: int
    alt: str
    label: str
    media_type: str = "image/jpeg"


@dataclass(frozen=True)
class Comparability:
    """Say how many of the nine checks a pair passes, and the verdict of each by its name."""

    passed: int
    out_of: int
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EntryPair:
    """Join a before and an after of one view; ``interval`` is an ISO 8601 duration."""

    view: str
    view_label: str
    interval: str
    interval_label: str
    before: Image
    after: Image
    comparability: Comparability | None = None


@dataclass(frozen=True)
class Entry:
    """Describe one published case with at least one pair.

    ``receipt_id`` is opaque and ``valid_until`` ends the consent that lets the case be shown.
    ``url`` is None where the case is only on another site: it has no page of ours.
    ``confirm_age_url`` is where visitors of that site answer for the pictures of an adult case.
    """

    id: str
    url: str | None
    title: str
    procedures: tuple[Named, ...]
    area: Named
    sessions: int
    provider: str
    pairs: tuple[EntryPair, ...]
    disclosure: str
    published_at: datetime
    updated_at: datetime
    channel: str
    receipt_id: str
    valid_until: datetime
    laterality: str | None = None
    story: str | None = None
    age_band: str | None = None
    gender: str | None = None
    skin_type: str | None = None
    rating: Rating | None = None
    confirm_age_url: str | None = None

    @property
    def comparability(self) -> float | None:
        """Return the share of checks that the weakest pair passes, if every pair was compared."""
        known = [pair.comparability for pair in self.pairs if pair.comparability is not None]
        if len(known) < len(self.pairs):
            return None
        return round(min(each.passed / each.out_of for each in known), 2)

    @property
    def cover(self) -> Image:
        """Return the picture shown first: always a before (rule R9)."""
        return self.pairs[0].before


@dataclass(frozen=True)
class Removal:
    """Tell readers to take a case down."""

    id: str
    deleted_at: datetime
    reason: str


@dataclass(frozen=True)
class Feed:
    """Hold one page of a feed."""

    title: str
    description: str
    language: str
    home_page_url: str
    feed_url: str
    author_name: str
    author_url: str | None
    entries: tuple[Entry, ...]
    removals: tuple[Removal, ...] = field(default=())
    next_url: str | None = None


def rfc3339(instant: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
