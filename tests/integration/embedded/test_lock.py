import os
import subprocess
import sys
from pathlib import Path

import pytest

from gallery.embedded import lock
from gallery.errors import Conflict

OWN = """
import sys
from pathlib import Path
from gallery.embedded import lock
with lock.owning(Path(sys.argv[1])):
    print("owned", flush=True)
    sys.stdin.read()
"""


def test_a_second_owner_is_told_who_the_first_is(tmp_path: Path) -> None:
    with (
        lock.owning(tmp_path),
        pytest.raises(Conflict, match=f"process id {os.getpid()}") as caught,
    ):
        with_second_owner(tmp_path)
    assert caught.value.code == "instance_in_use"


def with_second_owner(instance: Path) -> None:
    with lock.owning(instance):
        pass


def test_the_instance_is_free_after_its_owner(tmp_path: Path) -> None:
    with_second_owner(tmp_path)
    with_second_owner(tmp_path)


def test_two_instances_have_two_owners(tmp_path: Path) -> None:
    with lock.owning(tmp_path / "one"):
        with_second_owner(tmp_path / "two")


def test_a_killed_owner_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWN, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"owned\n"
        with pytest.raises(Conflict, match=f"process id {owner.pid}"):
            with_second_owner(tmp_path)
        owner.kill()
    with_second_owner(tmp_path)
