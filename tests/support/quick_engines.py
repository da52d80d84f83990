"""Engines for tests: statements are compiled once a session, and no commit waits for the disk."""

import contextlib
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

from gallery.db import make_engine

_FIRST: dict[str, Engine] = {}


def quick_engine(url: str) -> Engine:
    """Return an engine as the product makes it, but for what only costs a test's time.

    SQLAlchemy keeps compiled statements by dialect object, and each engine has its own: with a new
    database for each test, a third of the time would go into compiling the same statements.
    """
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    first = _FIRST.get(engine.dialect.name) or _introduced(engine)
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine


def _introduced(engine: Engine) -> Engine:
    """Keep the first engine of its kind whose dialect has met its server."""
    with contextlib.suppress(SQLAlchemyError), engine.connect():
        _FIRST[engine.dialect.name] = engine
    engine.dispose()
    return engine


@pytest.fixture(scope="session", autouse=True)
def quick_engines() -> Iterator[None]:
    """Let every installation of this process have such engines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gallery.runtime.make_engine", quick_engine)
        yield
