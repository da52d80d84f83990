"""Every queue that the settings can name carries work to a worker of another process."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from gallery.embedded.ports import LOOPBACK, free_base
from gallery.errors import StorageUnavailable
from gallery.models import Job
from gallery.queue import JobQueue
from gallery.runtime import SYSTEM, Runtime
from tests.support.postgres import MakeDatabase
from tests.support.redis_server import redis_server
from tests.support.worker_process import wait_until, worker


@pytest.fixture
def database_kind() -> str:
    """Ask once: the queue is what differs."""
    return "sqlite"


@pytest.fixture
def object_store_kind() -> str:
    """Store where another process finds it."""
    return "server"


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def elsewhere(
    request: pytest.FixtureRequest, runtime: Runtime, tmp_path: Path
) -> Iterator[Runtime]:
    """Yield the installation with a queue of each kind."""
    if request.param == "redis":
        with redis_server(tmp_path) as url:
            yield with_queue(runtime, url)
    elif request.param == "postgresql":
        make: MakeDatabase = request.getfixturevalue("make_database")
        made = with_queue(runtime, make())
        yield made
        made.queue._connected().huey.storage.close()
    else:
        yield with_queue(runtime, runtime.settings.queue_url)


def with_queue(runtime: Runtime, url: str) -> Runtime:
    return replace(runtime, settings=replace(runtime.settings, queue_url=url), queue=JobQueue(url))


def is_done(runtime: Runtime, job_id: str) -> bool:
    with Session(runtime.engine) as session:
        return session.get_one(Job, job_id).state == "done"


def test_a_job_is_sent_counted_and_done_by_a_worker(elsewhere: Runtime) -> None:
    with elsewhere.unit_of_work(SYSTEM) as uow:
        first = uow.enqueue("give_notices", {}).id
    assert elsewhere.queue.depth() == 1
    with worker(elsewhere.settings) as process:
        wait_until(process, lambda: is_done(elsewhere, first))
        with elsewhere.unit_of_work(SYSTEM) as uow:
            second = uow.enqueue("settle_expiries", {}).id
        wait_until(process, lambda: is_done(elsewhere, second))
        wait_until(process, lambda: elsewhere.queue.depth() == 0)


@pytest.mark.parametrize("scheme", ["redis", "postgresql"])
def test_a_queue_that_is_away_is_said_to_be(scheme: str) -> None:
    nobody = f"{scheme}://{LOOPBACK}:{free_base((0,))}/0"
    queue = JobQueue(nobody)
    for ask in (queue.depth, lambda: queue.send("x"), lambda: queue.consume(int, int, threads=1)):
        with pytest.raises(StorageUnavailable) as caught:
            ask()
        assert caught.value.code == "queue_away"
