"""What does it cost to ask once more before an answer leaves?

    python -m benchmarks.last_question [--rounds 300] [--database postgresql+psycopg://...]

One installation of 20 public cases, asked in turns through the whole application with the last
question and without it; medians of wall and CPU time of each address. Pictures are asked for with
HEAD and If-None-Match, so that no object store is measured. An empty database is filled.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks.gallery_scale import Sample, installation, sampled
from gallery.clock import utc_now
from gallery.models import MediaKey
from gallery.published import PublishedGallery
from gallery.runtime import Runtime

CASES = 20
Ask = Callable[[FlaskClient], int]


def unasked(_gallery: PublishedGallery) -> datetime:
    """Stand in the place of the last question, as if nothing could have changed."""
    return utc_now()


def questions(client: FlaskClient) -> dict[str, Ask]:
    runtime: Runtime = client.application.extensions["runtime"]
    with runtime.reading() as session:
        key = session.execute(select(MediaKey.key)).scalars().first()
    picture = f"/media/{key}.jpg"
    known = {"If-None-Match": "*"}
    return {
        "HEAD of a picture": lambda asked: asked.head(picture).status_code,
        "picture, If-None-Match": lambda asked: asked.get(picture, headers=known).status_code,
        "/": lambda asked: asked.get("/").status_code,
        "/feeds/website/cases.json": lambda asked: (
            asked.get("/feeds/website/cases.json").status_code
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--database", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        client = installation(Path(folder), CASES, arguments.database)
        print(f"{'':28} {'without':>24} {'with':>24} {'more':>18}")
        for name, ask in questions(client).items():
            without, asked = measured(client, ask, arguments.rounds)
            more = replace(
                asked,
                wall_seconds=asked.wall_seconds - without.wall_seconds,
                cpu_seconds=asked.cpu_seconds - without.cpu_seconds,
            )
            print(f"{name:28} {words(without)} {words(asked)} {words(more)}")


def measured(client: FlaskClient, ask: Ask, rounds: int) -> tuple[Sample, Sample]:
    """Return the medians without and with the last question, taken in turns."""
    without, asked = [], []
    for _ in range(rounds):
        with patch.object(PublishedGallery, "stands", unasked):
            without.append(sampled(lambda: ask(client)))
        asked.append(sampled(lambda: ask(client)))
    return median(without), median(asked)


def median(samples: list[Sample]) -> Sample:
    return Sample(
        statistics.median(sample.wall_seconds for sample in samples),
        statistics.median(sample.cpu_seconds for sample in samples),
    )


def words(sample: Sample) -> str:
    return f"{sample.wall_seconds * 1000:7.2f} ms {sample.cpu_seconds * 1000:6.2f} cpu"


if __name__ == "__main__":
    main()
