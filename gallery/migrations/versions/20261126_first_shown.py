"""Keep when a publication was first shown, apart from whether its pictures are there now."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_first_shown"
down_revision = "20261126_end_sooner"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # an upgrade takes it from the other instants again


def upgrade() -> None:
    """Add the column, with what is known of it.

    Turning a public photo took the instant away, so a row without it may have been shown: it counts
    as shown since it was published, and so answers 410 and has its entry in the feeds.
    """
    op.add_column(
        "publications", sa.Column("first_shown_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute("UPDATE publications SET first_shown_at = COALESCE(media_ready_at, published_at)")


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("publications", "first_shown_at")
