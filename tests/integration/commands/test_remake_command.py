"""``gallery pictures remake`` goes on where it was stopped, by whatever stopped it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from click.testing import Result

from gallery.actions.reconcile import Options, reconcile
from gallery.actions.set_practice import set_practice
from gallery.actions.stale_renditions import count_stale
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

Run = Callable[..., Result]
CASES = 4
PATIENCE_SECONDS = 90
COMMAND = [sys.executable, "-m", "gallery", "pictures", "remake", "--workers", "1"]


@pytest.fixture
def object_store_kind() -> str:
    """Share the object store with the command's own process."""
    return "server"


def stopped_after_a_case(runtime: Runtime, how: signal.Signals) -> int:
    """Start the command, stop it once a case was changed, and return how many are left."""
    before = count_stale(runtime).cases
    process = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while count_stale(runtime).cases == before:
        assert process.poll() is None
        assert time.monotonic() < deadline, "the command did not get on"
        time.sleep(0.05)
    process.send_signal(how)
    assert process.wait(PATIENCE_SECONDS) != 0
    return count_stale(runtime).cases


def test_a_run_goes_on_after_ctrl_c_and_after_a_kill(
    practice: Practice, runtime: Runtime, gallery: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Files name the gallery's address: for another one they would all be made again.
    monkeypatch.setenv("GALLERY_PORT", str(runtime.settings.port))
    for number in range(CASES):
        practice.published(chart_ref=f"MRN-{number:06}")
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"watermark_text": "@alder", "watermark_position": "top"})
    trial = gallery("pictures", "remake", "--dry-run")
    assert f"{2 * CASES} photos of {CASES} cases" in trial.output
    assert "Nothing was changed" in trial.output
    left = stopped_after_a_case(runtime, signal.SIGINT)
    assert 0 < left < CASES
    assert reconcile(runtime, OPERATOR, Options()).remaining == 0  # nothing half, nothing orphaned
    killed = stopped_after_a_case(runtime, signal.SIGKILL)
    assert 0 <= killed < left
    finished = gallery("pictures", "remake")
    assert finished.exit_code == 0, finished.output
    assert count_stale(runtime).photos == 0
    again = gallery("pictures", "remake")
    assert "Every file is as it would be made today" in again.output
