"""What a withdrawal asks for begins at once, whatever else waits (rule R5)."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.place_case import place_case
from gallery.config import Settings
from gallery.jobs import Lanes, run_next
from gallery.jobs.handlers import HANDLERS
from gallery.jobs.lease import claim_next
from gallery.models import Job, Priority
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, scopes
from tests.support.worker_process import wait_until, worker

LOOKS = 6


class SlowSite:
    """Answer 404, but not before it is released; count who waits."""

    def __init__(self) -> None:
        site = self
        self.asked, self.answered = 0, 0
        self.released = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked += 1
                site.released.wait(12)
                site.answered += 1
                self.send_error(404)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def slow_site() -> Iterator[SlowSite]:
    site = SlowSite()
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    yield site
    site.released.set()
    site.server.shutdown()
    site.server.server_close()
    thread.join()


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def object_store_kind() -> str:
    """Store where another process finds it."""
    return "server"


@pytest.fixture
def settings(settings: Settings, slow_site: SlowSite) -> Settings:
    return replace(settings, trusted_origins=(slow_site.url,))


def jobs(runtime: Runtime, kind: str, state: str) -> int:
    with Session(runtime.engine) as session:
        query = select(Job.id).where(Job.kind == kind, Job.state == state)
        return len(session.execute(query).all())


def queue_looks(practice: Practice, address: str) -> None:
    """Withdraw a case of which many copies were placed, and leave the looks to a worker."""
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=scopes(social__instagram="permit"))
    practice.work()
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        for number in range(LOOKS):
            place_case(uow, case_id, "social:instagram", f"{address}/p/{number}", None)
    practice.withdraw(consent.id)


def test_r5_a_withdrawal_is_cleared_while_looks_at_others_hang(
    practice: Practice, runtime: Runtime, slow_site: SlowSite
) -> None:
    _, consent = practice.published_on_consent()
    queue_looks(practice, slow_site.url)
    with worker(runtime.settings) as process:
        wait_until(process, lambda: slow_site.asked == 2)
        practice.withdraw(consent.id)
        wait_until(process, lambda: not list(runtime.store.list("renditions/")))
        assert (slow_site.asked, slow_site.answered) == (2, 0), "the looks still hang"
        slow_site.released.set()
        wait_until(process, lambda: jobs(runtime, "clear_surface", "done") >= LOOKS)
    assert jobs(runtime, "erase_objects", "failed") == 0


def test_the_most_urgent_job_is_taken_first_whichever_was_announced(
    practice: Practice, runtime: Runtime
) -> None:
    wanted = (Priority.NIGHTLY, Priority.ERASE, Priority.USUAL, Priority.TELL)
    with runtime.unit_of_work(OPERATOR) as uow:
        for priority in wanted:
            uow.enqueue("give_notices", {}, priority=priority)
    taken = [claim_next(runtime, Priority.USUAL) for _ in wanted]
    assert [job and job.priority for job in taken] == [30, 20, 0, None]
    assert claim_next(runtime, Priority.NIGHTLY) is not None


def test_a_message_that_found_no_free_thread_is_made_up_for(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = Lanes(1)
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.enqueue("give_notices", {})
        uow.enqueue("give_notices", {})
    seen: list[bool] = []

    def meanwhile(*_: object) -> None:
        seen.append(run_next(runtime, lanes))

    sent: list[str] = []
    monkeypatch.setitem(HANDLERS, "give_notices", meanwhile)
    monkeypatch.setattr(runtime.queue, "send", lambda one, **_: sent.append(one))
    assert run_next(runtime, lanes)
    assert (seen, len(sent)) == ([False], 1)
    assert run_next(runtime, lanes)
    assert len(sent) == 1, "nothing is left"


@pytest.mark.parametrize(
    ("running", "least"),
    [
        ((), Priority.LAST),
        ((0,), Priority.LAST),
        ((0, -10), Priority.TELL),
        ((0, -10, 30), Priority.TELL),
        ((0, -10, 20), Priority.ERASE),
        ((0, 20, 20), Priority.ERASE),
        ((0, 30, 30), Priority.LAST),
    ],
)
def test_what_may_begin_leaves_a_thread_to_what_is_more_urgent(
    running: tuple[int, ...], least: Priority
) -> None:
    lanes = Lanes(2)
    asked: list[int] = []
    for priority in running:
        lanes.begin(lambda _, priority=priority: Job(priority=priority))  # type: ignore[misc]
    assert lanes.begin(asked.append) is None
    assert asked == [least]
    assert lanes.threads > len(running)
