"""The job queue: the only module that knows the queue library.

A message carries a job's id and nothing else. The job's row is the truth: a message says that there
is work, not which comes next; whoever takes it runs the most urgent job that is due. A lost message
delays a job until the sweeper sends it again, and one too many does nothing.
"""

import logging
import sqlite3
from collections.abc import Callable
from urllib.parse import urlsplit

from huey import CancelExecution, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.exceptions import HueyException

from gallery.errors import ConfigurationError, StorageUnavailable

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.05
_POLL_LIMIT_SECONDS = 0.2


class JobQueue:
    """Send job ids to workers; in a worker, call the function that runs what is due."""

    def __init__(self, url: str) -> None:
        """Connect lazily to ``sqlite:///path``, ``redis://`` or ``postgresql://``.

        :raises ConfigurationError: the URL has another scheme.
        """
        self._huey = _huey(url)
        self._work: Callable[[], object] | None = None
        self._task = self._huey.task(name="run_job")(self._run)

    def send(self, job_id: str, *, delay_seconds: float = 0) -> None:
        """Tell the workers that the job is there; call it after the row is committed."""
        if delay_seconds > 0:
            self._task.schedule(args=(job_id,), delay=delay_seconds)
        else:
            self._task(job_id)

    def depth(self) -> int:
        """Return how many messages wait.

        :raises StorageUnavailable: the queue cannot be reached.
        """
        try:
            return int(self._huey.pending_count())
        except (sqlite3.Error, OSError, HueyException) as error:
            raise StorageUnavailable("The queue cannot be reached.") from error

    def consume(
        self, work: Callable[[], object], sweep: Callable[[], object], *, threads: int
    ) -> None:
        """Run jobs until SIGTERM or SIGINT; running ones are finished first.

        ``work`` is called once for each message, in one of ``threads`` threads; ``sweep`` is called
        at the start and every minute.
        """
        self._work = work

        @self._huey.periodic_task(crontab(minute="*"), name="sweep")  # type: ignore[untyped-decorator]
        def every_minute() -> None:
            sweep()

        consumer = self._huey.create_consumer(
            workers=threads,
            worker_type="thread",
            initial_delay=_POLL_SECONDS,
            max_delay=_POLL_LIMIT_SECONDS,
            check_worker_health=True,
            graceful_signal="TERM",
        )
        sweep()
        consumer.run()

    def _run(self, _job_id: str) -> None:
        if self._work is None:
            raise CancelExecution(retry=False)
        self._work()


def _huey(url: str) -> Huey:
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return SqliteHuey("gallery", filename=url.removeprefix("sqlite:///"), results=False)
    if scheme in {"redis", "rediss"}:
        return RedisHuey("gallery", url=url, results=False)
    if scheme == "postgresql":
        return PostgresHuey("gallery", dsn=url, results=False)
    raise ConfigurationError(
        "GALLERY_QUEUE_URL must begin with sqlite:///, redis:// or postgresql://."
    )
