"""A whole installation for one test: a migrated database, a real bucket, a queue, the web app."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gallery import db
from gallery.actions.manage_staff import add_user
from gallery.actions.manage_tokens import issue_token
from gallery.actions.sign_in import sign_in
from gallery.config import Settings
from gallery.permissions import Permission
from gallery.runtime import OPERATOR, Runtime
from gallery.storage import ObjectStore
from tests.support.object_store import ObjectStoreEndpoint

PASSWORD = "correct horse battery"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run the test on both databases; parametrize it indirectly to run on one."""
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    db.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(request: pytest.FixtureRequest) -> str:
    """Migrate one PostgreSQL database, to be used as a template."""
    server = request.getfixturevalue("postgres_server")
    name: str = server.create()
    db.upgrade(server.url(name))
    return name


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty, migrated database."""
    if database_kind == "postgresql":
        return str(request.getfixturevalue("reused_database").cleared())
    path = tmp_path / "gallery.sqlite3"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def queue_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Turn on the journal of one empty queue, to be copied: turning it on waits for the disk."""
    path = tmp_path_factory.mktemp("queue") / "template.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode=WAL")
    return path


@pytest.fixture
def settings(
    database_url: str,
    object_store_endpoint: ObjectStoreEndpoint,
    queue_template: Path,
    tmp_path: Path,
) -> Settings:
    """Return settings of a small, quick installation."""
    shutil.copy(queue_template, tmp_path / "queue.sqlite3")
    base = Settings(
        instance=tmp_path,
        database_url=database_url,
        queue_url=f"sqlite:///{tmp_path / 'queue.sqlite3'}",
        secret_key="secret-key-that-only-the-tests-use",
        data_key="data-key-that-only-the-tests-use!!",
        ledger_key="ledger-key-that-only-the-tests-use",
        picture_text="off",  # reading takes seconds a photo
        port=9,  # nobody listens there: what looks at itself over HTTP finds nothing
        password_hash_memory_kib=256,
        password_hash_passes=1,
    )
    return object_store_endpoint.settings(base)


@pytest.fixture
def runtime(settings: Settings, bucket: ObjectStore) -> Iterator[Runtime]:
    """Return an open installation; the bucket is emptied afterwards."""
    opened = Runtime.open(settings)
    yield opened
    opened.engine.dispose()


def unattached_app(folder: Path) -> Flask:
    """Return a web application that waits for :func:`gallery.web.app.attach`."""
    from gallery.web.app import create_app  # most tests need no web application

    nothing = f"sqlite:///{folder / 'nothing'}"
    made = create_app(Settings(database_url=nothing, queue_url=nothing))
    made.extensions["runtime"].engine.dispose()
    return made


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Runtime], Flask]:
    """Return a function that puts the session's one application over an installation.

    Routes and templates are compiled once: together they cost more than most tests.
    """
    from gallery.web.app import attach

    made = unattached_app(tmp_path_factory.mktemp("shared-app"))
    configured = dict(made.config)

    def over(runtime: Runtime) -> Flask:
        made.config.clear()
        made.config.update(configured)
        attach(made, runtime)
        return made

    return over


@pytest.fixture
def app(runtime: Runtime, shared_app: Callable[[Runtime], Flask]) -> Flask:
    """Return the web application over the installation."""
    made = shared_app(runtime)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a visitor's browser."""
    return app.test_client()


@pytest.fixture
def add_staff(runtime: Runtime) -> Callable[[str], str]:
    """Return a function that adds a member of staff with a role, and gives the e-mail address."""

    def add(role: str) -> str:
        email = f"{role}@practice.example"
        with runtime.unit_of_work(OPERATOR) as uow:
            add_user(uow, email, role, PASSWORD)
        return email

    return add


@pytest.fixture
def signed_in(app: Flask, add_staff: Callable[[str], str]) -> Callable[[str], FlaskClient]:
    """Return a function that gives the browser of somebody signed in with a role."""

    def browser(role: str) -> FlaskClient:
        email = add_staff(role)
        token = sign_in(app.extensions["runtime"], email, PASSWORD, "test").token
        client = app.test_client()
        with client.session_transaction("/staff/sign-in") as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client

    return browser


@pytest.fixture
def api_token(runtime: Runtime) -> Callable[..., str]:
    """Return a function that issues a bearer token with scopes (none named: all)."""

    def issue(*scopes: str) -> str:
        chosen = scopes or tuple(permission.value for permission in Permission)
        with runtime.unit_of_work(OPERATOR) as uow:
            return issue_token(uow, "test", chosen)[1]

    return issue


def https(settings: Settings) -> Settings:
    """Return the settings as behind TLS."""
    return replace(settings, public_url="https://gallery.example")
