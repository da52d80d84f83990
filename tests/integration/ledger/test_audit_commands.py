from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

from gallery.checkpoint import SigningKey
from gallery.runtime import Runtime
from tests.integration.ledger.chain import LEDGER_KEY, fill, unguarded
from tests.support.command_line import commands

Audit = Callable[..., Result]


@pytest.fixture
def audit(runtime: Runtime, tmp_path: Path) -> Iterator[Audit]:
    """Give a function that runs ``gallery audit`` on the installation."""
    settings = runtime.settings
    env = {
        "GALLERY_INSTANCE": str(tmp_path),
        "GALLERY_DATABASE_URL": settings.database_url,
        "GALLERY_SECRET_KEY": settings.secret_key,
        "GALLERY_DATA_KEY": settings.data_key,
        "GALLERY_LEDGER_KEY": LEDGER_KEY,
    }

    with commands(env) as run:
        yield partial(run, "audit")


def test_an_unbroken_ledger_is_said_to_hold(runtime: Runtime, audit: Audit) -> None:
    fill(runtime, 3)
    assert audit("checkpoint").exit_code == 0
    result = audit("verify")
    assert (result.exit_code, result.output) == (
        0,
        "The ledger holds: 4 events, unbroken; 1 checkpoint(s) agree.\n",
    )


def test_the_first_broken_link_is_named_and_the_others_counted(
    runtime: Runtime, audit: Audit
) -> None:
    fill(runtime, 6)
    with unguarded(runtime) as connection:
        connection.execute(text("UPDATE ledger_events SET actor = 'x' WHERE position > 2"))
    result = audit("verify")
    assert result.exit_code == 1
    assert "Event 3 was altered" in result.output
    assert "Event 4" not in result.output
    assert "And 3 more." in result.output


def test_a_checkpoint_is_printed_and_written_and_compared_later(
    runtime: Runtime, audit: Audit, tmp_path: Path
) -> None:
    fill(runtime, 6)
    kept = tmp_path / "kept.txt"
    printed = audit("checkpoint", "--out", str(kept)).output
    assert kept.read_text(encoding="utf-8") == printed
    with unguarded(runtime) as connection:
        connection.execute(text("DELETE FROM ledger_events WHERE position > 4"))
        connection.execute(text("DELETE FROM ledger_checkpoints"))
    assert audit("verify").exit_code == 0
    result = audit("verify", "--checkpoint", str(kept), "--key", audit("key").output)
    assert result.exit_code == 1
    assert "The ledger ends at 4, a checkpoint of " in result.output


def test_the_same_end_gives_the_same_note_again(runtime: Runtime, audit: Audit) -> None:
    fill(runtime, 1)
    assert audit("checkpoint").output == audit("checkpoint").output


def test_an_empty_ledger_is_not_signed(runtime: Runtime, audit: Audit) -> None:
    result = audit("checkpoint")
    assert (result.exit_code, "empty" in result.output) == (1, True)


def test_the_key_is_that_of_the_settings(runtime: Runtime, audit: Audit) -> None:
    assert audit("key").output == f"{SigningKey.derive(LEDGER_KEY).verifier}\n"
    missing = audit("key", GALLERY_LEDGER_KEY="")
    assert (missing.exit_code, "GALLERY_LEDGER_KEY" in missing.output) == (1, True)


def test_a_stored_checkpoint_of_another_key_is_not_believed(runtime: Runtime, audit: Audit) -> None:
    fill(runtime, 2)
    audit("checkpoint", GALLERY_LEDGER_KEY="ledger-key-of-somebody-else!!!!!!")
    result = audit("verify")
    assert result.exit_code == 1
    assert "stored checkpoint of event 2" in result.output


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"not a note\n"])
def test_a_file_that_is_no_checkpoint_is_named(
    runtime: Runtime, audit: Audit, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "kept.txt").write_bytes(content)
    result = audit("verify", "--checkpoint", str(tmp_path / "kept.txt"))
    assert result.exit_code == 1
    assert "kept.txt" in result.output


def test_without_a_key_the_chain_alone_is_checked_and_that_is_said(
    runtime: Runtime, audit: Audit
) -> None:
    fill(runtime, 2)
    result = audit("verify", GALLERY_LEDGER_KEY="")
    assert result.exit_code == 0
    assert "No signature was checked" in result.output
