"""What a door opens: settings, database, object store and queue, and one unit of work at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gallery import ledger
from gallery.clock import utc_now
from gallery.config import Settings
from gallery.credentials import Passwords
from gallery.db import make_engine, read_session
from gallery.errors import Conflict, NotFound
from gallery.models import Base, Job, LedgerEvent
from gallery.permissions import Permission
from gallery.queue import JobQueue
from gallery.storage import ObjectStore
from gallery.vault import Vault

T = TypeVar("T", bound=Base)


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
            vault=Vault(settings.data_key),
            passwords=Passwords(settings),
        )

    @contextmanager
    def unit_of_work(self, actor: Actor, *, at: datetime | None = None) -> Iterator["UnitOfWork"]:
        """Open one transaction: committed at the end, rolled back on an error.

        Jobs asked for inside are announced to the workers only after the commit. ``at`` is the
        instant on which the work stands, for histories that are told afterwards; default: now.

        :raises Conflict: ``done_meanwhile``: another transaction added the same row first.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            uow = UnitOfWork(self, session, actor, at or utc_now())
            try:
                yield uow
                session.commit()
            except IntegrityError as error:
                uow.undo()
                raise Conflict(
                    "Somebody did the same at the same moment. Look again, then try again.",
                    code="done_meanwhile",
                ) from error
            except BaseException:
                uow.undo()
                raise
        for job_id in uow.announced:
            self.queue.send(job_id)

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
    announced: list[str] = field(default_factory=list)
    stored_keys: list[str] = field(default_factory=list)

    def get(self, model: type[T], identity: str, what: str) -> T:
        """Return the row with this id.

        :raises NotFound: there is none; ``what`` names the thing in the message.
        """
        row = self.session.get(model, identity)
        if row is None:
            raise NotFound(f"There is no {what} with this id.")
        return row

    def enqueue(self, kind: str, payload: Mapping[str, str], *, case_id: str | None = None) -> Job:
        """Add a job row, and announce it after the commit."""
        job = Job(
            kind=kind,
            payload=dict(payload),
            case_id=case_id,
            state="queued",
            run_after=self.now,
            created_at=self.now,
        )
        self.session.add(job)
        self.session.flush()
        self.announced.append(job.id)
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
