"""Let a site ask for cases that show nudity; none has asked yet (rule R19)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_adult_sites"
down_revision = "20261126_first_shown"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # a setting


def upgrade() -> None:
    """Add the column; every site starts without."""
    op.add_column(
        "sites", sa.Column("shows_adult", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("sites", "shows_adult")
