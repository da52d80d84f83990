import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from gallery.actions.rotate_keys import count_generations
from gallery.embedded import lock, secrets
from gallery.models import LedgerEvent, Subject
from gallery.runtime import Runtime
from tests.integration.keys.stored import NEW, OLD, add_subjects, with_keys
from tests.support.command_line import commands

Keys = Callable[..., Result]


@pytest.fixture
def environment(runtime: Runtime, tmp_path: Path) -> dict[str, str]:
    return {
        "GALLERY_INSTANCE": str(tmp_path),
        "GALLERY_DATABASE_URL": runtime.settings.database_url,
        "GALLERY_SECRET_KEY": runtime.settings.secret_key,
        "GALLERY_DATA_KEY": NEW,
        "GALLERY_DATA_KEYS_RETIRED": OLD,
    }


@pytest.fixture
def keys(environment: Mapping[str, str]) -> Iterator[Keys]:
    """Give a function that runs ``gallery keys`` on the installation."""

    with commands(environment) as run:
        yield partial(run, "keys")


def test_status_tells_generations_and_never_a_key(runtime: Runtime, keys: Keys) -> None:
    add_subjects(with_keys(runtime, OLD), 3, "Old")
    add_subjects(with_keys(runtime, NEW), 2, "New")
    result = keys("status")
    assert "subjects.chart_ref_encrypted: current: 2, retired 1: 3\n" in result.output
    assert "retired 1: 3 values, still needed" in result.output
    assert OLD not in result.output
    assert NEW not in result.output


def test_after_rotating_the_retired_key_is_not_needed(runtime: Runtime, keys: Keys) -> None:
    add_subjects(with_keys(runtime, OLD), 250)
    rotated = keys("rotate")
    assert (rotated.exit_code, rotated.exception) == (0, None)
    assert "subjects.chart_ref_encrypted: 200/250 looked at, 200 encrypted anew, " in rotated.output
    assert rotated.output.endswith(
        "Done: 250 values encrypted anew; all stand under the current key.\n"
    )
    assert "retired 1: 0 values, not needed by the database" in keys("status").output
    assert keys("status", GALLERY_DATA_KEYS_RETIRED="").exit_code == 0


def test_values_of_an_unknown_key_make_both_commands_fail(runtime: Runtime, keys: Keys) -> None:
    add_subjects(with_keys(runtime, "lost-key-" * 5), 2)
    for words in ("rotate", "status"):
        result = keys(words)
        assert result.exit_code == 1
        assert "2 values stand under a key that is not configured" in result.output


def test_a_rotation_that_is_killed_loses_nothing_and_is_taken_up_again(
    runtime: Runtime, keys: Keys, environment: Mapping[str, str]
) -> None:
    add_subjects(with_keys(runtime, OLD), 3000)
    command = [sys.executable, "-m", "gallery", "keys", "rotate"]
    env = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **environment}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("subjects.chart_ref_encrypted: 200/3000")
        process.kill()
    ring = with_keys(runtime, NEW, OLD)
    with runtime.reading() as session:
        counts = count_generations(session, ring.vault)["subjects.chart_ref_encrypted"]
        rotations = select(func.count()).where(LedgerEvent.action == "keys.rotated")
        assert session.execute(rotations).scalar_one() == 0
    assert 200 <= counts[0] < 3000
    assert counts[0] + counts[1] == 3000
    assert keys("rotate").exit_code == 0
    vault = with_keys(runtime, NEW).vault
    with runtime.reading() as session:
        tokens = session.execute(select(Subject.chart_ref_encrypted)).scalars()
        assert {vault.decrypt(token) for token in tokens} == {f"Chart {n}" for n in range(3000)}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_embedded_key_is_renewed_and_rotated_after_a_restart(
    runtime: Runtime, keys: Keys, tmp_path: Path
) -> None:
    found = secrets.ensure(tmp_path)
    add_subjects(with_keys(runtime, found["data_key"]), 2)
    unset = {"GALLERY_DATA_KEY": "", "GALLERY_DATA_KEYS_RETIRED": "", "GALLERY_SECRET_KEY": ""}
    with lock.owning(tmp_path):
        os.utime(tmp_path / "run" / "owner.lock", (1, 1))  # it was started a while ago
        assert "gallery keys rotate" in keys("renew", **unset).output
        refused = keys("rotate", **unset)
        assert (refused.exit_code, "Restart it" in refused.output) == (1, True)
    assert "Done: 2 values" in keys("rotate", **unset).output
    content = json.loads((tmp_path / "secrets.json").read_text())
    assert content["data_keys_retired"] == [found["data_key"]]
    assert content["data_key"] != found["data_key"]


def test_a_key_of_the_environment_is_not_renewed_in_the_file(keys: Keys, tmp_path: Path) -> None:
    secrets.ensure(tmp_path)
    before = (tmp_path / "secrets.json").read_text()
    result = keys("renew")
    assert (result.exit_code, "GALLERY_DATA_KEY is set" in result.output) == (1, True)
    assert (tmp_path / "secrets.json").read_text() == before


def test_new_keys_are_long_and_different(keys: Keys) -> None:
    first, second = keys("new").output, keys("new").output
    assert len(first.strip()) == 64
    assert first != second
