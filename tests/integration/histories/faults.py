"""Crashes at a chosen moment: before a statement, around an object's storing, before and after
a commit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, event

from gallery.queue import JobQueue
from gallery.runtime import UnitOfWork
from gallery.storage import ObjectStore

#: ``sent`` strikes after the commit: what was done is done, but no worker was told.
MOMENTS = ("statement", "before_put", "after_put", "commit", "sent")


class Crash(BaseException):
    """The process is gone: nothing may catch this and go on."""


@dataclass(frozen=True)
class Fault:
    """Name the moment, counted from 1."""

    moment: str
    count: int


class Faults:
    """Strike once when armed."""

    def __init__(self) -> None:
        self.struck: str | None = None
        self._armed: Fault | None = None
        self._seen = 0

    def arm(self, fault: Fault | None) -> None:
        self._armed, self._seen, self.struck = fault, 0, None

    def pass_by(self, moment: str) -> None:
        if self._armed is None or self._armed.moment != moment:
            return
        self._seen += 1
        if self._seen == self._armed.count:
            self._armed, self.struck = None, moment
            raise Crash

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", lambda *_: self.pass_by("statement"))
        event.listen(engine, "commit", lambda _: self.pass_by("commit"))

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put the moments into the product; messages of the queue are all lost: rows must do."""
        put: Callable[..., bool] = ObjectStore.put
        undo: Callable[[UnitOfWork], None] = UnitOfWork.undo

        def watched_put(store: ObjectStore, *values: Any, **options: Any) -> bool:
            self.pass_by("before_put")
            stored = put(store, *values, **options)
            self.pass_by("after_put")
            return stored

        def watched_undo(uow: UnitOfWork) -> None:
            # The database rolls back by itself; what was stored stays where a process died.
            if self.struck is None:
                undo(uow)
            else:
                uow.session.rollback()

        monkeypatch.setattr(ObjectStore, "put", watched_put)
        monkeypatch.setattr(UnitOfWork, "undo", watched_undo)
        monkeypatch.setattr(JobQueue, "send", lambda *_, **__: self.pass_by("sent"))
