"""What a door opens: settings, database, object store and queue, and one unit of work at a time."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from gallery import ledger
from gallery.clock import utc_now
from gallery.config import Settings
from gallery.credentials import Passwords
from gallery.db import make_engine, one_at_a_time, read_session
from gallery.errors import Conflict, InvalidInput, NotFound, StorageUnavailable
from gallery.models import (
    PRIORITY_OF_KIND,
    Base,
    ConsentRecord,
    Job,
    LedgerEvent,
    Pair,
    Photo,
    Priority,
    SigningRequest,
    Takedown,
)
from gallery.permissions import Permission
from gallery.queue import JobQueue
from gallery.storage import ObjectStore
from gallery.vault import Vault

logger = logging.getLogger(__name__)

T = TypeVar("T", bound=Base)
B = TypeVar("B", ConsentRecord, Pair, Photo, SigningRequest, Takedown)


@dataclass(frozen=True)
class Actor:
    """Say on whose behalf something is done; ``id`` goes into the ledger."""

    id: str
    permissions: frozenset[Permission] = frozenset()


SYSTEM = Actor("system", frozenset(Permission))
OPERATOR = Actor("operator", frozenset(Permission))


@dataclass(frozen=True)
class Runtime:
    """Hold the connections of one process; built once, shared by its threads."""

    settings: Settings
    engine: Engine
    store: ObjectStore
    queue: JobQueue
    vault: Vault
    passwords: Passwords

    @classmethod
    def open(cls, settings: Settings) -> "Runtime":
        """Connect lazily to everything that ``settings`` name."""
        return cls(
            settings=settings,
            engine=make_engine(settings.database_url),
            store=ObjectStore(settings),
            queue=JobQueue(settings.queue_url),
            vault=Vault(settings.data_key, settings.data_keys_retired),
            passwords=Passwords(settings),
        )

    @contextmanager
    def unit_of_work(self, actor: Actor, *, at: datetime | None = None) -> Iterator["UnitOfWork"]:
        """Open one transaction: committed at the end, rolled back on an error.

        Jobs asked for inside are announced to the workers only after the commit. ``at`` is the
        instant on which the work stands, for histories that are told afterwards; default: now.

        :raises Conflict: ``done_meanwhile``: another transaction added the same row first.
        :raises InvalidInput: a text cannot be stored, such as one with a NUL character.
        :raises StorageUnavailable: ``database_busy``: the database did not answer in time.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            uow = UnitOfWork(
                self, session, actor, at or utc_now(), is_told_afterwards=at is not None
            )
            try:
                yield uow
                session.commit()
            except IntegrityError as error:
                uow.undo()
                raise Conflict(
                    "Somebody did the same at the same moment. Look again, then try again.",
                    code="done_meanwhile",
                ) from error
            except DataError as error:
                uow.undo()
                raise InvalidInput("A text holds a character that cannot be kept.") from error
            except OperationalError as error:
                uow.undo()
                raise StorageUnavailable(
                    "The database is busy or away. Try again in a moment.", code="database_busy"
                ) from error
            except BaseException:
                uow.undo()
                raise
        self.announce(uow.announced)

    def announce(self, jobs: Sequence[tuple[str, timedelta]]) -> bool:
        """Send jobs, whose rows are committed, to the workers; tell whether all were sent.

        What is committed stands: a queue that is away or locked is no failure of what was asked,
        and is waited for once, not once a job. A worker's sweeper sends what was not sent.
        """
        try:
            for job_id, delay in jobs:
                self.queue.send(job_id, delay_seconds=delay.total_seconds())
        except Exception as error:  # noqa: BLE001 (every queue has errors of its own)
            # No message: that of a database may hold the address of the queue.
            name = type(error).__name__
            logger.warning("the queue took no jobs (%s): the sweeper sends %d", name, len(jobs))
            return False
        return True

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for reading only."""
        with read_session(self.engine) as session:
            yield session


@dataclass
class UnitOfWork:
    """One transaction with its actor and its instant; actions take it first, never commit it."""

    runtime: Runtime
    session: Session
    actor: Actor
    now: datetime
    announced: list[tuple[str, timedelta]] = field(default_factory=list)
    stored_keys: list[str] = field(default_factory=list)
    is_told_afterwards: bool = False

    def get(self, model: type[T], identity: str, what: str) -> T:
        """Return the row with this id.

        :raises NotFound: there is none; ``what`` names the thing in the message.
        """
        row = self.session.get(model, identity)
        if row is None:
            raise NotFound(f"There is no {what} with this id.")
        return row

    def take_turn(self, case_id: str) -> None:
        """Wait until nobody else works on the case, and decide by what is true from then on.

        To be called before a case's rows are read: publishing, withdrawing, deleting and rendering
        one case follow each other, and the instant of the work is not older than what it waited
        for.
        """
        self.session.connection()  # on SQLite this is where a writer waits for its turn
        one_at_a_time(self.session, f"case:{case_id}")
        if not self.is_told_afterwards:
            self.now = utc_now()

    def get_in_turn(self, model: type[B], identity: str, what: str) -> B:
        """Return a row that belongs to a case, as it is once it is this case's turn.

        :raises NotFound: there is none; ``what`` names the thing in the message.
        """
        self.take_turn(self.get(model, identity, what).case_id)
        row = self.session.get(model, identity, populate_existing=True)
        if row is None:
            raise NotFound(f"There is no {what} with this id.")
        return row

    def enqueue(
        self,
        kind: str,
        payload: Mapping[str, str],
        *,
        case_id: str | None = None,
        delay: timedelta = timedelta(0),
        priority: Priority | None = None,
    ) -> Job:
        """Add a job row that is due after ``delay``, and announce it after the commit.

        Its ``priority`` is that of its kind, unless another is named.
        """
        usual = PRIORITY_OF_KIND.get(kind, Priority.USUAL)
        job = Job(
            kind=kind,
            payload=dict(payload),
            case_id=case_id,
            state="queued",
            priority=usual if priority is None else priority,
            run_after=self.now + delay,
            created_at=self.now,
        )
        self.session.add(job)
        self.session.flush()
        self.announced.append((job.id, delay))
        return job

    def record(
        self,
        action: str,
        *,
        case_id: str | None = None,
        subject: tuple[str, str] | None = None,
        **details: object,
    ) -> LedgerEvent:
        """Append an event to the ledger in this transaction."""
        kind, identity = subject or (None, None)
        entry = ledger.Entry(self.actor.id, action, case_id, kind, identity, details)
        return ledger.append(self.session, entry, self.now)

    def put_object(self, key: str, content: bytes, media_type: str, sha256: str) -> None:
        """Store an object before its row; it is taken back if the transaction fails."""
        self.stored_keys.append(key)
        self.runtime.store.put(key, content, content_type=media_type, sha256=sha256)

    def undo(self) -> None:
        """Roll back, and delete what was stored for a transaction that did not happen."""
        self.session.rollback()
        if self.stored_keys:
            self.runtime.store.delete(self.stored_keys)
