import json
import re
import stat
import tomllib
from pathlib import Path

import pytest

from gallery.embedded import seaweedfs


@pytest.fixture
def command(tmp_path: Path) -> tuple[str, ...]:
    return seaweedfs.server_command(tmp_path, tmp_path / "run", 15_000)


@pytest.mark.parametrize(
    "flag",
    [
        "-ip.bind=127.0.0.1",
        "-disableHttp",
        "-master.telemetry=false",
        "-admin.ui=false",
        "-webdav=false",
        "-s3.autoCreateBucket=false",
        "-s3.allowDeleteBucketNotEmpty=false",
        "-volume.max=2000",
    ],
)
def test_no_unsafe_default_is_left(command: tuple[str, ...], flag: str) -> None:
    assert flag in command


def test_every_port_is_given_and_differs(command: tuple[str, ...]) -> None:
    given = [match[1] for word in command if (match := re.search(r"port(?:\.grpc)?=(\d+)$", word))]
    assert len(given) == len(set(given)) == len(seaweedfs.PORTS)
    assert "-admin.port=15004" in command
    assert "-admin.port.grpc=25004" in command


def test_the_key_of_the_store_is_private(tmp_path: Path) -> None:
    seaweedfs.write_configuration(tmp_path, "id", "secret", durable=False)
    path = tmp_path / "s3.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [identity] = json.loads(path.read_text())["identities"]
    assert identity["credentials"] == [{"accessKey": "id", "secretKey": "secret"}]
    assert not (tmp_path / "filer.toml").exists()


def test_a_durable_store_keeps_its_index_in_sqlite(tmp_path: Path) -> None:
    seaweedfs.write_configuration(tmp_path, "id", "secret", durable=True)
    index = tomllib.loads((tmp_path / "filer.toml").read_text())
    assert index["sqlite"] == {"enabled": True, "dbFile": str(tmp_path / "filer.db")}
    assert index["leveldb2"] == {"enabled": False}
