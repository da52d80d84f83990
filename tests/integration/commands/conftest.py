"""Run ``gallery`` commands on an installation, and close what they open."""

import sys
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from gallery.cli import main
from gallery.cli.installation import opened
from gallery.config import Settings
from gallery.runtime import Runtime

Run = Callable[..., Result]
_NAMED = (
    "instance", "database_url", "queue_url", "secret_key", "data_key", "s3_bucket",
    "s3_endpoint_url", "s3_access_key_id", "s3_secret_access_key",
)  # fmt: skip
_OPENING = ("gallery.cli.installation", "gallery.cli.sites", "gallery.cli.texts")


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Need no second database: the actions behind the commands are tested on both."""
    return str(request.param)


@pytest.fixture
def gallery(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Return a function that runs a command by its words."""
    made: list[Runtime] = []

    def opened_here() -> Runtime:
        made.append(opened())
        return made[-1]

    for name in _NAMED:
        monkeypatch.setenv(f"GALLERY_{name.upper()}", str(getattr(settings, name)))
    for name in _OPENING:  # the groups hide their modules
        monkeypatch.setattr(sys.modules[name], "opened", opened_here)
    yield lambda *words: CliRunner().invoke(main, [str(word) for word in words])
    for runtime in made:
        runtime.engine.dispose()
