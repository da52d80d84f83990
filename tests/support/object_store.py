"""A real object store for the tests: one server a session, its bucket emptied after each test."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from gallery.config import Settings
from gallery.embedded import object_store
from gallery.storage import ObjectStore

ACCESS_KEY_ID = "testaccesskey"
SECRET_ACCESS_KEY = "a-secret-that-only-the-tests-use"


@dataclass(frozen=True)
class ObjectStoreEndpoint:
    """Say where the session's server is and what it accepts."""

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
def object_store_endpoint(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ObjectStoreEndpoint]:
    """Start the server when the first test needs it; not durable, as that is slower."""
    instance = tmp_path_factory.mktemp("object-store")
    plan = object_store.prepare(instance, ACCESS_KEY_ID, SECRET_ACCESS_KEY, durable=False)
    with object_store.started(plan) as url:
        yield ObjectStoreEndpoint(url)


@pytest.fixture
def bucket(object_store_endpoint: ObjectStoreEndpoint) -> Iterator[ObjectStore]:
    """Return a store with an empty bucket named ``tests``."""
    store = ObjectStore(object_store_endpoint.settings())
    store.ensure_bucket()
    yield store
    store.delete(found.key for found in list(store.list()))
