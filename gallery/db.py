"""The database: engine, sessions, and the schema's upgrade."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from gallery.errors import ConfigurationError, Conflict

_BUSY_MILLISECONDS = 15_000
MIGRATIONS = Path(__file__).parent / "migrations"


def make_engine(url: str) -> Engine:
    """Return an engine for SQLite (WAL, one writer at a time) or PostgreSQL.

    :raises ConfigurationError: ``url`` is not a database URL that SQLAlchemy understands.
    """
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except SQLAlchemyError:
        raise ConfigurationError(
            "GALLERY_DATABASE_URL is not a database URL; give sqlite:///path or"
            " postgresql://user:password@host/name."
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours: see _begin_sqlite
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # an acknowledged upload outlives a power cut
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: upgrading a read lock later fails instead of waiting.
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """Open a session that never takes a write lock; what it loaded stays readable afterwards."""
    reader = engine.execution_options(read_only=True)
    with Session(reader, autoflush=False) as session:
        yield session


@contextmanager
def glance(engine: Engine) -> Iterator[Session]:
    """Open a session for a single statement: on PostgreSQL it goes without a transaction.

    That is two journeys to the server instead of four.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with read_session(engine) as session:
        yield session


def one_at_a_time(session: Session, what: str) -> None:
    """Let one transaction after the other do ``what``, until each is committed.

    SQLite has a single writer anyway; on PostgreSQL it is an advisory lock named by a hash.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def upgrade(url: str) -> None:
    """Bring the schema to the newest revision; safe to run again."""
    command.upgrade(_alembic(url), "head")


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to ``revision``.

    :raises Conflict: ``downgrade_loses``: rows hold what an older schema has no place for. It is
        asked of every migration on the way before the first of them changes anything.
    """
    engine = make_engine(url)
    with engine.connect() as connection:
        lost = list(_lost_by_downgrade(connection, revision))
    engine.dispose()
    if lost:
        raise Conflict(
            f"The schema cannot go back to {revision} without losing {', '.join(lost)}. Nothing was"
            " changed. Restore a backup of that version instead, beside this one.",
            code="downgrade_loses",
        )
    command.downgrade(_alembic(url), revision)


def _lost_by_downgrade(connection: Connection, revision: str) -> Iterator[str]:
    """Say how many rows of what each migration's ``LOSES`` names there are."""
    present = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory(str(MIGRATIONS))
    for script in scripts.iterate_revisions(present or "base", revision):
        for words, rows in script.module.LOSES.items():
            count = connection.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one()  # noqa: S608 (constants of migrations)
            if count:
                yield f"{count} {words}"


def is_at_head(engine: Engine) -> bool:
    """Tell whether the schema is the one this version of the product was made for."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _alembic(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config
