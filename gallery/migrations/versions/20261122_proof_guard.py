"""Let the database itself refuse to change what was signed, worded or witnessed by a checkpoint."""

from alembic import op

revision = "20261122_proof_guard"
down_revision = "20261122_proof"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # triggers

SIGNED = (
    "id, receipt_id, case_id, subject_id, template, template_version, language, jurisdiction,"
    " text_sha256, terms, covers_future_photos, signature_method, signing_request_id,"
    " supersedes_id, signed_at, effective_from, expires_on, expires_at, recorded_at, recorded_by,"
    " evidence_key, evidence_sha256, evidence_media_type"
)
#: Name, table, event, condition on the row as it was, and what is said.
GUARDS = (
    ("consents_keep", "consents", "DELETE", None, "a consent is kept"),
    ("consents_signed", "consents", f"UPDATE OF {SIGNED}", None, "a signed consent is not edited"),
    (
        "consents_withdrawn",
        "consents",
        "UPDATE OF withdrawn_at",
        "OLD.withdrawn_at IS NOT NULL",
        "a withdrawal is not taken back",
    ),
    (
        "consents_ended",
        "consents",
        "UPDATE OF ended_at",
        "OLD.ended_at IS NOT NULL",
        "an ended consent stays ended",
    ),
    ("scopes_keep", "consent_scopes", "DELETE", None, "a consent is kept"),
    (
        "scopes_signed",
        "consent_scopes",
        "UPDATE OF id, consent_id, channel, decision, starts_at, ends_at",
        None,
        "a signed consent is not edited",
    ),
    (
        "scopes_withdrawn",
        "consent_scopes",
        "UPDATE OF withdrawn_at",
        "OLD.withdrawn_at IS NOT NULL",
        "a withdrawal is not taken back",
    ),
    ("coverage_keep", "consent_coverage", "DELETE", None, "a consent is kept"),
    ("coverage_signed", "consent_coverage", "UPDATE", None, "a signed consent is not edited"),
    ("texts_keep", "consent_texts", "DELETE", None, "a version of a text is kept"),
    ("texts_fixed", "consent_texts", "UPDATE", None, "a version of a text is not edited"),
    ("checkpoints_keep", "ledger_checkpoints", "DELETE", None, "a checkpoint is kept"),
    ("checkpoints_fixed", "ledger_checkpoints", "UPDATE", None, "a checkpoint is not edited"),
)


#: PostgreSQL can empty a table without touching a row; SQLite has no such statement.
TABLES = ("consents", "consent_scopes", "consent_coverage", "consent_texts", "ledger_checkpoints")


def upgrade() -> None:
    """Add the triggers."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
        )
    for name, table, event, condition, words in GUARDS:
        when = f" WHEN ({condition})" if condition else ""
        if is_postgresql:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{when}"
                f" EXECUTE FUNCTION refuse_change('{words}')"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{when}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    for table in TABLES if is_postgresql else ():
        op.execute(
            f"CREATE TRIGGER {table}_fill BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            " EXECUTE FUNCTION refuse_change('this table is not emptied')"
        )


def downgrade() -> None:
    """Take the triggers away."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name, table, *_ in GUARDS:
        op.execute(f"DROP TRIGGER {name} ON {table}" if is_postgresql else f"DROP TRIGGER {name}")
    for table in TABLES if is_postgresql else ():
        op.execute(f"DROP TRIGGER {table}_fill ON {table}")
    if is_postgresql:
        op.execute("DROP FUNCTION refuse_change()")
