import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gallery import ledger
from gallery.models import LedgerCheckpoint
from gallery.runtime import OPERATOR, Runtime
from tests.integration.ledger.chain import fill, forge, unguarded, verified


def sentences(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return list(ledger.broken_links(session))


def test_a_whole_ledger_is_unbroken(runtime: Runtime) -> None:
    fill(runtime, 9)
    assert sentences(runtime) == []
    report = verified(runtime)
    assert (report.events, report.broken, report.more) == (9, None, 0)


def test_an_empty_ledger_is_unbroken(runtime: Runtime) -> None:
    assert verified(runtime).broken is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_events SET actor = 'x' WHERE position = 4",
        "UPDATE ledger_events SET action = 'x' WHERE position = 4",
        "UPDATE ledger_events SET case_id = 'x' WHERE position = 4",
        "UPDATE ledger_events SET subject_id = 'x' WHERE position = 4",
        """UPDATE ledger_events SET details = '{"by": "nobody"}' WHERE position = 4""",
        "UPDATE ledger_events SET at = '2001-01-01 00:00:00+00' WHERE position = 4",
    ],
)
def test_an_altered_event_is_named(runtime: Runtime, change: str) -> None:
    fill(runtime, 6)
    if runtime.engine.dialect.name == "sqlite":
        change = change.replace("00:00:00+00", "00:00:00.000000")
    with unguarded(runtime) as connection:
        connection.execute(text(change))
    assert sentences(runtime) == ["Event 4 was altered: its content and its hash differ."]


def test_a_removed_event_is_named_once(runtime: Runtime) -> None:
    fill(runtime, 6)
    with unguarded(runtime) as connection:
        connection.execute(text("DELETE FROM ledger_events WHERE position = 4"))
    assert sentences(runtime) == ["Event 4 is missing."]


def test_removed_events_are_named_as_a_range(runtime: Runtime) -> None:
    fill(runtime, 6)
    with unguarded(runtime) as connection:
        connection.execute(text("DELETE FROM ledger_events WHERE position <= 3"))
    assert sentences(runtime) == ["Events 1 to 3 are missing."]


def test_a_gap_that_was_closed_by_renumbering_is_found(runtime: Runtime) -> None:
    fill(runtime, 5)
    with unguarded(runtime) as connection:
        connection.execute(text("DELETE FROM ledger_events WHERE position = 3"))
        for position in (4, 5):
            connection.execute(
                text("UPDATE ledger_events SET position = position - 1 WHERE position = :at"),
                {"at": position},
            )
    report = verified(runtime)
    assert report.broken == "Event 3 does not follow the event before it."
    assert report.more == 2


def test_swapped_events_are_found_at_the_first_of_them(runtime: Runtime) -> None:
    fill(runtime, 6)
    with unguarded(runtime) as connection:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            connection.execute(
                text("UPDATE ledger_events SET position = :new WHERE position = :old"),
                {"old": old, "new": new},
            )
    report = verified(runtime)
    assert report.broken == "Event 3 does not follow the event before it."
    assert report.more > 0


def test_an_event_put_before_the_first_is_found(runtime: Runtime) -> None:
    fill(runtime, 3)
    with unguarded(runtime) as connection:
        connection.execute(text("UPDATE ledger_events SET position = -7 WHERE position = 1"))
    assert "Event -7 stands before the beginning." in sentences(runtime)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_events SET details = '{' WHERE position = 3",
        "UPDATE ledger_events SET at = 'yesterday' WHERE position = 3",
        "UPDATE ledger_events SET at = 7 WHERE position = 3",
    ],
)
def test_an_event_beyond_reading_is_named_and_the_rest_is_checked(
    runtime: Runtime, change: str
) -> None:
    fill(runtime, 6)
    with unguarded(runtime) as connection:
        connection.execute(text(change))
        connection.execute(text("UPDATE ledger_events SET actor = 'x' WHERE position = 5"))
    assert [sentence[:16] for sentence in sentences(runtime)] == [
        "Event 3 cannot b",
        "Event 5 was alte",
    ]


def test_a_forged_chain_and_a_cut_tail_are_whole_in_themselves(runtime: Runtime) -> None:
    fill(runtime, 6)
    forge(runtime, 3)
    with unguarded(runtime) as connection:
        connection.execute(text("DELETE FROM ledger_events WHERE position > 4"))
    assert sentences(runtime) == []


def test_a_long_ledger_is_read_page_by_page(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "PAGE_ROWS", 10)
    fill(runtime, 95)
    with unguarded(runtime) as connection:
        connection.execute(text("UPDATE ledger_events SET actor = 'x' WHERE position = 91"))
    most = 0
    with runtime.reading() as session:
        for found in ledger._examined(session, ledger.START):
            most = max(most, len(session.identity_map))
            assert bool(found.wrong) == (found.link.position == 91)
    assert most <= 30


CHANGES = (
    "UPDATE ledger_events SET hash = 'x'",
    "DELETE FROM ledger_events",
    "UPDATE ledger_checkpoints SET hash = 'x'",
    "DELETE FROM ledger_checkpoints",
)
TRUNCATIONS = ("TRUNCATE ledger_events", "TRUNCATE ledger_checkpoints")  # unknown to SQLite


@pytest.mark.parametrize(
    ("database_kind", "statement"),
    [
        *(("sqlite", change) for change in CHANGES),
        *(("postgresql", change) for change in (*CHANGES, *TRUNCATIONS)),
    ],
    indirect=["database_kind"],
)
def test_the_database_refuses_every_change(runtime: Runtime, statement: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.record("test.event")
        uow.session.add(LedgerCheckpoint(position=1, hash="x", note="x", at=uow.now))
    refusal = pytest.raises(DBAPIError, match=r"append-only|is kept|is not edited|is not emptied")
    with refusal, runtime.engine.begin() as connection:
        connection.execute(text(statement))
