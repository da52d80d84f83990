"""A decoder that was taken over finds nothing to do harm with."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gallery.imaging import sandbox
from gallery.imaging.limits import Limits
from gallery.imaging.probe import confinement
from tests.integration.imaging.forbidden_acts import acts

PROGRAM = (
    "from gallery.imaging import tasks; from tests.integration.imaging import forbidden_acts\n"
    "tasks.TASKS['attempt'] = forbidden_acts.attempt; tasks.main()"
)
needs = pytest.mark.skipif(
    not all(confinement().values()),
    reason="this machine has no libseccomp or no Landlock: `gallery doctor` says which",
)


@pytest.fixture
def hostile_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let children know the forbidden acts."""
    monkeypatch.setattr(sandbox._SERVER, "program", PROGRAM)
    sandbox._SERVER.discard()
    yield
    sandbox._SERVER.discard()


@needs
@pytest.mark.usefixtures("hostile_server")
def test_every_act_that_no_decoder_needs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file of the service")
    answers = list(sandbox.run("attempt", {"folder": str(tmp_path)}, Limits()))
    refused = {frame.header["act"]: frame.header["was_refused"] for frame in answers}
    assert refused == dict.fromkeys(acts(tmp_path), True)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_without_either_the_child_still_starts_and_says_so() -> None:
    script = (
        "import sys; sys.modules['pyseccomp'] = None\n"
        "from gallery.imaging import confinement\n"
        "confinement.CREATE_RULESET = -1\n"
        "made = confinement.Confinement(); made.enter()\n"
        "assert confinement.in_force() == {'landlock': False, 'seccomp': False}"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)
