"""Name the photos that consents to later photos cover now, so that nothing else is read in.

Such a consent had no photo named, and was read as every photo of its case: also one that the
patient had not been shown. From now on it covers those that are named, and those that were added
to the case after it was recorded. What was signed by a link is given the photos that the link
showed; a paper that says the whole case, those that the case had when it was recorded. Neither is
wider than it was; refusals keep reaching every photo of the case.
"""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261127_later_photos"
down_revision = "20261126_preview_hashes"
branch_labels = None
depends_on = None
#: Nothing is taken away, but an older version shows photos on them that nobody consented to.
LOSES = {"consents kept to the photos that were shown": "consents WHERE covers_future_photos"}

ADDED = "a signed consent is not added to"
IS_SIGNED = (
    "EXISTS (SELECT 1 FROM consents JOIN ledger_events ON ledger_events.case_id = consents.case_id"
    " AND ledger_events.subject_id = consents.id WHERE consents.id = NEW.consent_id"
    " AND ledger_events.action IN ('consent.given', 'consent.renewed'))"
)
OFFERED = """
SELECT consents.id, signing_requests.offer FROM consents
JOIN signing_requests ON signing_requests.id = consents.signing_request_id
WHERE consents.covers_future_photos
"""
THERE = """
SELECT consents.id, photos.id FROM consents JOIN photos ON photos.case_id = consents.case_id
WHERE consents.covers_future_photos AND consents.signing_request_id IS NULL
AND photos.created_at <= consents.recorded_at
"""
NAMED = "SELECT consent_id FROM consent_coverage WHERE kind = 'photo'"
NAME = "INSERT INTO consent_coverage (consent_id, kind, value) VALUES (:consent, 'photo', :photo)"


def upgrade() -> None:
    """Add the names; the guard that refuses additions stands aside for this once."""
    bind = op.get_bind()
    done = set(bind.execute(sa.text(NAMED)).scalars())  # by an upgrade before a downgrade
    rows = [*_offered(bind.execute(sa.text(OFFERED))), *bind.execute(sa.text(THERE))]
    names = [
        {"consent": consent, "photo": photo}
        for consent, photo in dict.fromkeys(map(tuple, rows))
        if consent not in done
    ]
    is_postgresql = bind.dialect.name == "postgresql"
    op.execute(
        "DROP TRIGGER consent_coverage_added" + (" ON consent_coverage" if is_postgresql else "")
    )
    if names:
        bind.execute(sa.text(NAME), names)
    then = (
        f"EXECUTE FUNCTION refuse_addition('{ADDED}')"
        if is_postgresql
        else f"WHEN ({IS_SIGNED}) BEGIN SELECT RAISE(ABORT, '{ADDED}'); END"
    )
    op.execute(
        "CREATE TRIGGER consent_coverage_added BEFORE INSERT ON consent_coverage FOR EACH ROW "
        + then
    )


def downgrade() -> None:
    """Leave the names."""


def _offered(rows: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for consent, stored in rows:
        offer = json.loads(stored) if isinstance(stored, str) else stored
        yield from ((consent, str(photo)) for photo in offer.get("photos") or ())
