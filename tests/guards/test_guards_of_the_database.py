"""The database's own guards: none can be got round by an insert, and one that is gone is seen."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Connection, make_url, select, text
from sqlalchemy.exc import DBAPIError

from gallery import guards
from gallery.models import ConsentTextVersion, LedgerEvent
from gallery.models.ledger import LedgerCheckpoint
from gallery.runtime import OPERATOR, Runtime
from tests.support.command_line import commands
from tests.support.practice import Practice

TABLES = (
    "ledger_events",
    "consents",
    "consent_scopes",
    "consent_coverage",
    "consent_texts",
    "ledger_checkpoints",
)
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
REFUSED = "is kept|is there|stays|edited|added|append-only|emptied"


@pytest.fixture
def signed(practice: Practice) -> Practice:
    """Return a practice with a row in each table that is kept."""
    case_id = practice.case()
    practice.photo(case_id, "before")
    practice.consent(case_id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        known = dict.fromkeys(("text_id", "version", "language", "source", "sha256"), "x")
        uow.session.add(ConsentTextVersion(**known, created_at=uow.now, created_by="x"))
        uow.session.add(LedgerCheckpoint(position=1, hash="x", note="x", at=uow.now))
    return practice


@pytest.fixture
def file(signed: Practice) -> Iterator[sqlite3.Connection]:
    """Open the database as any program can, with none of the product's settings."""
    path = make_url(signed.runtime.settings.database_url).database or ""
    with closing(sqlite3.connect(path)) as opened:
        yield opened


def everything(file: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [file.execute(f"SELECT rowid, * FROM {table}").fetchall() for table in TABLES]  # noqa: S608


@SQLITE
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_no_insert_takes_the_place_of_a_row(
    file: sqlite3.Connection, table: str, verb: str
) -> None:
    before = everything(file)
    with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
        file.execute(f"{verb} INTO {table} SELECT * FROM {table} LIMIT 1")  # noqa: S608
    assert everything(file) == before


@SQLITE
@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("ledger_events", {"position": "99", "hash": "'new'"}),
        ("ledger_events", {"position": "99", "id": "'new'"}),
        ("consents", {"id": "'new'"}),
        ("consents", {"id": "'new'", "receipt_id": "'new'", "rowid": "1"}),
        ("consent_scopes", {"id": "'new'", "consent_id": "'new'", "rowid": "1"}),
        ("consent_coverage", {"consent_id": "'new'", "rowid": "1"}),
        ("consent_texts", {"id": "'new'"}),
        ("consent_texts", {"id": "'new'", "text_id": "'new'", "rowid": "1"}),
    ],
)
def test_neither_does_one_that_shares_any_other_key(
    file: sqlite3.Connection, table: str, values: dict[str, str]
) -> None:
    before = everything(file)
    names = [name for _, name, *_ in file.execute(f"PRAGMA table_info({table})")]
    columns = [*names, "rowid"] if "rowid" in values else names
    picked = ", ".join(values.get(name, name) for name in columns)
    insert = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)})"
    with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
        file.execute(f"{insert} SELECT {picked} FROM {table} WHERE rowid = 1")  # noqa: S608
    assert everything(file) == before


@SQLITE
@pytest.mark.parametrize("table", ["consents", "consent_scopes"])
def test_no_row_moves_into_the_place_of_another(
    signed: Practice, file: sqlite3.Connection, table: str
) -> None:
    case_id = signed.case()
    signed.photo(case_id, "before")
    signed.consent(case_id)
    before = everything(file)
    with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
        file.execute(f"UPDATE OR REPLACE {table} SET rowid = 1 WHERE rowid = 2")  # noqa: S608
    assert everything(file) == before


def refused(signed: Practice, statement: str) -> None:
    with pytest.raises(DBAPIError, match=REFUSED), signed.runtime.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("ledger_events (position) DO", "actor = 'x'"),
        ("consents (id) DO", "expires_at = '2099-01-01 00:00:00+00'"),
        ("consent_scopes (id) DO", "decision = 'deny'"),
        ("consent_coverage (consent_id, kind, value) DO", "value = 'x'"),
        ("consent_texts (id) DO", "source = 'y'"),
        ("ledger_checkpoints (position) DO", "hash = 'y'"),
    ],
)
def test_no_insert_turns_into_an_update(signed: Practice, table: str, change: str) -> None:
    name, conflict = table.split(" ", 1)
    rows = f"SELECT * FROM {name} WHERE true"  # noqa: S608
    insert = f"INSERT INTO {name} {rows} ON CONFLICT {conflict} UPDATE SET {change}"
    refused(signed, insert)


@POSTGRESQL
@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_emptied_or_merged_into(signed: Practice, table: str) -> None:
    refused(signed, f"TRUNCATE {table} CASCADE")
    merge = f"MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN"
    refused(signed, f"{merge} DELETE")


@pytest.mark.parametrize(
    ("table", "added"),
    [
        ("consent_scopes (id, consent_id, channel, decision)", "'new', id, 'paid_ads', 'permit'"),
        ("consent_coverage (consent_id, kind, value)", "id, 'identifiability', 'full_face'"),
    ],
)
def test_nothing_is_added_to_what_was_signed(signed: Practice, table: str, added: str) -> None:
    refused(signed, f"INSERT INTO {table} SELECT {added} FROM consents")  # noqa: S608


def count(connection: Connection) -> int:
    listed = (
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        if connection.dialect.name == "postgresql"
        else "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    )
    return int(connection.execute(text(listed)).scalar_one())


def test_the_list_is_what_the_migrations_make(signed: Practice) -> None:
    with signed.runtime.engine.connect() as connection:
        is_postgresql = connection.dialect.name == "postgresql"
        assert guards.guards_amiss(connection) == []
        wanted = (
            guards._wanted_on_postgresql().keys() - guards._FUNCTIONS.keys()
            if is_postgresql
            else guards._wanted_on_sqlite().keys()
        )
        assert count(connection) == len(wanted)


GONE = "scopes_keep is missing or switched off."
OTHER = "scopes_keep is another than it should be."


@SQLITE
@pytest.mark.parametrize(
    ("put", "found"),
    [
        ("", GONE),
        ("CREATE TRIGGER scopes_keep DELETE ON consent_scopes BEGIN SELECT 1; END", OTHER),
    ],
)
def test_a_guard_that_somebody_took_away_is_named(signed: Practice, put: str, found: str) -> None:
    with signed.runtime.engine.connect() as connection:
        connection.execute(text("DROP TRIGGER scopes_keep"))
        if put:
            connection.execute(text(put))
        assert guards.guards_amiss(connection) == [found]


@POSTGRESQL
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DROP TRIGGER scopes_keep ON consent_scopes", GONE),
        ("ALTER TABLE consent_scopes DISABLE TRIGGER scopes_keep", GONE),
        (
            """CREATE OR REPLACE TRIGGER scopes_keep BEFORE DELETE ON consent_scopes FOR EACH ROW
            WHEN (OLD.id = '') EXECUTE FUNCTION refuse_change('a consent is kept')""",
            OTHER,
        ),
        (
            """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RETURN OLD; END $$""",
            "refuse_change is another than it should be.",
        ),
        (
            "SET session_replication_role = replica",
            "session_replication_role is not origin: no guard is asked.",
        ),
    ],
)
def test_so_is_one_that_an_owner_switched_off(signed: Practice, statement: str, found: str) -> None:
    with signed.runtime.engine.connect() as connection:
        connection.execute(text(statement))
        assert guards.guards_amiss(connection) == [found]


TAKEN = {
    "sqlite": ("DROP TRIGGER scopes_keep",),
    "postgresql": (
        "DROP TRIGGER scopes_keep ON consent_scopes",
        "ALTER TABLE consents DISABLE TRIGGER consents_signed",
        "DROP FUNCTION refuse_addition() CASCADE",
    ),
}


def test_what_was_taken_away_is_put_back_and_the_ledger_tells_it(signed: Practice) -> None:
    engine = signed.runtime.engine
    with engine.begin() as connection:
        for statement in TAKEN[engine.dialect.name]:
            connection.execute(text(statement))
        amiss = {one.split()[0] for one in guards.guards_amiss(connection)}
    with commands(own_environment(signed.runtime)) as run:
        first, second = run("db", "guard"), run("db", "guard")
    assert first.exit_code == 0
    assert all(name in first.output for name in amiss)
    assert second.output == "The database keeps what was signed.\n"
    refused(signed, "DELETE FROM consent_scopes")
    with signed.runtime.reading() as session:
        query = select(LedgerEvent.details).where(LedgerEvent.action == "guards.put_back")
        assert [set(told["names"]) for told in session.execute(query).scalars()] == [amiss]  # type: ignore[call-overload]


def own_environment(runtime: Runtime) -> dict[str, str]:
    return {
        "GALLERY_INSTANCE": str(runtime.settings.instance),
        "GALLERY_DATABASE_URL": runtime.settings.database_url,
        "GALLERY_SECRET_KEY": runtime.settings.secret_key,
        "GALLERY_DATA_KEY": runtime.settings.data_key,
    }
