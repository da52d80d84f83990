"""Signing, patients' pages, surfaces and their proofs, webhooks, notices, reconciliation."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from gallery.models.base import UtcDateTime

revision = "20261122_proof"
down_revision = "20261122_guard"
branch_labels = None
depends_on = None
#: Evidence that a downgrade would take away: words -> the rows.
LOSES = {
    "consent texts": "consent_texts",
    "signing requests": "signing_requests",
    "patients' links": "patient_links",
    "placements": "placements",
    "ledger checkpoints": "ledger_checkpoints",
    "consents with a digest of their text": "consents WHERE text_sha256 IS NOT NULL",
    "takedowns with a proof": "takedowns WHERE finished_by IS NOT NULL OR proof_key IS NOT NULL",
}


def _instant(name: str, *, required: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=not required)


def _text(name: str, length: int, *, required: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=not required)


def _case() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case_id"], ["cases.id"])


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(length=20), primary_key=True)


INDEXES = (
    ("ix_patient_links_subject_id", "patient_links", ["subject_id"]),
    ("ix_notices_case_id", "notices", ["case_id"]),
    ("ix_placements_case_id", "placements", ["case_id"]),
    ("ix_signing_requests_case_id", "signing_requests", ["case_id"]),
    ("ix_signing_requests_subject_id", "signing_requests", ["subject_id"]),
    ("ix_webhook_deliveries_site_id", "webhook_deliveries", ["site_id"]),
    ("ix_webhook_deliveries_state", "webhook_deliveries", ["state"]),
    ("ix_consents_supersedes_id", "consents", ["supersedes_id"]),
    ("ix_consents_signing_request_id", "consents", ["signing_request_id"]),
    ("ix_takedowns_state_next", "takedowns", ["state", "next_look_at"]),
)
TABLES = (
    "webhook_deliveries",
    "signing_requests",
    "placements",
    "notices",
    "patient_links",
    "reconcile_runs",
    "ledger_checkpoints",
    "consent_texts",
)


def upgrade() -> None:
    """Add the tables, columns and indexes."""
    _create_records()
    _create_patients_doors()
    _create_surfaces()
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    for name, table, names in INDEXES:
        op.create_index(name, table, names)
    op.execute("UPDATE publications SET stands_since = published_at")
    _move_witnesses()


def downgrade() -> None:
    """Take them away again."""
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)
    for table in TABLES:
        op.drop_table(table)


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    """Return columns for tables with rows: each has a default, so that no table is made anew."""
    return {
        "cases": (
            sa.Column("is_testimonial", sa.Boolean(), nullable=False, server_default=sa.false()),
            _text("registration_number", 40),
        ),
        "consents": (
            _text("text_sha256", 64),
            sa.Column("witness_encrypted", sa.Text()),
            _text("signing_request_id", 20),
            _text("supersedes_id", 20),
        ),
        "photos": (sa.Column("burnt_in_text_encrypted", sa.Text()), _instant("text_read_at")),
        "practice_profile": (
            sa.Column("jurisdictions", sa.JSON(), nullable=False, server_default='["US-HIPAA"]'),
            sa.Column(
                "consent_text", sa.String(60), nullable=False, server_default="photo-release"
            ),
            _text("postal_address", 300),
            _text("withdrawal_contact", 300),
            _text("privacy_contact", 300),
            _text("complaint_authority", 300),
            _text("storage_countries", 200),
        ),
        "publications": (
            sa.Column(
                "stands_since",
                UtcDateTime(timezone=True),
                nullable=False,
                server_default="1970-01-01 00:00:00+00:00",
            ),
        ),
        "sites": (
            sa.Column("pages", sa.JSON(), nullable=False, server_default="[]"),
            _text("webhook_url", 500),
            sa.Column("webhook_secret_encrypted", sa.Text()),
            sa.Column("webhook_previous_secret_encrypted", sa.Text()),
            _instant("webhook_disabled_at"),
        ),
        "takedowns": (
            sa.Column("channels", sa.Text(), nullable=False, server_default=""),
            _text("address", 500),
            _text("placement_id", 20),
            _instant("next_look_at"),
            _text("proof_key", 100),
            _text("proof_sha256", 64),
            _text("proof_media_type", 40),
            _text("finished_by", 60),
            _instant("finished_at"),
        ),
    }


def _create_records() -> None:
    op.create_table(
        "consent_texts",
        _id(),
        _text("text_id", 60, required=True),
        _text("version", 20, required=True),
        _text("language", 10, required=True),
        sa.Column("source", sa.Text(), nullable=False),
        _text("sha256", 64, required=True),
        _instant("created_at", required=True),
        _text("created_by", 60, required=True),
        sa.UniqueConstraint("text_id", "version", "language"),
    )
    op.create_table(
        "ledger_checkpoints",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            primary_key=True,
        ),
        _text("hash", 64, required=True),
        sa.Column("note", sa.Text(), nullable=False),
        _instant("at", required=True),
    )
    op.create_table(
        "reconcile_runs",
        _id(),
        _instant("started_at", required=True),
        _instant("finished_at", required=True),
        _text("actor", 60, required=True),
        sa.Column("is_repair", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
    )
    op.create_table(
        "notices",
        _id(),
        _text("kind", 30, required=True),
        _text("case_id", 20),
        _text("subject_id", 20, required=True),
        sa.Column("threshold_days", sa.Integer(), nullable=False),
        _instant("due_at", required=True),
        _instant("created_at", required=True),
        _instant("done_at"),
        _text("done_by", 60),
        _case(),
        sa.UniqueConstraint("kind", "subject_id", "threshold_days"),
    )


def _create_patients_doors() -> None:
    op.create_table(
        "patient_links",
        _id(),
        _text("subject_id", 20, required=True),
        _text("token_hash", 64, required=True),
        _instant("created_at", required=True),
        _text("created_by", 60, required=True),
        _instant("last_used_at"),
        _instant("revoked_at"),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"]),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "signing_requests",
        _id(),
        _text("case_id", 20, required=True),
        _text("subject_id", 20, required=True),
        _text("token_hash", 64, required=True),
        _text("text_id", 60, required=True),
        _text("text_version", 20, required=True),
        _text("language", 10, required=True),
        _text("text_sha256", 64, required=True),
        sa.Column("offer", sa.JSON(), nullable=False),
        _text("supersedes_id", 20),
        _text("state", 10, required=True),
        _instant("created_at", required=True),
        _text("created_by", 60, required=True),
        _instant("expires_at", required=True),
        _instant("opened_at"),
        _instant("finished_at"),
        _text("consent_id", 20),
        _case(),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"]),
        sa.ForeignKeyConstraint(["supersedes_id"], ["consents.id"]),
        sa.UniqueConstraint("token_hash"),
    )


def _create_surfaces() -> None:
    op.create_table(
        "placements",
        _id(),
        _text("case_id", 20, required=True),
        _text("channel", 80, required=True),
        _text("address", 500),
        _text("note", 300),
        _instant("placed_at", required=True),
        _text("placed_by", 60, required=True),
        _instant("removed_at"),
        _case(),
    )
    op.create_table(
        "webhook_deliveries",
        _id(),
        _text("site_id", 20, required=True),
        _text("event_type", 40, required=True),
        sa.Column("data", sa.JSON(), nullable=False),
        _text("takedown_id", 20),
        _text("state", 10, required=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _text("last_words", 300),
        _instant("created_at", required=True),
        _instant("finished_at"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"]),
        sa.ForeignKeyConstraint(["takedown_id"], ["takedowns.id"]),
    )


def _move_witnesses() -> None:
    """Copy witnesses out of the signed terms, so that their key can be changed."""
    consents = sa.table(
        "consents", sa.column("id"), sa.column("terms", sa.JSON()), sa.column("witness_encrypted")
    )
    connection = op.get_bind()
    for identity, terms in connection.execute(sa.select(consents.c.id, consents.c.terms)).all():
        known = json.loads(terms) if isinstance(terms, str) else terms
        if known.get("witness_encrypted"):
            witness = known["witness_encrypted"]
            row = sa.update(consents).where(consents.c.id == identity)
            connection.execute(row.values(witness_encrypted=witness))
