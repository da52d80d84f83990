"""What somebody does to the ledger who may do anything in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, text

from gallery import ledger
from gallery.ledger import Report
from gallery.models import LedgerEvent
from gallery.runtime import OPERATOR, Runtime

LEDGER_KEY = "ledger-key-that-only-the-tests-use"


def with_ledger_key(runtime: Runtime, ledger_key: str = LEDGER_KEY) -> Runtime:
    """Return the installation with a key to sign checkpoints."""
    return replace(runtime, settings=replace(runtime.settings, ledger_key=ledger_key))


def fill(runtime: Runtime, count: int) -> None:
    """Append events in one transaction."""
    with runtime.unit_of_work(OPERATOR) as uow:
        for number in range(count):
            uow.record("test.event", number=number, by="somebody")


@contextmanager
def unguarded(runtime: Runtime) -> Iterator[Connection]:
    """Write to the database with the ledger's triggers taken away."""
    is_postgresql = runtime.engine.dialect.name == "postgresql"
    listed = (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        if is_postgresql
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    with runtime.engine.begin() as connection:
        for name, table in connection.execute(text(listed)).all():
            if table in {"ledger_events", "ledger_checkpoints"}:
                where = f" ON {table}" if is_postgresql else ""
                connection.execute(text(f"DROP TRIGGER {name}{where}"))
        yield connection


def forge(runtime: Runtime, position: int) -> None:
    """Change an event and compute the chain anew from there, as the service itself would."""
    with unguarded(runtime) as connection:
        connection.execute(text("UPDATE ledger_events SET hash = 'old ' || position"))
    with runtime.unit_of_work(OPERATOR) as uow:
        events = uow.session.query(LedgerEvent).order_by(LedgerEvent.position).all()
        previous = ledger.GENESIS
        for event in events:
            if event.position == position:
                event.actor = "somebody-else"
            event.prev_hash = previous
            event.hash = previous = ledger.event_hash(event)


def verified(runtime: Runtime) -> Report:
    """Return what a check without any checkpoint from outside finds."""
    with runtime.reading() as session:
        return ledger.verify(session)
