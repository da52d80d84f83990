"""Compare rows of renditions with what the ledger tells of their making.

Bytes fit their row, and the row its object, also where both are another patient's picture.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.made_renditions import FILES, RENDERED, digest_of
from gallery.actions.reconciling.scan import Discrepancy, Kind, Scan, id_pages, seen_twice
from gallery.imaging.specs import Variant
from gallery.models import LedgerEvent, Photo, Rendition

WHAT = "rendition row"


@dataclass(frozen=True)
class _Told:
    """Hold the last digests of each variant, and whether all was told that was ever made."""

    files: Mapping[str, Collection[str]]
    is_complete: bool


_NOTHING = _Told({}, is_complete=True)


def renditions_unlike(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, rows of renditions that are not as they were made."""
    for page in id_pages(scan.runtime, Rendition.id):
        yield seen_twice(scan, rows_unlike, page, of="renditions")


def rows_unlike(session: Session, rendition_ids: Sequence[str]) -> Iterator[Discrepancy]:
    """Yield those of these renditions that are not as they were made.

    What was made before the ledger told of it is compared by its recipe alone.
    """
    query = (
        select(Rendition, Photo.case_id, Photo.sha256)
        .join(Photo, Photo.id == Rendition.photo_id)
        .where(Rendition.id.in_(rendition_ids))
    )
    rows = session.execute(query).all()
    # After the rows: what was committed meanwhile is told by now.
    case_ids, photo_ids = ({row.case_id for row in rows}, {row.Rendition.photo_id for row in rows})
    told = _told(session, case_ids, photo_ids)
    for row, _, photo_sha256 in rows:
        words = _amiss(row, photo_sha256, told.get(row.photo_id, _NOTHING))
        if words:
            advice = "A repair has it made again; find out who wrote to the database."
            kind = Kind.LEDGER_MISMATCH
            yield Discrepancy(kind, WHAT, row.id, f"{words} {advice}", is_repairable=True)


def _amiss(row: Rendition, photo_sha256: str, told: _Told) -> str | None:
    if row.recipe is not None and row.recipe["source_sha256"] != photo_sha256:
        return "Its recipe is that of another original."
    files = told.files.get(Variant.of_spec(row.spec).value)
    if files is None:
        return "The ledger has no event of its making." if told.is_complete else None
    if digest_of(row) not in files:
        return "Photo, size, object or SHA-256 are not those that the ledger's last event holds."
    return None


def _told(
    session: Session, case_ids: Collection[str], photo_ids: Collection[str]
) -> dict[str, _Told]:
    query = (
        select(LedgerEvent.subject_id, LedgerEvent.details)
        .where(
            LedgerEvent.case_id.in_(case_ids),
            LedgerEvent.action == RENDERED,
            LedgerEvent.subject_id.in_(photo_ids),
        )
        .order_by(LedgerEvent.position)
    )
    found: dict[str, _Told] = {}
    for photo_id, details in session.execute(query):
        earlier = found.get(str(photo_id), _NOTHING)
        files = details.get(FILES)
        if isinstance(files, dict):
            found[str(photo_id)] = replace(earlier, files={**earlier.files, **files})
        else:
            found[str(photo_id)] = replace(earlier, is_complete=False)
    return found
