"""The job queue: the only module that knows the queue library.

A message carries a job's id and nothing else. The job's row is the truth: a message says that there
is work, not which comes next; whoever takes it runs the most urgent job that is due. A lost message
delays a job until the sweeper sends it again, and one too many does nothing.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import psycopg
import redis
from huey import CancelExecution, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.api import Huey, TaskWrapper
from huey.exceptions import HueyException

from gallery.errors import ConfigurationError, StorageUnavailable

#: What a queue of each kind raises when it is away, locked or full.
FAILURES = (sqlite3.Error, psycopg.Error, redis.RedisError, OSError, HueyException)
_POLL_SECONDS = 0.05
_POLL_LIMIT_SECONDS = 0.2


class JobQueue:
    """Send job ids to workers; in a worker, call the function that runs what is due."""

    def __init__(self, url: str) -> None:
        """Connect lazily to ``sqlite:///path``, ``redis://`` or ``postgresql://``.

        :raises ConfigurationError: the URL has another scheme.
        """
        self._connect = _connector(url)
        self._task: TaskWrapper | None = None
        self._work: Callable[[], object] | None = None
        self._turn = threading.Lock()

    def send(self, job_id: str, *, delay_seconds: float = 0) -> None:
        """Tell the workers that the job is there; call it after the row is committed.

        :raises StorageUnavailable: the queue cannot be reached.
        """
        with _reaching():
            task = self._connected()
            if delay_seconds > 0:
                task.schedule(args=(job_id,), delay=delay_seconds)
            else:
                task(job_id)

    def depth(self) -> int:
        """Return how many messages wait.

        :raises StorageUnavailable: the queue cannot be reached.
        """
        with _reaching():
            return int(self._connected().huey.pending_count())

    def consume(
        self, work: Callable[[], object], sweep: Callable[[], object], *, threads: int
    ) -> None:
        """Run jobs until SIGTERM or SIGINT; running ones are finished first.

        ``work`` is called once for each message, in one of ``threads`` threads; ``sweep`` is called
        at the start and every minute.

        :raises StorageUnavailable: the queue cannot be reached at the start.
        """
        self._work = work
        with _reaching():
            huey = self._connected().huey
            huey.pending_count()

        @huey.periodic_task(crontab(minute="*"), name="sweep")  # type: ignore[untyped-decorator]
        def every_minute() -> None:
            sweep()

        consumer = huey.create_consumer(
            workers=threads,
            worker_type="thread",
            initial_delay=_POLL_SECONDS,
            max_delay=_POLL_LIMIT_SECONDS,
            check_worker_health=True,
            graceful_signal="TERM",
        )
        sweep()
        consumer.run()

    def _connected(self) -> TaskWrapper:
        """Return the one task. For PostgreSQL the library makes its tables as it is opened."""
        with self._turn:
            if self._task is None:
                self._task = self._connect().task(name="run_job")(self._run)
            return self._task

    def _run(self, _job_id: str) -> None:
        if self._work is None:
            raise CancelExecution(retry=False)
        self._work()


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except FAILURES as error:
        raise StorageUnavailable("The queue cannot be reached.", code="queue_away") from error


def _connector(url: str) -> Callable[[], Huey]:
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        path = url.removeprefix("sqlite:///")
        return partial(SqliteHuey, "gallery", filename=path, results=False)
    if scheme in {"redis", "rediss"}:
        return partial(RedisHuey, "gallery", url=url, results=False)
    if scheme == "postgresql":
        return partial(PostgresHuey, "gallery", dsn=url, results=False)
    raise ConfigurationError(
        "GALLERY_QUEUE_URL must begin with sqlite:///, redis:// or postgresql://."
    )
