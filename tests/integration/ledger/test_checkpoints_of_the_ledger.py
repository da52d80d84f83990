import pytest
from sqlalchemy import select, text

from gallery import ledger
from gallery.actions.checkpoint_ledger import checkpoint_ledger, last_note
from gallery.actions.reconcile import Options, reconcile
from gallery.checkpoint import Checkpoint, SigningKey, open_note
from gallery.errors import ConfigurationError, Conflict
from gallery.models import LedgerCheckpoint
from gallery.runtime import OPERATOR, Runtime
from tests.integration.ledger.chain import (
    LEDGER_KEY,
    fill,
    forge,
    unguarded,
    verified,
    with_ledger_key,
)

KEY = SigningKey.derive(LEDGER_KEY).verifier


@pytest.fixture
def signing(runtime: Runtime) -> Runtime:
    return with_ledger_key(runtime)


def kept(runtime: Runtime) -> Checkpoint:
    """Sign the ledger's end, and return the note as somebody keeps it elsewhere."""
    with runtime.unit_of_work(OPERATOR) as uow:
        row = checkpoint_ledger(uow)
        assert row is not None
        return open_note(row.note, [KEY])


def found(runtime: Runtime, *checkpoints: Checkpoint) -> str | None:
    with runtime.reading() as session:
        return ledger.verify(session, checkpoints, [KEY]).broken


def forget_stored(runtime: Runtime) -> None:
    with unguarded(runtime) as connection:
        connection.execute(text("DELETE FROM ledger_checkpoints"))


def test_a_checkpoint_holds_the_end_of_the_ledger_and_is_stored(signing: Runtime) -> None:
    fill(signing, 5)
    checkpoint = kept(signing)
    assert checkpoint.position == 5
    with signing.reading() as session:
        row = session.execute(select(LedgerCheckpoint)).scalar_one()
        assert (row.position, row.hash, row.at) == (5, checkpoint.hash, checkpoint.at)
        assert open_note(last_note(session) or "", [KEY]) == checkpoint
    assert found(signing, checkpoint) is None


def test_nothing_new_is_not_signed_again(signing: Runtime) -> None:
    with signing.unit_of_work(OPERATOR) as uow:
        assert checkpoint_ledger(uow) is None
    fill(signing, 2)
    kept(signing)
    with signing.unit_of_work(OPERATOR) as uow:
        assert checkpoint_ledger(uow) is None


def test_a_longer_ledger_agrees_with_all_earlier_checkpoints(signing: Runtime) -> None:
    checkpoints = []
    for _ in range(3):
        fill(signing, 4)
        checkpoints.append(kept(signing))
    fill(signing, 4)
    with signing.reading() as session:
        report = ledger.verify(session, checkpoints, [KEY])
    assert (report.broken, report.events, report.checkpoints) == (None, 19, 6)


def test_without_a_key_nothing_is_signed(runtime: Runtime) -> None:
    keyless = with_ledger_key(runtime, "")
    fill(keyless, 1)
    with pytest.raises(ConfigurationError), keyless.unit_of_work(OPERATOR) as uow:
        checkpoint_ledger(uow)


def test_a_cut_tail_is_named_by_where_it_ends_and_what_a_checkpoint_holds(signing: Runtime) -> None:
    fill(signing, 57)
    checkpoint = kept(signing)
    with unguarded(signing) as connection:
        connection.execute(text("DELETE FROM ledger_events WHERE position > 41"))
    time = checkpoint.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    wanted = f"The ledger ends at 41, a checkpoint of {time} holds 57."
    assert found(signing) == wanted
    forget_stored(signing)
    assert verified(signing).broken is None
    assert found(signing, checkpoint) == wanted


def test_a_chain_computed_anew_is_found_by_a_checkpoint_alone(signing: Runtime) -> None:
    fill(signing, 8)
    checkpoint = kept(signing)
    fill(signing, 4)
    forge(signing, 3)
    assert "Event 8 is not the one" in (found(signing) or "")
    forget_stored(signing)
    assert verified(signing).broken is None
    assert "written anew, here or before" in (found(signing, checkpoint) or "")


def test_a_tail_that_was_cut_and_grew_again_is_found(signing: Runtime) -> None:
    fill(signing, 8)
    checkpoint = kept(signing)
    with unguarded(signing) as connection:
        connection.execute(text("DELETE FROM ledger_events WHERE position > 5"))
    fill(signing, 9)
    forget_stored(signing)
    assert "Event 8 is not the one" in (found(signing, checkpoint) or "")


@pytest.mark.parametrize(
    "change",
    ["UPDATE ledger_checkpoints SET hash = :new", "UPDATE ledger_checkpoints SET note = :new"],
)
def test_a_stored_checkpoint_that_was_altered_is_named(signing: Runtime, change: str) -> None:
    fill(signing, 3)
    kept(signing)
    with unguarded(signing) as connection:
        connection.execute(text(change), {"new": "ab" * 32})
    assert "checkpoint of event 3" in (found(signing) or "")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM ledger_events WHERE position = 8",
        "DELETE FROM ledger_events WHERE position > 4",
        "UPDATE ledger_events SET actor = 'x' WHERE position = 7",
        "UPDATE ledger_events SET prev_hash = 'x' WHERE position = 6",
    ],
)
def test_a_ledger_that_does_not_go_on_from_its_checkpoint_is_not_signed(
    signing: Runtime, change: str
) -> None:
    fill(signing, 5)
    kept(signing)
    fill(signing, 4)
    with unguarded(signing) as connection:
        connection.execute(text(change))
    with pytest.raises(Conflict) as caught, signing.unit_of_work(OPERATOR) as uow:
        checkpoint_ledger(uow)
    assert caught.value.code == "ledger_broken"


def ledger_findings(runtime: Runtime) -> str:
    found = reconcile(runtime, OPERATOR, Options(is_quick=True)).findings
    return " ".join(str(finding["words"]) for finding in found)


def refused(runtime: Runtime) -> str:
    with pytest.raises(Conflict) as caught, runtime.unit_of_work(OPERATOR) as uow:
        checkpoint_ledger(uow)
    assert caught.value.code == "ledger_broken"
    return caught.value.message


def test_a_forged_chain_is_not_signed_though_the_rows_of_checkpoints_were_made_to_fit(
    signing: Runtime,
) -> None:
    fill(signing, 5)
    kept(signing)
    forge(signing, 3)
    with unguarded(signing) as connection:
        forged = text("SELECT hash FROM ledger_events WHERE position = 5")
        fitted = {"hash": connection.execute(forged).scalar_one()}
        connection.execute(text("UPDATE ledger_checkpoints SET hash = :hash"), fitted)
    fill(signing, 1)
    assert "The row of the checkpoint of event 5 is not what was signed" in refused(signing)
    assert "Event 5 is not the one that its checkpoint holds" in ledger_findings(signing)


def test_a_note_of_another_key_is_not_gone_on_from_unless_it_is_named(signing: Runtime) -> None:
    fill(signing, 2)
    kept(signing)
    renewed = with_ledger_key(signing, "another-ledger-key-that-only-tests-use")
    assert "--key" in refused(renewed)
    assert "vouches for nothing" in ledger_findings(renewed)
    with renewed.unit_of_work(OPERATOR) as uow:
        assert checkpoint_ledger(uow, [KEY]) is not None
    with renewed.unit_of_work(OPERATOR) as uow:
        assert checkpoint_ledger(uow) is None
    assert "checkpoint" not in ledger_findings(renewed)


def test_a_checkpoint_that_was_taken_away_is_missed(signing: Runtime) -> None:
    fill(signing, 2)
    kept(signing)
    assert "signed up to" not in ledger_findings(signing)
    forget_stored(signing)
    assert "signed up to event 2, and that checkpoint is gone" in ledger_findings(signing)
