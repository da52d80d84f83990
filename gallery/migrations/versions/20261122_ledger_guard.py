"""Make the ledger append-only in the database itself; add the practice's profile and site."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "20261122_guard"
down_revision = "20261122_first"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # triggers, and settings

DISCLOSURE = (
    "These are actual patients of this practice, photographed before and after the procedure named."
    " The pictures are not altered other than cropping, resizing and a watermark. Results vary:"
    " the same results may not occur for all patients."
)


def upgrade() -> None:
    """Add triggers and the rows that every installation has."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_events"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()"
        )
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ledger_refuses_{verb.lower()} BEFORE {verb} ON ledger_events"
                " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
    _add_rows()


def downgrade() -> None:
    """Take the triggers and rows away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER ledger_append_only ON ledger_events")
        op.execute("DROP FUNCTION refuse_ledger_change()")
    else:
        op.execute("DROP TRIGGER ledger_refuses_update")
        op.execute("DROP TRIGGER ledger_refuses_delete")
    op.execute("DELETE FROM practice_profile WHERE id = 1")
    op.execute("DELETE FROM sites WHERE key = 'website'")


def _add_rows() -> None:
    now = datetime.now(UTC)
    profile = sa.table(
        "practice_profile",
        *(
            sa.column(name)
            for name in (
                "id",
                "name",
                "tagline",
                "accent",
                "disclosure",
                "locale",
                "watermark_position",
                "watermark_width_ratio",
                "watermark_opacity",
            )
        ),
        sa.column("updated_at", sa.DateTime(timezone=True)),
    )
    row = {
        "id": 1,
        "name": "Our practice",
        "tagline": "Before and after photographs of our patients",
        "accent": "#2f6f6a",
        "disclosure": DISCLOSURE,
        "locale": "en",
        "watermark_position": "bottom-right",
        "watermark_width_ratio": 0.28,
        "watermark_opacity": 0.8,
        "updated_at": now,
    }
    op.bulk_insert(profile, [row])
    sites = sa.table(
        "sites",
        sa.column("id"),
        sa.column("key"),
        sa.column("name"),
        sa.column("origins", sa.JSON()),
        sa.column("channels", sa.JSON()),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    channels = ["website_gallery", "website_embed:website"]
    site = {
        "id": "website",
        "key": "website",
        "name": "The practice's own website",
        "origins": [],
        "channels": channels,
        "created_at": now,
    }
    op.bulk_insert(sites, [site])
