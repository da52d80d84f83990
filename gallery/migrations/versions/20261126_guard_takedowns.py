"""Let the database refuse to lose a takedown, or to change what proves that it was done."""

from alembic import op

revision = "20261126_guard_takedowns"
down_revision = "20261126_signers"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # triggers

TABLE = "takedowns"
TASK = "id, event_id, case_id, surface, channels, placement_id, created_at"
PROOF = "state, proof, proof_key, proof_sha256, proof_media_type, finished_by, finished_at"
#: Name, event, condition on the row as it was, and what is said.
GUARDS = (
    ("takedowns_keep", "DELETE", None, "a takedown is kept"),
    ("takedowns_task", f"UPDATE OF {TASK}", None, "what is to be cleared stays"),
    (
        "takedowns_proof",
        f"UPDATE OF {PROOF}",
        "OLD.finished_at IS NOT NULL",
        "the proof of a takedown stays",
    ),
)
IS_TAKEN = (
    "EXISTS (SELECT 1 FROM takedowns WHERE (id = NEW.id) OR (rowid = NEW.rowid AND NEW.rowid > 0))"
)
#: SQLite alone can put a row in the place of another, or move it.
ON_SQLITE = (
    (
        "takedowns_taken",
        "INSERT",
        IS_TAKEN,
        "a row that is kept is there",
    ),
    ("takedowns_moved", "UPDATE", "NEW.rowid IS NOT OLD.rowid", "a row that is kept stays"),
)


def upgrade() -> None:
    """Add the triggers."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name, event, condition, words in GUARDS if is_postgresql else GUARDS + ON_SQLITE:
        when = f" WHEN ({condition})" if condition else ""
        then = (
            f"EXECUTE FUNCTION refuse_change('{words}')"
            if is_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW{when} {then}")
    if is_postgresql:
        op.execute(
            f"CREATE TRIGGER {TABLE}_fill BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT"
            " EXECUTE FUNCTION refuse_change('this table is not emptied')"
        )


def downgrade() -> None:
    """Take the triggers away."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    names = [guard[0] for guard in (GUARDS if is_postgresql else GUARDS + ON_SQLITE)]
    names += [f"{TABLE}_fill"] if is_postgresql else []
    for name in names:
        op.execute(f"DROP TRIGGER {name} ON {TABLE}" if is_postgresql else f"DROP TRIGGER {name}")
