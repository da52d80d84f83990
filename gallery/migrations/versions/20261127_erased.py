"""Forget what photos of erased cases still told: their words, day, camera, masks and areas.

The objects were gone, the rows kept what had been read in the picture. Erasing a case empties them
from now on; this does the same for cases that were erased before.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_erased"
down_revision = "20261127_whose"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # it was to be erased

_PHOTOS = {
    "burnt_in_text_encrypted": sa.null(),
    "reject_reason": sa.null(),
    "interval": sa.null(),
    "captured_on": sa.null(),
    "camera": sa.null(),
    "focal_length_mm": sa.null(),
    "framing": sa.null(),
    "preview_sha256": sa.null(),
    "capture": sa.text("'{}'"),
    "masks": sa.text("'[]'"),
    "treated_areas": sa.text("'[]'"),
}
_CASES = ("laterality", "sessions", "registration_number")
_PUBLICATIONS = ("age_band", "gender", "skin_type")


def upgrade() -> None:
    """Empty the rows of what was erased."""
    photos = sa.table("photos", sa.column("state"), *map(sa.column, _PHOTOS))
    op.execute(photos.update().where(photos.c.state == "erased").values(_PHOTOS))
    cases = sa.table("cases", sa.column("id"), sa.column("state"), *map(sa.column, _CASES))
    purged = cases.c.state == "purged"
    op.execute(cases.update().where(purged).values(dict.fromkeys(_CASES, sa.null())))
    publications = sa.table(
        "publications", sa.column("case_id"), *(sa.column(name) for name in _PUBLICATIONS)
    )
    theirs = publications.c.case_id.in_(sa.select(cases.c.id).where(purged))
    op.execute(publications.update().where(theirs).values(dict.fromkeys(_PUBLICATIONS, sa.null())))


def downgrade() -> None:
    """Leave it: what is forgotten stays so."""
