"""The job queue: the only module that knows the queue library.

A message carries a job's id and nothing else. The job's row is the truth: a message says that there
is work, not which comes next; whoever takes it runs the most urgent job that is due. A lost message
delays a job until the sweeper sends it again, and one too many does nothing.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import psycopg
import redis
from huey import CancelExecution, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.api import Huey, TaskWrapper
from huey.exceptions import HueyException
from redis.backoff import NoBackoff
from redis.retry import Retry

from gallery.errors import ConfigurationError, StorageUnavailable

#: What a queue of each kind raises when it is away, locked or full.
FAILURES = (sqlite3.Error, psycopg.Error, redis.RedisError, OSError, HueyException)
#: How long a locked queue is waited for; it is locked for milliseconds at a time.
_LOCK_SECONDS = 1
#: How long a server is waited for.
_CONNECT_SECONDS = 2
_ANSWER_SECONDS = 2
#: How long nobody waits for a queue again that did not take a message.
_AWAY_SECONDS = 5.0
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
        self._sending = threading.Lock()
        self._away_until = 0.0

    def send(self, job_id: str, *, delay_seconds: float = 0) -> None:
        """Tell the workers that the job is there; call it after the row is committed.

        A queue that is away or locked is waited for some seconds at most (one, on SQLite), by
        whoever finds it so; for some seconds after that nobody in this process waits for it.

        :raises StorageUnavailable: ``queue_away``: it did not take the message.
        """
        with self._sending:
            if time.monotonic() < self._away_until:
                raise _away()
            try:
                self._put(job_id, delay_seconds)
            except StorageUnavailable:
                self._away_until = time.monotonic() + _AWAY_SECONDS
                raise

    def _put(self, job_id: str, delay_seconds: float) -> None:
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
        raise _away() from error


def _away() -> StorageUnavailable:
    return StorageUnavailable("The queue cannot be reached.", code="queue_away")


def _redis(url: str) -> redis.ConnectionPool:
    """Connect with one more try, for a connection that died; a worker's pop waits a second."""
    return redis.ConnectionPool.from_url(
        url,
        socket_connect_timeout=_CONNECT_SECONDS,
        socket_timeout=_ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )


def _postgres(url: str) -> psycopg.Connection:
    """Connect so that neither a lock nor a network that swallows packets is waited for long."""
    connection = psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=_CONNECT_SECONDS,
        tcp_user_timeout=_ANSWER_SECONDS * 1000,
    )
    connection.execute(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
    return connection


def _connector(url: str) -> Callable[[], Huey]:
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        path = url.removeprefix("sqlite:///")
        return partial(SqliteHuey, "gallery", filename=path, timeout=_LOCK_SECONDS, results=False)
    if scheme in {"redis", "rediss"}:
        return partial(RedisHuey, "gallery", connection_pool=_redis(url), results=False)
    if scheme == "postgresql":
        return partial(PostgresHuey, "gallery", connection=partial(_postgres, url), results=False)
    raise ConfigurationError(
        "GALLERY_QUEUE_URL must begin with sqlite:///, redis:// or postgresql://."
    )
