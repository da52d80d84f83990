"""Give a repeated request the answer that it got the first time (``Idempotency-Key``)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gallery.db import one_at_a_time
from gallery.errors import Conflict, InvalidInput
from gallery.models import IdempotencyRecord
from gallery.runtime import UnitOfWork
from gallery.vault import Vault

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Question:
    """State who asked, with which key, and a hash of all that was asked."""

    actor_id: str
    key: str
    request_hash: str

    @property
    def key_hash(self) -> str:
        """Return the name of the record: keys of different actors never meet."""
        return hashlib.sha256(f"{self.actor_id}\0{self.key}".encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """Hold an answer as it was given: its status and its JSON text."""

    status: int
    text: str


class AlreadyAnswered(Conflict):
    """Report that the same request was answered while this one was at work."""

    code = "already_answered"


def remembered_answer(
    session: Session, vault: Vault, question: Question, now: datetime
) -> Answer | None:
    """Return the answer once given to ``question``, or None.

    :raises InvalidInput: ``idempotency_key_reused``: the key came with another request.
    """
    record = session.execute(
        select(IdempotencyRecord).where(
            IdempotencyRecord.key_hash == question.key_hash,
            IdempotencyRecord.created_at > now - KEPT_FOR,
        )
    ).scalar_one_or_none()
    if record is None:
        return None
    if record.request_hash != question.request_hash:
        message = "This key was sent with another request; use a new key for each request."
        raise InvalidInput(
            message, fields={"Idempotency-Key": message}, code="idempotency_key_reused"
        )
    return Answer(record.status, vault.decrypt(str(record.body["sealed"])))


def wait_for_turn(uow: UnitOfWork, question: Question) -> None:
    """Let requests with one key wait for each other, where the database has many writers.

    :raises AlreadyAnswered: one of them was answered meanwhile.
    """
    one_at_a_time(uow.session, question.key_hash)
    if remembered_answer(uow.session, uow.runtime.vault, question, uow.now) is not None:
        raise AlreadyAnswered("This request was answered already.")


def remember_answer(uow: UnitOfWork, question: Question, answer: Answer) -> None:
    """Keep ``answer`` in the transaction of its effect, encrypted, and forget those of yesterday.

    :raises AlreadyAnswered: the same key was remembered in the meantime: nothing may be done twice.
    """
    uow.session.execute(
        delete(IdempotencyRecord).where(IdempotencyRecord.created_at <= uow.now - KEPT_FOR)
    )
    uow.session.flush()
    record = IdempotencyRecord(
        key_hash=question.key_hash,
        request_hash=question.request_hash,
        status=answer.status,
        body={"sealed": uow.runtime.vault.encrypt(answer.text)},
        created_at=uow.now,
    )
    uow.session.add(record)
    try:
        uow.session.flush()
    except IntegrityError:
        raise AlreadyAnswered("This request was answered already.") from None
