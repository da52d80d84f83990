import fcntl
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gallery.embedded import secrets
from gallery.errors import ConfigurationError


def test_the_secrets_are_long_and_different(tmp_path: Path) -> None:
    found = secrets.ensure(tmp_path)
    assert set(found) == set(secrets.NAMES)
    assert len(set(found.values())) == 5
    assert all(len(found[name]) >= 32 for name in ("secret_key", "data_key", "ledger_key"))


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


def of_an_earlier_version(instance: Path) -> dict[str, Any]:
    found = secrets.ensure(instance)
    del found["ledger_key"]
    (instance / "secrets.json").write_text(json.dumps(found))
    return dict(found)


def content(instance: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((instance / "secrets.json").read_text())
    return found


def test_a_file_of_an_earlier_version_gets_a_ledger_key_once_and_keeps_the_rest(
    tmp_path: Path,
) -> None:
    earlier = of_an_earlier_version(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: secrets.ensure(tmp_path), range(32)))
    assert all(each == found[0] for each in found)
    assert content(tmp_path) == {**earlier, "ledger_key": found[0]["ledger_key"]}
    assert len(found[0]["ledger_key"]) >= 32
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_renewing_keeps_every_older_key_the_newest_first(tmp_path: Path) -> None:
    first = secrets.ensure(tmp_path)
    secrets.renew(tmp_path)
    second = secrets.ensure(tmp_path)
    secrets.renew(tmp_path)
    found = content(tmp_path)
    assert found["data_keys_retired"] == [second["data_key"], first["data_key"]]
    assert len({found["data_key"], *found["data_keys_retired"]}) == 3
    assert {**secrets.ensure(tmp_path), "data_key": ""} == {**first, "data_key": ""}


def test_renewing_takes_a_list_that_an_operator_wrote_with_commas(tmp_path: Path) -> None:
    found = secrets.ensure(tmp_path)
    written = {**found, "data_keys_retired": "one, two"}
    (tmp_path / "secrets.json").write_text(json.dumps(written))
    secrets.renew(tmp_path)
    assert content(tmp_path)["data_keys_retired"] == [found["data_key"], "one", "two"]


def test_renewed_secrets_are_closed_to_others_and_nothing_is_left_beside(tmp_path: Path) -> None:
    secrets.ensure(tmp_path)
    secrets.renew(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_many_who_renew_at_once_lose_no_key(tmp_path: Path) -> None:
    secrets.ensure(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: secrets.renew(tmp_path), range(16)))
    found = content(tmp_path)
    assert len({found["data_key"], *found["data_keys_retired"]}) == 17


def test_where_there_are_no_secrets_none_are_renewed(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="GALLERY_DATA_KEYS_RETIRED") as caught:
        secrets.renew(tmp_path)
    assert caught.value.code == "no_embedded_secrets"
    assert list(tmp_path.iterdir()) == []


def test_a_server_from_before_the_change_is_noticed(tmp_path: Path) -> None:
    of_an_earlier_version(tmp_path)
    (tmp_path / "run").mkdir()
    lock = tmp_path / "run" / "owner.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        secrets.ensure(tmp_path)  # adding a key that the server does not need changes no data key
        assert not secrets.serves_with_older_keys(tmp_path)
        os.utime(lock, (1, 1))
        secrets.renew(tmp_path)
        assert secrets.serves_with_older_keys(tmp_path)
    assert not secrets.serves_with_older_keys(tmp_path)
