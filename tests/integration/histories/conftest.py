"""Empty installations, one for each history."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from gallery.config import Settings
from gallery.storage import ObjectStore
from tests.integration.histories.ways import note_ways
from tests.integration.histories.world import World, fresh_world
from tests.support.installation import unattached_app


@pytest.fixture(scope="session")
def two_apps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Flask]:
    """Return two web processes' memories; a world puts them over its installation."""
    folder = tmp_path_factory.mktemp("two-apps")
    made = unattached_app(folder), unattached_app(folder)
    for app in made:
        note_ways(app)
    return made


@pytest.fixture
def make_world(
    database_kind: str,
    settings: Settings,
    bucket: ObjectStore,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    two_apps: tuple[Flask, Flask],
) -> Callable[[], World]:
    """Return a function that makes an empty installation for each history."""
    numbers = count()

    def make() -> World:
        bucket.delete([found.key for found in bucket.list()])
        folder = tmp_path / f"history-{next(numbers)}"
        url = f"sqlite:///{folder}.sqlite3"
        if database_kind == "postgresql":
            template = request.getfixturevalue("postgres_template")
            url = str(request.getfixturevalue("make_database")(template))
        else:
            shutil.copy(request.getfixturevalue("sqlite_template"), f"{folder}.sqlite3")
        return fresh_world(settings, two_apps, url, folder, monkeypatch)

    return make
