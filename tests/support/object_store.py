"""The tests' object store: one in memory for each test, or a real server, one a session.

Only what goes over a wire or into another process needs the server; see docs/testing.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from gallery.config import Settings
from gallery.embedded import object_store
from gallery.storage import ObjectStore
from gallery.storage.client import connect
from tests.support.memory_s3 import MemoryS3

ACCESS_KEY_ID = "testaccesskey"
SECRET_ACCESS_KEY = "a-secret-that-only-the-tests-use"
#: Nobody answers there: a process that is started over a store in memory finds none.
MEMORY_URL = "http://memory.invalid"


@dataclass(frozen=True)
class ObjectStoreEndpoint:
    """Say where the object store is and what it accepts."""

    url: str
    access_key_id: str = ACCESS_KEY_ID
    secret_access_key: str = SECRET_ACCESS_KEY

    def settings(self, base: Settings | None = None, bucket: str = "tests") -> Settings:
        """Return ``base`` (default: all defaults) with this server as its object store."""
        return replace(
            base or Settings(),
            s3_endpoint_url=self.url,
            s3_bucket=bucket,
            s3_access_key_id=self.access_key_id,
            s3_secret_access_key=self.secret_access_key,
        )


@pytest.fixture(scope="session")
def object_store_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ObjectStoreEndpoint]:
    """Start the server when the first test needs it; not durable, as that is slower."""
    instance = tmp_path_factory.mktemp("object-store")
    plan = object_store.prepare(instance, ACCESS_KEY_ID, SECRET_ACCESS_KEY, durable=False)
    with object_store.started(plan) as url:
        yield ObjectStoreEndpoint(url)


@pytest.fixture
def object_store_kind() -> str:
    """Return "memory"; override it with "server", or parametrize it indirectly."""
    return "memory"


@pytest.fixture
def object_store_endpoint(
    object_store_kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> ObjectStoreEndpoint:
    """Return the address of the test's object store."""
    if object_store_kind == "server":
        server: ObjectStoreEndpoint = request.getfixturevalue("object_store_server")
        return server
    memory = MemoryS3()

    def connected(settings: Settings, tries: int) -> Any:
        here = settings.s3_endpoint_url == MEMORY_URL
        return memory if here else connect(settings, tries)

    monkeypatch.setattr("gallery.storage.objects.connect", connected)
    return ObjectStoreEndpoint(MEMORY_URL)


@pytest.fixture
def bucket(
    object_store_kind: str, object_store_endpoint: ObjectStoreEndpoint
) -> Iterator[ObjectStore]:
    """Return a store with an empty bucket named ``tests``; the server's is emptied afterwards."""
    store = ObjectStore(object_store_endpoint.settings())
    store.ensure_bucket()
    listed = ObjectStore.list  # a test may put another in its place
    yield store
    if object_store_kind == "server":
        store.delete(found.key for found in list(listed(store)))
