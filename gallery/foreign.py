"""What acts on the product's tables in the database itself, and does not belong to it.

A trigger, rule or policy of somebody else can undo a withdrawal in the statement that records it.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, bindparam, text

from gallery.models import Base

_ON_SQLITE = text(
    "SELECT 'trigger' AS kind, name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
)
#: Whether it is switched on does not matter: one that is off can be on in a moment.
_ON_POSTGRESQL = text(
    """
    SELECT 'trigger' AS kind, tgname AS name, relname AS tbl_name
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relname IN :tables AND pg_table_is_visible(tgrelid)
    UNION ALL
    SELECT 'rule', rulename, relname FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
    WHERE (rulename <> '_RETURN' OR relkind <> 'v')
    AND relname IN :tables AND pg_table_is_visible(pg_class.oid)
    UNION ALL
    SELECT 'policy', polname, relname FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE relname IN :tables AND pg_table_is_visible(polrelid)
    UNION ALL
    SELECT 'row security', 'row level security', relname FROM pg_class
    WHERE (relrowsecurity OR relforcerowsecurity)
    AND relname IN :tables AND pg_table_is_visible(oid)
    """
).bindparams(bindparam("tables", expanding=True))
_DROPS = {
    "trigger": ("DROP TRIGGER {name}", "DROP TRIGGER {name} ON {table}"),
    "rule": ("", "DROP RULE {name} ON {table}"),
    "policy": ("", "DROP POLICY {name} ON {table}"),
    "row security": (
        "",
        "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
    ),
}


def foreign(connection: Connection, known: Collection[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence for each that is not ``known`` by its name and table, with what to do."""
    is_postgresql = connection.dialect.name == "postgresql"
    tables = [*Base.metadata.tables, "alembic_version"]
    found = connection.execute(
        *((_ON_POSTGRESQL, {"tables": tables}) if is_postgresql else (_ON_SQLITE,))
    )
    quote = connection.dialect.identifier_preparer.quote
    for row in sorted(found, key=lambda row: (row.tbl_name, row.name)):
        if row.kind == "trigger" and (row.name, row.tbl_name) in known:
            continue
        drop = _DROPS[row.kind][is_postgresql]
        remedy = drop.format(name=quote(row.name), table=quote(row.tbl_name))
        what = "is" if row.kind == "row security" else f"is a {row.kind} that is"
        yield (
            f"{row.name} on {row.tbl_name} {what} none of this version's: find out who made it"
            f" and what it did, then: {remedy};"
        )
