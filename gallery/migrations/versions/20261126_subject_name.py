"""Keep the patient's own name where somebody else signed for her, encrypted.

Without it no text could be searched for her name. Consents recorded before have none, and are
never edited: they are searched by what is known, and a finding asks for another consent.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_subject_name"
down_revision = "20261127_later_photos"
branch_labels = None
depends_on = None
LOSES = {"names of patients": "consents WHERE subject_name_encrypted IS NOT NULL"}


def upgrade() -> None:
    """Add the column."""
    op.add_column("consents", sa.Column("subject_name_encrypted", sa.Text()))


def downgrade() -> None:
    """Take it away again, from a database that holds no such name."""
    op.drop_column("consents", "subject_name_encrypted")
