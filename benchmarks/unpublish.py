"""How long after a withdrawal is the case still to be seen?

    python -m benchmarks.unpublish [--cases 1000] [--withdrawals 200] [--cached 20]

Two web processes, a worker and the object store run; each withdrawal is timed from its commit to
the first 410 of the case's page and of a picture at each process, to a feed without it, and until
its files are erased. Then the same gallery stands behind a cache that keeps pictures for the 60 s
that they may be kept: one that is never told to forget, and one that is.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from benchmarks.published_cases import fill
from gallery import config, db
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.embedded import object_store, ports, secrets
from gallery.models import (
    Case,
    ConsentRecord,
    Job,
    MediaKey,
    Pair,
    Publication,
    PublishedPhoto,
    Rendition,
    Subject,
)
from gallery.runtime import OPERATOR, Runtime
from tests.support.edge_cache import EdgeCache

PATIENCE_SECONDS = 120
FEED = "/feeds/website/cases.json"
DIRECT = "picture 410, web process 1"
NOT_PURGED = "picture 410 through a cache, not purged"
PURGED = "picture 410 through a cache, purged"


@dataclass(frozen=True)
class Target:
    """Name what is withdrawn and where it can be seen."""

    consent_id: str
    publication_id: str
    page: str
    picture: str
    object_keys: tuple[str, ...]


@dataclass
class Timings:
    """Collect seconds by what was waited for; ``late`` counts answers other than 410."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    late: int = 0

    def add(self, what: str, seconds: float) -> None:
        self.seconds.setdefault(what, []).append(seconds)


def targets(runtime: Runtime, count: int) -> list[Target]:
    """Return the newest cases: those that stand on the first page of the feed."""
    with Session(runtime.engine) as session:
        query = select(Publication).order_by(Publication.published_at.desc()).limit(count)
        return [_target(session, row) for row in session.execute(query).scalars()]


def _target(session: Session, publication: Publication) -> Target:
    consent = select(ConsentRecord.id).where(ConsentRecord.case_id == publication.case_id)
    shown = select(PublishedPhoto).where(PublishedPhoto.publication_id == publication.id)
    photos = session.execute(shown).scalars().all()
    key = select(MediaKey.key).where(MediaKey.published_photo_id == photos[0].id)
    objects = select(Rendition.object_key).where(
        Rendition.photo_id.in_([photo.photo_id for photo in photos])
    )
    return Target(
        session.execute(consent).scalars().one(),
        publication.id,
        f"/cases/{session.get_one(Case, publication.case_id).slug}",
        f"/media/{session.execute(key).scalars().first()}.webp",
        tuple(session.execute(objects).scalars()),
    )


def ask(origin: str, path: str) -> tuple[int, bytes]:
    place = origin.removeprefix("http://")
    with closing(http.client.HTTPConnection(place, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def seconds_until(committed_at: float, happens: Callable[[], bool]) -> tuple[float, int]:
    """Return the seconds from the commit until it happened, and how often it had not."""
    misses = 0
    while not happens():
        misses += 1
        assert time.perf_counter() - committed_at < PATIENCE_SECONDS
        time.sleep(0.002)
    return time.perf_counter() - committed_at, misses


def is_gone(origin: str, path: str) -> Callable[[], bool]:
    return lambda: ask(origin, path)[0] == 410


def is_not_listed(origin: str, target: Target) -> Callable[[], bool]:
    def look() -> bool:
        feed = json.loads(ask(origin, FEED)[1])
        named = {item["id"] for item in feed["items"]}
        removed = {entry["id"] for entry in feed["_tombstones"]}
        return target.publication_id not in named and target.publication_id in removed

    return look


def withdraw(runtime: Runtime, target: Target, timings: Timings) -> float:
    """Withdraw, note how long the transaction took, and return the instant of its commit."""
    committed: list[float] = []
    began = time.perf_counter()
    with runtime.unit_of_work(OPERATOR) as uow:
        event.listen(uow.session, "after_commit", lambda _: committed.append(time.perf_counter()))
        withdraw_consent(uow, target.consent_id)
    timings.add("withdrawal, until its commit", committed[0] - began)
    return committed[0]


def time_one(runtime: Runtime, target: Target, origins: list[str], timings: Timings) -> None:
    for origin in origins:  # both processes remember the case and its picture
        for path in (target.page, target.picture):
            assert ask(origin, path)[0] == 200, path
    committed_at = withdraw(runtime, target, timings)
    waits = {
        f"{what}, web process {number}": is_gone(origin, path)
        for number, origin in enumerate(origins, start=1)
        for what, path in (("picture 410", target.picture), ("page 410", target.page))
    }
    with ThreadPoolExecutor(len(waits)) as pool:
        asked = {
            what: pool.submit(seconds_until, committed_at, look) for what, look in waits.items()
        }
        for what, future in asked.items():
            seconds, misses = future.result()
            timings.add(what, seconds)
            timings.late += misses
    timings.add(
        "feed without it", seconds_until(committed_at, is_not_listed(origins[0], target))[0]
    )
    store = runtime.store
    erased = seconds_until(
        committed_at, lambda: all(store.head(key) is None for key in target.object_keys)
    )
    timings.add("files erased by the worker", erased[0])


def time_behind(edge: str, runtime: Runtime, found: list[Target], timings: Timings) -> list[float]:
    """Have the cache keep each picture, withdraw at once, and return the seconds until its 410."""
    with ThreadPoolExecutor(len(found)) as pool:
        waiting = []
        for target in found:
            assert ask(edge, target.picture)[0] == 200
            committed_at = withdraw(runtime, target, timings)
            waiting.append(pool.submit(seconds_until, committed_at, is_gone(edge, target.picture)))
        return [future.result()[0] for future in waiting]


@contextmanager
def process(*arguments: str, **variables: str) -> Iterator[None]:
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, env=os.environ | variables) as started:
        try:
            yield
        finally:
            started.terminate()


@contextmanager
def worker(runtime: Runtime) -> Iterator[None]:
    """Start a worker, and wait until it works: its start is not what is measured."""
    with process("gallery", "worker"):
        with runtime.unit_of_work(OPERATOR) as uow:
            first = uow.enqueue("give_notices", {}).id
        seconds_until(time.perf_counter(), lambda: is_done(runtime, first))
        yield


def is_done(runtime: Runtime, job_id: str) -> bool:
    with runtime.reading() as session:
        return session.get_one(Job, job_id).state == "done"


@contextmanager
def web_process(port: int) -> Iterator[str]:
    options = ["--interface", "wsgi", "--host", ports.LOOPBACK, "--port", str(port)]
    flags = [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--factory",
        "--no-ws",
        "--log-level",
        "error",
    ]
    with process("granian", *options, *flags, "gallery.web.app:create_app"):
        origin = f"http://{ports.LOOPBACK}:{port}"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(origin):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield origin


def _answers(origin: str) -> bool:
    try:
        return ask(origin, "/healthz")[0] == 200
    except OSError:
        return False


def seal(runtime: Runtime) -> None:
    """Give the filled rows names that the installation's own key opens.

    Their pairs count as compared: photos without originals cannot be.
    """
    with Session(runtime.engine) as session:
        secret = runtime.vault.encrypt("Jane Q. Example")
        session.execute(update(ConsentRecord).values(signer_name_encrypted=secret))
        session.execute(update(Subject).values(chart_ref_encrypted=secret))
        session.execute(update(Pair).values(comparability={"measures": None, "fit": None}))
        session.commit()


def store_pictures(runtime: Runtime, found: list[Target]) -> None:
    keys = [key for target in found for key in target.object_keys]
    with ThreadPoolExecutor(4) as pool:  # one byte each, as their rows say
        list(pool.map(lambda key: runtime.store.put(key, b"x", content_type="image/webp"), keys))


def show(timings: Timings) -> None:
    print(f"{'from the commit to':44} {'n':>4} {'p50':>9} {'p95':>9} {'p99':>9} {'max':>9}")
    for what, values in timings.seconds.items():
        several = values if len(values) > 1 else values * 2
        cuts = statistics.quantiles(several, n=100, method="inclusive")
        picked = (cuts[49], cuts[94], cuts[98], max(values))
        columns = " ".join(f"{seconds * 1000:6.0f} ms" for seconds in picked)
        print(f"{what:44} {len(values):4} {columns}")


def run(cases: int, withdrawals: int, cached: int, folder: Path, stack: ExitStack) -> Timings:
    stack.enter_context(object_store.running(folder))
    first = ports.free_base([0, 1])
    os.environ["GALLERY_PUBLIC_URL"] = f"http://{ports.LOOPBACK}:{first}"
    runtime = installation(cases)
    found = targets(runtime, withdrawals + 2 * cached)
    store_pictures(runtime, found)
    origins = [stack.enter_context(web_process(port)) for port in (first, first + 1)]
    edge = stack.enter_context(EdgeCache(origins[0]))
    timings, unimportant = Timings(), Timings()
    print(f"load at the start: {os.getloadavg()[0]:.1f}; processors: {os.cpu_count()}", flush=True)
    with worker(runtime):
        for target in found[:withdrawals]:
            time_one(runtime, target, origins, timings)
        kept = found[withdrawals : withdrawals + cached]
        waits = time_behind(edge.url, runtime, kept, unimportant)
        timings.seconds[NOT_PURGED] = waits
    purging = purged_through(edge)
    with worker(runtime):
        waits = time_behind(edge.url, purging, found[withdrawals + cached :], unimportant)
        timings.seconds[PURGED] = waits
    for opened in (runtime, purging):
        opened.engine.dispose()
    return timings


def installation(cases: int) -> Runtime:
    runtime = Runtime.open(config.load())
    runtime.store.ensure_bucket()
    db.upgrade(runtime.settings.database_url)
    fill(runtime, cases)
    seal(runtime)
    return runtime


def purged_through(edge: EdgeCache) -> Runtime:
    """Return the same installation, which now knows the cache and how to make it forget."""
    os.environ["GALLERY_CDN_URL"] = edge.url
    os.environ["GALLERY_CDN_PURGE"] = "key"
    os.environ["GALLERY_CDN_PURGE_URL"] = edge.purge_endpoint
    return Runtime.open(config.load())


def _ratios(timings: Timings) -> None:
    """Say how much longer the two caches take than the gallery alone, by medians."""
    direct = statistics.median(timings.seconds[DIRECT])
    for what in (NOT_PURGED, PURGED):
        ratio = statistics.median(timings.seconds[what]) / direct
        print(f"{what}: {ratio:.0f} times as long as the gallery alone (medians)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--withdrawals", type=int, default=200)
    parser.add_argument("--cached", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        os.environ["GALLERY_INSTANCE"] = name
        os.environ["GALLERY_PICTURE_TEXT"] = "off"  # the photos have no originals to be read
        secrets.ensure(Path(name))
        timings = run(chosen.cases, chosen.withdrawals, chosen.cached, Path(name), stack)
    show(timings)
    print(f"answers other than 410 to a question asked after the commit: {timings.late}")
    _ratios(timings)


if __name__ == "__main__":
    main()
