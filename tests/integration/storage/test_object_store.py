"""What the product asks of any S3 server, asked of a real one and of the one in memory."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gallery.clock import utc_now
from gallery.errors import InvalidInput, NotFound, StorageUnavailable
from gallery.storage import ObjectStore, Prefix, new_key
from gallery.storage.client import connect
from tests.support.object_store import ObjectStoreEndpoint

CONTENT = bytes(range(256)) * 4096  # 1 MiB: several chunks
DIGEST = hashlib.sha256(CONTENT).hexdigest()
SERVER = pytest.mark.parametrize("object_store_kind", ["server"], indirect=True)


@pytest.fixture(params=["server", "memory"])
def object_store_kind(request: pytest.FixtureRequest) -> str:
    """Ask both; what only a server can answer is marked."""
    return str(request.param)


def put(store: ObjectStore, content: bytes = CONTENT) -> str:
    key = new_key(Prefix.ORIGINALS)
    store.put(key, content, content_type="image/jpeg")
    return key


def test_what_was_put_is_got_back(bucket: ObjectStore) -> None:
    assert bucket.get(put(bucket)) == CONTENT


def test_an_empty_object_is_got_back(bucket: ObjectStore) -> None:
    assert bucket.get(put(bucket, b"")) == b""


def test_a_file_is_stored_from_its_start(bucket: ObjectStore) -> None:
    file = io.BytesIO(CONTENT)
    file.seek(100)
    key = new_key(Prefix.EVIDENCE)
    bucket.put(key, file, content_type="application/pdf", sha256=DIGEST)
    assert bucket.get(key) == CONTENT


def test_head_tells_what_was_stored(bucket: ObjectStore) -> None:
    before = utc_now() - timedelta(seconds=2)
    facts = bucket.head(put(bucket))
    assert facts is not None
    assert (facts.size_bytes, facts.content_type, facts.sha256) == (
        len(CONTENT),
        "image/jpeg",
        DIGEST,
    )
    assert before < facts.modified_at < utc_now() + timedelta(seconds=2)


def test_what_is_missing_is_none_or_not_found(bucket: ObjectStore) -> None:
    missing = new_key(Prefix.PREVIEWS, "jpg")
    assert bucket.head(missing) is None
    with pytest.raises(NotFound):
        bucket.get(missing)
    with pytest.raises(NotFound):
        bucket.get_range(missing, 0, 1)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, CONTENT[:1]),
        (10, 19, CONTENT[10:20]),
        (len(CONTENT) - 5, None, CONTENT[-5:]),
        (len(CONTENT) - 5, len(CONTENT) + 99, CONTENT[-5:]),
        (-5, None, CONTENT[-5:]),
    ],
    ids=["first", "middle", "tail", "past the end", "suffix"],
)
def test_a_range_is_inclusive(
    bucket: ObjectStore, start: int, end: int | None, expected: bytes
) -> None:
    assert bucket.get_range(put(bucket), start, end) == expected


def test_a_range_past_the_end_is_invalid(bucket: ObjectStore) -> None:
    with pytest.raises(InvalidInput) as caught:
        bucket.get_range(put(bucket), len(CONTENT), None)
    assert caught.value.code == "range_invalid"


def test_a_download_is_checked_and_complete(bucket: ObjectStore, tmp_path: Path) -> None:
    target = tmp_path / "original"
    assert bucket.download(put(bucket), target) == DIGEST
    assert target.read_bytes() == CONTENT


def test_content_that_is_not_what_its_hash_says_is_not_stored(bucket: ObjectStore) -> None:
    key = new_key(Prefix.ORIGINALS)
    with pytest.raises(StorageUnavailable) as caught:
        bucket.put(key, b"other", content_type="image/jpeg", sha256=DIGEST)
    assert caught.value.code == "object_damaged"
    assert bucket.head(key) is None


def test_bytes_that_changed_in_the_store_are_not_returned(bucket: ObjectStore) -> None:
    key = new_key(Prefix.ORIGINALS)
    bucket._client().put_object(
        Bucket="tests", Key=key, Body=b"rotten", Metadata={"sha256": DIGEST}
    )
    with pytest.raises(StorageUnavailable) as caught:
        bucket.get(key)
    assert caught.value.code == "object_damaged"


def test_if_absent_keeps_what_is_there(bucket: ObjectStore) -> None:
    key = new_key(Prefix.RENDITIONS, "webp")
    assert bucket.put(key, b"first", content_type="image/webp", if_absent=True)
    assert not bucket.put(key, b"second", content_type="image/webp", if_absent=True)
    assert bucket.get(key) == b"first"


def test_a_second_put_replaces(bucket: ObjectStore) -> None:
    key = put(bucket)
    assert bucket.put(key, b"second", content_type="image/jpeg")
    assert bucket.get(key) == b"second"


def test_more_than_a_thousand_objects_are_listed_and_deleted(bucket: ObjectStore) -> None:
    keys = [f"previews/{number:04}.jpg" for number in range(1105)]
    with ThreadPoolExecutor(8) as threads:  # the store is shared by threads, as in the web server
        list(threads.map(lambda key: bucket.put(key, b"x", content_type="image/jpeg"), keys))
    other = put(bucket, b"kept")
    assert [found.key for found in bucket.list("previews/")] == keys
    bucket.delete(found.key for found in bucket.list("previews/"))
    assert [found.key for found in bucket.list()] == [other]


def test_a_listing_gives_sizes(bucket: ObjectStore) -> None:
    key = put(bucket, b"four")
    assert [(found.key, found.size_bytes) for found in bucket.list()] == [(key, 4)]


def test_deleting_what_is_gone_is_no_error(bucket: ObjectStore) -> None:
    key = put(bucket)
    bucket.delete([key])
    bucket.delete([key])
    assert bucket.head(key) is None


def test_an_existing_bucket_is_left_alone(bucket: ObjectStore) -> None:
    key = put(bucket)
    assert not bucket.ensure_bucket()
    assert bucket.get(key) == CONTENT


def test_a_healthy_store_passes(bucket: ObjectStore) -> None:
    bucket.health()


def test_a_missing_bucket_is_named_as_the_reason(
    object_store_endpoint: ObjectStoreEndpoint,
) -> None:
    store = ObjectStore(object_store_endpoint.settings(bucket="missing"))
    with pytest.raises(StorageUnavailable, match="GALLERY_S3_BUCKET"):
        put(store)
    with pytest.raises(StorageUnavailable):
        store.health()


@SERVER
@pytest.mark.parametrize("wrong", [{"s3_secret_access_key": "x" * 32}, {"s3_access_key_id": "no"}])
def test_wrong_credentials_are_refused(
    bucket: ObjectStore, object_store_endpoint: ObjectStoreEndpoint, wrong: dict[str, str]
) -> None:
    key = put(bucket)
    intruder = ObjectStore(replace(object_store_endpoint.settings(), **wrong))  # type: ignore[arg-type]
    with pytest.raises(StorageUnavailable) as caught:
        intruder.get(key)
    assert caught.value.code == "storage_refused"


@SERVER
def test_a_store_that_is_down_is_reported_within_seconds(
    object_store_endpoint: ObjectStoreEndpoint,
) -> None:
    settings = replace(object_store_endpoint.settings(), s3_endpoint_url="http://127.0.0.1:1")
    with pytest.raises(StorageUnavailable) as caught:
        ObjectStore(settings).get(new_key(Prefix.ORIGINALS))
    assert "127.0.0.1" not in caught.value.message


@SERVER
def test_r6_what_is_deleted_leaves_no_old_version(
    object_store_endpoint: ObjectStoreEndpoint,
) -> None:
    settings = object_store_endpoint.settings(bucket="versioned")
    store, client = ObjectStore(settings), connect(settings, 3)
    store.ensure_bucket()
    client.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    gone, kept = put(store), put(store)
    client.put_object(Bucket="versioned", Key=gone, Body=b"newer")
    client.delete_object(Bucket="versioned", Key=gone)
    store.delete([gone])
    answer = client.list_object_versions(Bucket="versioned")
    left = [*answer.get("Versions", []), *answer.get("DeleteMarkers", [])]
    assert {entry["Key"] for entry in left} == {kept}
    store.delete([kept])
