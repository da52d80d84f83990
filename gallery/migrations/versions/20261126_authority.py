"""Keep a representative's authority, words about people, encrypted.

Consents recorded before keep it where it was: in their terms, which are signed and never edited.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_authority"
down_revision = "20261126_guard_inserts"
branch_labels = None
depends_on = None
#: Evidence that a downgrade would take away (``gallery.db.downgrade``): words -> the rows.
LOSES = {"representatives' authorities": "consents WHERE authority_encrypted IS NOT NULL"}


def upgrade() -> None:
    """Add the column."""
    op.add_column("consents", sa.Column("authority_encrypted", sa.Text()))


def downgrade() -> None:
    """Take it away again, from a database that holds no authority."""
    op.drop_column("consents", "authority_encrypted")
