"""Let no insert take the place of a row that is kept, or add to what was signed.

``INSERT OR REPLACE`` on SQLite deletes the row in its way without firing a trigger of deletions,
and an update of the hidden ``rowid`` is an update of no column. A permission that is added to a
consent after its signature is an edit of it as well, on any database.
"""

from alembic import op

revision = "20261126_guard_inserts"
down_revision = "20261126_adult_sites"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # triggers

ADDED = "a signed consent is not added to"
#: Each key that a row of the table must not share with another, the hidden one apart.
KEYS = {
    "ledger_events": ("position", "id", "hash"),
    "consents": ("id", "receipt_id"),
    "consent_scopes": ("id",),
    "consent_coverage": ("consent_id, kind, value",),
    "consent_texts": ("id", "text_id, version, language"),
    "ledger_checkpoints": ("position",),
}
#: Tables of which some columns may be updated: in the others every update is refused already.
UPDATED = ("consents", "consent_scopes")
PARTS = ("consent_scopes", "consent_coverage")
IS_SIGNED = (
    "EXISTS (SELECT 1 FROM consents JOIN ledger_events ON ledger_events.case_id = consents.case_id"
    " AND ledger_events.subject_id = consents.id WHERE consents.id = NEW.consent_id"
    " AND ledger_events.action IN ('consent.given', 'consent.renewed'))"
)


def upgrade() -> None:
    """Add the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_addition() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {IS_SIGNED} THEN RAISE EXCEPTION '%', TG_ARGV[0]; END IF;"
            " RETURN NEW; END $$"
        )
        for table in PARTS:
            op.execute(
                f"CREATE TRIGGER {table}_added BEFORE INSERT ON {table} FOR EACH ROW"
                f" EXECUTE FUNCTION refuse_addition('{ADDED}')"
            )
        return
    for table, keys in KEYS.items():
        # The hidden key is below 1 where the database is to choose it.
        taken = " OR ".join((*map(_is_taken, keys), "(rowid = NEW.rowid AND NEW.rowid > 0)"))
        condition = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608 (constants)
        _refuse(f"{table}_taken", f"INSERT ON {table}", condition, "a row that is kept is there")
    for table in UPDATED:
        condition = "NEW.rowid IS NOT OLD.rowid"
        _refuse(f"{table}_moved", f"UPDATE ON {table}", condition, "a row that is kept stays")
    for table in PARTS:
        _refuse(f"{table}_added", f"INSERT ON {table}", IS_SIGNED, ADDED)


def downgrade() -> None:
    """Take the triggers away."""
    if op.get_bind().dialect.name == "postgresql":
        for table in PARTS:
            op.execute(f"DROP TRIGGER {table}_added ON {table}")
        op.execute("DROP FUNCTION refuse_addition()")
        return
    names = [f"{table}_taken" for table in KEYS]
    names += [f"{table}_moved" for table in UPDATED]
    names += [f"{table}_added" for table in PARTS]
    for name in names:
        op.execute(f"DROP TRIGGER {name}")


def _is_taken(key: str) -> str:
    columns = key.split(", ")
    return "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"


def _refuse(name: str, event: str, condition: str, words: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW WHEN ({condition})"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
