import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gallery.embedded import secrets
from gallery.errors import ConfigurationError


def test_the_secrets_are_long_and_different(tmp_path: Path) -> None:
    found = secrets.ensure(tmp_path)
    assert set(found) == set(secrets.NAMES)
    assert len(set(found.values())) == 4
    assert all(len(found[name]) >= 32 for name in ("secret_key", "data_key"))


def test_only_the_owner_can_read_the_secrets(tmp_path: Path) -> None:
    secrets.ensure(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_an_opened_mode_is_closed_again(tmp_path: Path) -> None:
    secrets.ensure(tmp_path)
    (tmp_path / "secrets.json").chmod(0o644)
    secrets.ensure(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_the_secrets_are_made_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: secrets.ensure(tmp_path), range(32)))
    assert all(each == found[0] for each in found)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"secret_key": "x"})])
def test_damaged_secrets_are_not_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match="backup"):
        secrets.ensure(tmp_path)
    assert path.read_text() == content
