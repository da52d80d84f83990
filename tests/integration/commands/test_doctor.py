"""``gallery doctor``: each part by name, and what the machine lends to confine decoders."""

import sys
from collections.abc import Callable

import pytest
from click.testing import Result
from sqlalchemy import text

from gallery.actions.checkpoint_ledger import checkpoint_ledger
from gallery.runtime import OPERATOR, Runtime
from tests.integration.ledger.chain import fill, unguarded

Run = Callable[..., Result]


@pytest.mark.usefixtures("runtime")
def test_a_whole_installation_is_well(gallery: Run) -> None:
    result = gallery("doctor")
    assert result.exit_code == 0, result.output
    for name in ("codecs", "sandbox", "object store", "schema", "guards", "ledger", "queue"):
        assert f"ok    {name}: " in result.output
    assert "receipts of consents leave out a contact, the postal address" in result.output


@pytest.mark.usefixtures("runtime")
def test_a_machine_without_seccomp_works_and_is_told(
    gallery: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = sys.modules["gallery.cli.doctor"]
    monkeypatch.setattr(doctor, "confinement", lambda: {"seccomp": False, "landlock": True})
    result = gallery("doctor")
    assert result.exit_code == 0, result.output
    assert (
        "weaker than it could be: decoders may make any system call (install lib" in result.output
    )
    assert "Landlock" not in result.output


def test_a_database_without_its_guards_is_told(gallery: Run, runtime: Runtime) -> None:
    is_postgresql = runtime.engine.dialect.name == "postgresql"
    table = " ON consents" if is_postgresql else ""
    with runtime.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER consents_keep{table}"))
    result = gallery("doctor")
    assert result.exit_code == 1
    assert "FAIL  guards: " in result.output
    assert "consents_keep is missing" in result.output


def test_a_checkpoint_that_was_altered_is_told(
    gallery: Run, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ok    ledger: not signed, as GALLERY_LEDGER_KEY is not set" in gallery("doctor").output
    monkeypatch.setenv("GALLERY_LEDGER_KEY", runtime.settings.ledger_key)
    fill(runtime, 2)
    with runtime.unit_of_work(OPERATOR) as uow:
        checkpoint_ledger(uow)
    assert "ok    ledger: the last checkpoint holds" in gallery("doctor").output
    with unguarded(runtime) as connection:
        connection.execute(text("UPDATE ledger_checkpoints SET hash = 'another'"))
    assert "FAIL  ledger: The row of the checkpoint of event 2" in gallery("doctor").output
