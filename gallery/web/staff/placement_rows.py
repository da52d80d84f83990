"""Copies that were placed by hand, as the page of their case lists them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.actions.place_case import placements_of
from gallery.consent.channels import NAMED, PLAIN, channel_label
from gallery.models import Placement

#: Kinds of places that are not the service's own.
KINDS = tuple(
    (kind, channel_label(kind)) for kind in (*NAMED, *PLAIN) if not kind.startswith("website")
)


@dataclass(frozen=True)
class PlacementRow:
    """One copy: where it is, and since when."""

    id: str
    where: str
    address: str
    note: str
    placed_at: datetime
    removed_at: datetime | None


def placement_rows(session: Session, case_id: str) -> tuple[PlacementRow, ...]:
    """Return the copies of a case, those that are there first."""
    found = placements_of(session, case_id)
    found.sort(key=lambda row: row.removed_at is not None)
    return tuple(_row(placement) for placement in found)


def _row(placement: Placement) -> PlacementRow:
    return PlacementRow(
        id=placement.id,
        where=channel_label(placement.channel),
        address=placement.address or "",
        note=placement.note or "",
        placed_at=placement.placed_at,
        removed_at=placement.removed_at,
    )
