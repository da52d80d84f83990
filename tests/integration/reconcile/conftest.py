"""An installation at work, what is found in it, and ways to damage it past its own guards."""

import io
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.engine import make_url

from gallery.actions.reconcile import Discrepancy, Options, Outcome, reconcile
from gallery.models import Photo, Rendition
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

Execute = Callable[..., object]


@dataclass
class Installation:
    """Drive one installation and the reconciliation of it."""

    practice: Practice
    runtime: Runtime
    outcome: Outcome = field(default_factory=Outcome)

    def found(
        self,
        *,
        is_repair: bool = False,
        is_quick: bool = False,
        grace: timedelta = timedelta(0),
        at: datetime | None = None,
    ) -> list[Discrepancy]:
        """Return everything that one run names; without a grace unless said."""
        named: list[Discrepancy] = []
        options = Options(is_repair=is_repair, is_quick=is_quick, grace=grace, at=at)
        self.outcome = reconcile(
            self.runtime, OPERATOR, options, found=lambda one, _: named.append(one)
        )
        return named

    def repaired(self, *, at: datetime | None = None) -> list[Discrepancy]:
        """Repair, let the jobs run, and return what a second run still names."""
        self.found(is_repair=True, at=at)
        self.practice.work()
        return self.found(at=at)

    def photos(self, case_id: str) -> Sequence[Photo]:
        """Return the photos of a case."""
        with self.runtime.reading() as session:
            query = select(Photo).where(Photo.case_id == case_id).order_by(Photo.created_at)
            return session.execute(query).scalars().all()

    def renditions(self, photo_id: str) -> Sequence[Rendition]:
        """Return the renditions of a photo."""
        with self.runtime.reading() as session:
            query = select(Rendition).where(Rendition.photo_id == photo_id)
            return session.execute(query.order_by(Rendition.object_key)).scalars().all()

    def client(self) -> "S3Client":
        """Return a client that knows none of the product's rules."""
        return self.runtime.store._client()

    def overwrite(self, key: str, content: bytes) -> None:
        """Put other bytes under a key, with the metadata that was there: as a failing disk does."""
        client, bucket = self.client(), self.runtime.settings.s3_bucket
        facts = client.head_object(Bucket=bucket, Key=key)
        client.put_object(Bucket=bucket, Key=key, Body=content, Metadata=facts["Metadata"])

    def flip_a_byte(self, key: str) -> None:
        """Change one byte in the middle of an object."""
        content = bytearray(self.runtime.store.get(key))
        content[len(content) // 2] ^= 0xFF
        self.overwrite(key, bytes(content))

    @contextmanager
    def past_the_guards(self) -> Iterator[Execute]:
        """Yield a function that runs SQL with neither triggers nor foreign keys in its way.

        Whoever does so puts the triggers back: it is the rows that are to be found out.
        """
        if self.runtime.engine.dialect.name == "postgresql":
            with psycopg.connect(self.runtime.settings.database_url) as server:
                server.execute("SET session_replication_role = replica")
                yield lambda sql, *values: server.execute(sql.replace("?", "%s").encode(), values)
            return
        path = make_url(self.runtime.settings.database_url).database or ""
        with closing(sqlite3.connect(path)) as file, file:
            listed = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            guards = file.execute(listed).fetchall()
            for name, _ in guards:
                file.execute(f"DROP TRIGGER {name}")
            yield lambda sql, *values: file.execute(sql, values)
            for _, definition in guards:
                file.execute(definition)


@pytest.fixture
def installation(practice: Practice, runtime: Runtime) -> Installation:
    """Return an empty installation."""
    return Installation(practice, runtime)


@pytest.fixture
def healthy(installation: Installation) -> list[str]:
    """Return the ids of three published cases."""
    return [installation.practice.published() for _ in range(3)]


@pytest.fixture
def logo_png() -> bytes:
    """Return a small logo with a transparent ground."""
    buffer = io.BytesIO()
    Image.new("RGBA", (120, 40), (40, 90, 160, 200)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def object_store_kind() -> str:
    """Compare a real server: what it lists, page by page, is what this is about."""
    return "server"
