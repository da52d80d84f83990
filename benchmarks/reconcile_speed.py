"""How fast does ``gallery reconcile`` compare an installation of 2,000 renditions?

    python -m benchmarks.reconcile_speed [--cases 84]

Fills an installation in a temporary folder, with the embedded object store: each case has two
originals, two previews, one evidence file and 24 renditions of believable sizes. Then runs the
command itself, whole and ``--quick``, and lets it tell its own speed on standard error.
"""

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.published_cases import fill
from gallery import config, db
from gallery.embedded import object_store, secrets
from gallery.models import ConsentRecord, Photo, Rendition
from gallery.runtime import Runtime

#: What a long edge in pixels comes to, from the pictures of ``gallery demo``.
RENDITION_BYTES = {480: 30_000, 960: 90_000, 1600: 200_000, 2400: 400_000}
ORIGINAL_BYTES, PREVIEW_BYTES, EVIDENCE_BYTES = 3_000_000, 30_000, 100_000


def store_objects(runtime: Runtime) -> None:
    """Give every row its object, and the row its object's size and hash."""
    wanted: dict[str, int] = {}
    with Session(runtime.engine) as session:
        for photo in session.execute(select(Photo)).scalars():
            wanted |= {photo.original_key: ORIGINAL_BYTES, photo.preview_key: PREVIEW_BYTES}
            photo.size_bytes, photo.sha256 = facts(photo.original_key, ORIGINAL_BYTES)
        for row in session.execute(select(Rendition)).scalars():
            size = RENDITION_BYTES[int(row.spec.partition("-")[2])]
            wanted[row.object_key] = size
            row.size_bytes, row.sha256 = facts(row.object_key, size)
        for consent in session.execute(select(ConsentRecord)).scalars():
            if consent.evidence_key:
                wanted[consent.evidence_key] = EVIDENCE_BYTES
        session.commit()

    def put(key: str) -> None:
        runtime.store.put(key, content(key, wanted[key]), content_type="image/jpeg")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, wanted))


def content(key: str, size: int) -> bytes:
    """Return bytes that no other key has."""
    return (hashlib.sha512(key.encode()).digest() * (size // 64 + 1))[:size]


def facts(key: str, size: int) -> tuple[int, str]:
    return size, hashlib.sha256(content(key, size)).hexdigest()


def run(folder: Path, *arguments: str) -> None:
    print("gallery reconcile", *arguments, flush=True)
    subprocess.run(
        [sys.executable, "-m", "gallery", "reconcile", *arguments],
        env=os.environ | {"GALLERY_INSTANCE": str(folder)},
        stdout=subprocess.DEVNULL,  # the rows were written past the ledger: that is named
        check=False,
    )
    peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"  peak memory of the command: {peak_kib / 1024:.0f} MiB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=84)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["GALLERY_INSTANCE"] = name
        secrets.ensure(folder)
        with object_store.running(folder):
            runtime = Runtime.open(config.load())
            runtime.store.ensure_bucket()
            db.upgrade(runtime.settings.database_url)
            fill(runtime, chosen.cases)
            store_objects(runtime)
            runtime.engine.dispose()
            run(folder)
            run(folder, "--quick")


if __name__ == "__main__":
    main()
