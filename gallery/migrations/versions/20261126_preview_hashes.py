"""Keep the SHA-256 of previews and of the logo, so that altered ones are found.

Those that are there have none until a full run of ``gallery reconcile`` read them.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_preview_hashes"
down_revision = "20261126_guard_takedowns"
branch_labels = None
depends_on = None

LOSES: dict[str, str] = {}  # hashes, which the next full run takes anew


def upgrade() -> None:
    """Add both columns."""
    op.add_column("photos", sa.Column("preview_sha256", sa.String(64)))
    op.add_column("practice_profile", sa.Column("watermark_logo_sha256", sa.String(64)))


def downgrade() -> None:
    """Take both away."""
    op.drop_column("practice_profile", "watermark_logo_sha256")
    op.drop_column("photos", "preview_sha256")
