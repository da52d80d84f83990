"""Let the database refuse to change whose a row is, and what was published under which name."""

from alembic import op

revision = "20261127_whose"
down_revision = "20261126_subject_name"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # triggers

HERS, SHOWN = "whose it is stays", "what was published stays"
TAKEN, MOVED = "a row that is kept is there", "a row that is kept stays"
ASKED = (
    "id, case_id, subject_id, token_hash, text_id, text_version, language, text_sha256, offer,"
    " supersedes_id, created_at, created_by"
)
LINK = "id, subject_id, token_hash, created_at, created_by"
PUBLICATION = "id, case_id, channel, published_at, published_by"
LATER_END = "OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at > OLD.ended_at)"
#: Name, event, table, condition on the row as it was, and what is said.
GUARDS = (
    ("cases_hers", "UPDATE OF id, subject_id", "cases", None, HERS),
    ("photos_hers", "UPDATE OF id, case_id", "photos", None, HERS),
    ("patient_links_keep", "DELETE", "patient_links", None, "a link to her page is kept"),
    ("patient_links_hers", f"UPDATE OF {LINK}", "patient_links", None, HERS),
    ("signing_requests_keep", "DELETE", "signing_requests", None, "what she was asked is kept"),
    ("signing_requests_asked", f"UPDATE OF {ASKED}", "signing_requests", None, HERS),
    ("publications_keep", "DELETE", "publications", None, SHOWN),
    ("publications_fixed", f"UPDATE OF {PUBLICATION}", "publications", None, SHOWN),
    (
        "publications_ended",
        "UPDATE OF ended_at",
        "publications",
        LATER_END,
        "an ended publication stays ended",
    ),
    ("published_photos_keep", "DELETE", "published_photos", None, SHOWN),
    ("published_photos_fixed", "UPDATE", "published_photos", None, SHOWN),
    ("media_keys_keep", "DELETE", "media_keys", None, "a public name is kept"),
    ("media_keys_fixed", "UPDATE OF key, published_photo_id", "media_keys", None, SHOWN),
)
TABLES = (
    "cases",
    "photos",
    "patient_links",
    "signing_requests",
    "publications",
    "published_photos",
    "media_keys",
)
#: What must be new in a row; SQLite alone would put it in the place of one that is kept.
KEYS = {
    "cases": ("id",),
    "patient_links": ("id", "token_hash"),
    "signing_requests": ("id", "token_hash"),
    "publications": ("id",),
    "published_photos": ("id",),
    "media_keys": ("key",),
}


def upgrade() -> None:
    """Add the triggers."""
    dialect = op.get_bind().dialect.name
    is_postgresql = dialect == "postgresql"
    for name, event, table, condition, words in _guards(dialect):
        when = f" WHEN ({condition})" if condition else ""
        then = (
            f"EXECUTE FUNCTION refuse_change('{words}')"
            if is_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{when} {then}")
    for table in TABLES if is_postgresql else ():
        op.execute(
            f"CREATE TRIGGER {table}_fill BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            " EXECUTE FUNCTION refuse_change('this table is not emptied')"
        )


def downgrade() -> None:
    """Take the triggers away."""
    dialect = op.get_bind().dialect.name
    is_postgresql = dialect == "postgresql"
    places = [(guard[0], guard[2]) for guard in _guards(dialect)]
    places += [(f"{table}_fill", table) for table in TABLES if is_postgresql]
    for name, table in places:
        op.execute(f"DROP TRIGGER {name} ON {table}" if is_postgresql else f"DROP TRIGGER {name}")


def _guards(dialect: str) -> list[tuple[str, str, str, str | None, str]]:
    if dialect == "postgresql":
        return list(GUARDS)
    taken = [
        (f"{table}_taken", "INSERT", table, _is_there(table, keys), TAKEN)
        for table, keys in KEYS.items()
    ]
    moved = [
        (f"{table}_moved", "UPDATE", table, "NEW.rowid IS NOT OLD.rowid", MOVED)
        for table in ("patient_links", "media_keys")
    ]
    return [*GUARDS, *taken, *moved]


def _is_there(table: str, keys: tuple[str, ...]) -> str:
    same = " OR ".join(f"({key} = NEW.{key})" for key in keys)
    clash = f"{same} OR (rowid = NEW.rowid AND NEW.rowid > 0)"
    return f"EXISTS (SELECT 1 FROM {table} WHERE {clash})"  # noqa: S608 (constants)
