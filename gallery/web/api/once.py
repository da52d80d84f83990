"""Do what a request asks in one transaction, and only once for each ``Idempotency-Key``."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from flask import Response, request
from pydantic import BaseModel

from gallery.actions.remember_answer import (
    Answer,
    Question,
    remember_answer,
    remembered_answer,
    wait_for_turn,
)
from gallery.clock import utc_now
from gallery.errors import GalleryError
from gallery.runtime import Runtime, UnitOfWork
from gallery.web.access import current_actor, current_runtime
from gallery.web.api.incoming import refuse_field

LONGEST_KEY = 200
_CHUNK_BYTES = 1024 * 1024


def once(status: HTTPStatus, work: Callable[[UnitOfWork], BaseModel]) -> Response:
    """Answer with what ``work`` returns; the same request again gets the same answer.

    Only success is remembered: a refused request left nothing behind and may be tried again.
    ``work`` runs in a unit of work; call this after the body was read.
    """
    runtime, question = current_runtime(), _question()
    if question is None:
        with runtime.unit_of_work(current_actor()) as uow:
            return reply(work(uow), status)
    answer = _remembered(runtime, question)
    if answer is None:
        answer = _answer(runtime, question, status, work)
    return _response(answer)


def reply(body: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return ``body`` as a JSON answer."""
    return _response(Answer(status, body.model_dump_json()))


def nothing() -> Response:
    """Return an answer without a body."""
    return Response(status=HTTPStatus.NO_CONTENT)


def _answer(
    runtime: Runtime,
    question: Question,
    status: HTTPStatus,
    work: Callable[[UnitOfWork], BaseModel],
) -> Answer:
    try:
        with runtime.unit_of_work(current_actor()) as uow:
            wait_for_turn(uow, question)
            answer = Answer(status, work(uow).model_dump_json())
            remember_answer(uow, question, answer)
            return answer
    except GalleryError:
        # The same request may have been at work beside this one, and have got there first.
        first = _remembered(runtime, question)
        if first is None:
            raise
        return first


def _remembered(runtime: Runtime, question: Question) -> Answer | None:
    with runtime.reading() as session:
        return remembered_answer(session, runtime.vault, question, utc_now())


def _response(answer: Answer) -> Response:
    return Response(f"{answer.text}\n", status=answer.status, mimetype="application/json")


def _question() -> Question | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY:
        refuse_field("Idempotency-Key", f"Give 1 to {LONGEST_KEY} characters.")
    return Question(current_actor().id, key, _request_hash())


def _request_hash() -> str:
    """Return a hash of method, path and content; parts of a form count, not their boundary."""
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype != "multipart/form-data":
        digest.update(request.get_data())
        return digest.hexdigest()
    for name, value in sorted(request.form.items(multi=True)):
        digest.update(repr((name, value)).encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda part: part[0]):
        digest.update(repr((name, file.mimetype)).encode())
        while chunk := file.stream.read(_CHUNK_BYTES):
            digest.update(chunk)
        file.stream.seek(0)
    return digest.hexdigest()
