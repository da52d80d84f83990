"""The embedded object store as a process: its life, its files and its data."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from gallery.config import Settings
from gallery.embedded import object_store, seaweedfs, secrets
from gallery.embedded.object_store import ObjectStorePlan
from gallery.errors import StorageUnavailable
from gallery.storage import ObjectStore, Prefix, new_key

HOLD = """
import sys, time
from pathlib import Path
from gallery.embedded import object_store
with object_store.running(Path(sys.argv[1])) as endpoint_url:
    print(endpoint_url, flush=True)
    time.sleep(60)
"""


def store(instance: Path, endpoint_url: str) -> ObjectStore:
    found = secrets.ensure(instance)
    settings = Settings(
        s3_endpoint_url=endpoint_url,
        s3_access_key_id=found["s3_access_key_id"],
        s3_secret_access_key=found["s3_secret_access_key"],
    )
    made = ObjectStore(settings)
    made.ensure_bucket()
    return made


def plan(instance: Path, *, durable: bool = False) -> ObjectStorePlan:
    found = secrets.ensure(instance)
    return object_store.prepare(
        instance, found["s3_access_key_id"], found["s3_secret_access_key"], durable=durable
    )


def pid_of(instance: Path) -> int:
    facts = json.loads((instance / "run" / "object-store.json").read_text())
    return int(facts["pid"])


def test_it_runs_for_the_duration_and_leaves_nothing(tmp_path: Path) -> None:
    with object_store.running(tmp_path) as endpoint_url:
        process = psutil.Process(pid_of(tmp_path))
        assert process.name() == "weed"
        assert object_store.running_endpoint(tmp_path) == endpoint_url
    assert not process.is_running()
    assert object_store.running_endpoint(tmp_path) is None


def got_in_time(read: ObjectStore, key: str) -> bytes:
    """Ask again for a while: after a kill the server may answer before it has found its volumes."""
    for _ in range(20):
        with suppress(StorageUnavailable):
            return read.get(key)
        time.sleep(1)
    return read.get(key)


def test_acknowledged_objects_outlive_a_kill_and_the_port_stays(tmp_path: Path) -> None:
    keys = [new_key(Prefix.ORIGINALS) for _ in range(20)]
    with object_store.started(plan(tmp_path, durable=True)) as first:
        written = store(tmp_path, first)
        for key in keys:
            written.put(key, key.encode() * 1000, content_type="image/jpeg")
        os.kill(pid_of(tmp_path), signal.SIGKILL)
    with object_store.started(plan(tmp_path, durable=True)) as second:
        read = store(tmp_path, second)
        assert all(got_in_time(read, key) == key.encode() * 1000 for key in keys)
    assert first == second


def test_durable_writes_are_kept_by_the_server(tmp_path: Path) -> None:
    wanted = plan(tmp_path, durable=True)
    with object_store.started(wanted):
        pass
    with object_store.started(wanted):  # which does not give the setting again
        assert seaweedfs.FSYNC_IS_ON in seaweedfs.shell(wanted.base_port, b"fs.configure\n")
    assert (tmp_path / "object-store" / "filer.db").exists()


def test_its_files_and_folders_are_closed_to_others(tmp_path: Path) -> None:
    with object_store.running(tmp_path):
        for name in ("object-store", "run", "logs"):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700
        for name in ("secrets.json", "object-store/s3.json", "run/object-store.json"):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_without_a_key_nothing_can_be_read(tmp_path: Path) -> None:
    key = new_key(Prefix.ORIGINALS)
    wanted = plan(tmp_path)
    with object_store.started(wanted) as endpoint_url:
        store(tmp_path, endpoint_url).put(key, b"private", content_type="image/jpeg")
        for offset in (0, 3):  # the S3 API and the filer
            with closing(HTTPConnection("127.0.0.1", wanted.base_port + offset)) as door:
                door.request("GET", f"/gallery/{key}")
                answer = door.getresponse()
                assert answer.status in {401, 403, 404, 405}
                assert b"private" not in answer.read()


def test_nothing_listens_beyond_the_loopback_address(tmp_path: Path) -> None:
    with object_store.started(plan(tmp_path)):
        process = psutil.Process(pid_of(tmp_path))
        listening = [
            connection.laddr.ip
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
    assert len(listening) >= 5
    assert set(listening) <= {"127.0.0.1", "::1"}


def test_a_second_process_uses_the_store_of_the_first(tmp_path: Path) -> None:
    with object_store.running(tmp_path) as first:
        lines = subprocess.run(
            [sys.executable, "-c", HOLD.replace("time.sleep(60)", ""), str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        assert lines.stdout.strip() == first
        assert object_store.is_answering(first)


def test_the_store_dies_with_a_killed_owner_and_the_instance_is_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline()
        process = psutil.Process(pid_of(tmp_path))
        owner.kill()
    process.wait(5)
    with object_store.running(tmp_path):
        assert pid_of(tmp_path) != process.pid


def test_a_store_that_cannot_start_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = plan(tmp_path)
    (tmp_path / "object-store" / "s3.json").write_text("{")
    started = time.monotonic()
    with (
        pytest.raises(StorageUnavailable, match=r"object-store\.log"),
        object_store.started(broken),
    ):
        raise AssertionError
    assert time.monotonic() - started < 15
