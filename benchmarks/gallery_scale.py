"""Does the gallery answer as fast with 2,000 public cases as with 20?

    python -m benchmarks.gallery_scale [--rounds 15]

Two installations on SQLite, asked in turns through the whole application (gate, policy, page);
medians of wall and CPU time of each address, and the ratio of the large to the small. "kept" is
asked while nothing changes; "changed" after an event of the ledger, when nothing is remembered.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.published_cases import fill
from gallery import db
from gallery.config import Settings
from gallery.runtime import OPERATOR, Runtime
from gallery.web.app import create_app

SMALL, LARGE = 20, 2000
ADDRESSES = (
    "/",
    "/?procedure=sclerotherapy",
    "/?q=thigh",
    "/feeds/website/cases.json",
    "/sitemap.xml",
)


@dataclass(frozen=True)
class Sample:
    wall_seconds: float
    cpu_seconds: float


def installation(folder: Path, count: int, database_url: str = "") -> FlaskClient:
    settings = Settings(
        instance=folder,
        database_url=database_url or f"sqlite:///{folder / 'gallery.sqlite3'}",
        queue_url=f"sqlite:///{folder / 'queue.sqlite3'}",
        secret_key="benchmark-secret-key-of-32-characters",
        data_key="benchmark-data-key-of-32-characters!",
    )
    db.upgrade(settings.database_url)
    fill(Runtime.open(settings), count)
    return create_app(settings).test_client()


def change(client: FlaskClient) -> None:
    """Make every process forget what it remembers, as a publication or withdrawal does."""
    runtime: Runtime = client.application.extensions["runtime"]
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.record("benchmark.event")


def ask(client: FlaskClient, address: str) -> Sample:
    return sampled(lambda: client.get(address).status_code)


def sampled(status: Callable[[], int]) -> Sample:
    wall, cpu = time.perf_counter(), time.process_time()
    assert status() in {200, 304}
    return Sample(time.perf_counter() - wall, time.process_time() - cpu)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        clients = {SMALL: installation(Path(small), SMALL), LARGE: installation(Path(large), LARGE)}
        print(f"{'address':36} {'20 cases':>20} {'2,000 cases':>20} {'ratio (CPU)':>12}")
        for address in ADDRESSES:
            for name, prepare in (("kept", ask_once), ("changed", change_first)):
                samples: dict[int, list[Sample]] = {SMALL: [], LARGE: []}
                for _ in range(rounds):
                    for count, client in clients.items():
                        prepare(client, address)
                        samples[count].append(ask(client, address))
                columns = f"{_words(samples[SMALL])} {_words(samples[LARGE])}"
                print(f"{address:27} {name:8} {columns} {_ratio(samples):12.2f}")


def ask_once(client: FlaskClient, address: str) -> None:
    ask(client, address)


def change_first(client: FlaskClient, _address: str) -> None:
    change(client)


def _words(samples: list[Sample]) -> str:
    wall = statistics.median(sample.wall_seconds for sample in samples) * 1000
    cpu = statistics.median(sample.cpu_seconds for sample in samples) * 1000
    return f"{wall:6.1f} ms {cpu:5.1f} cpu"


def _ratio(samples: dict[int, list[Sample]]) -> float:
    medians = {n: statistics.median(s.cpu_seconds for s in rows) for n, rows in samples.items()}
    return medians[LARGE] / medians[SMALL]


if __name__ == "__main__":
    main()
