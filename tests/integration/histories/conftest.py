"""Empty installations, one for each history."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from gallery.config import Settings
from gallery.storage import ObjectStore
from gallery.web.app import create_app
from tests.integration.histories.world import World, fresh_world


@pytest.fixture
def make_world(
    database_kind: str,
    settings: Settings,
    bucket: ObjectStore,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], World]]:
    """Return a function that makes an empty installation for each history."""
    numbers = count()
    apps = (create_app(settings), create_app(settings))
    first_runtimes = [app.extensions["runtime"] for app in apps]  # what /readyz goes on asking

    def make() -> World:
        bucket.delete([found.key for found in bucket.list()])
        folder = tmp_path / f"history-{next(numbers)}"
        url = f"sqlite:///{folder}.sqlite3"
        if database_kind == "postgresql":
            template = request.getfixturevalue("postgres_template")
            url = str(request.getfixturevalue("make_database")(template))
        else:
            shutil.copy(request.getfixturevalue("sqlite_template"), f"{folder}.sqlite3")
        return fresh_world(settings, apps, url, folder, monkeypatch)

    yield make
    for opened in first_runtimes:
        opened.engine.dispose()
