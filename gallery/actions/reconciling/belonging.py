"""Find pairs with a photo of another case: its consents do not speak for that photo."""

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from gallery.actions.reconciling.scan import Discrepancy, Kind, Scan, id_pages, seen_twice
from gallery.models import Pair, Photo


def foreign_photos(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, pairs of which a photo belongs to another case."""
    for page in id_pages(scan.runtime, Pair.id):
        yield seen_twice(scan, _mixed, page, of="pairs")


def _mixed(session: Session, pair_ids: Sequence[str]) -> Iterator[Discrepancy]:
    before, after = aliased(Photo), aliased(Photo)
    query = (
        select(Pair.id)
        .join(before, before.id == Pair.before_id)
        .join(after, after.id == Pair.after_id)
        .where(
            Pair.id.in_(pair_ids),
            or_(before.case_id != Pair.case_id, after.case_id != Pair.case_id),
        )
    )
    for identity in session.execute(query).scalars():
        words = (
            "A photo of this pair belongs to another case, and is shown with none of its consents."
            " Compare with a backup, and find out who wrote to the database."
        )
        yield Discrepancy(Kind.LEDGER_MISMATCH, "pair", identity, words)
