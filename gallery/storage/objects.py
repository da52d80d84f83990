"""The objects of the one private bucket: store, read, list and delete them."""

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from botocore.exceptions import BotoCoreError, ClientError

from gallery.config import Settings
from gallery.errors import StorageUnavailable
from gallery.storage.client import (
    ABSENT_CODES,
    TRIES,
    connect,
    error_code,
    missing_bucket,
    translated,
)
from gallery.storage.keys import check_key
from gallery.storage.versions import hidden_keys, named_for_erasure

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

DELETE_BATCH = 1000  # the most that DeleteObjects takes
CHUNK_BYTES = 256 * 1024
SHA256_METADATA = "sha256"
PRESENT_CODES = frozenset({"412", "PreconditionFailed"})
OWN_BUCKET_CODES = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})


@dataclass(frozen=True)
class ObjectFacts:
    """Describe a stored object; ``sha256`` is lower-case hex, None if another program wrote it."""

    key: str
    size_bytes: int
    content_type: str
    sha256: str | None
    modified_at: datetime


@dataclass(frozen=True)
class ListedObject:
    """Describe an object as far as a listing does."""

    key: str
    size_bytes: int
    modified_at: datetime


class ObjectStore:
    """Read and write the objects of one bucket; safe to share by threads and across a fork."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; nothing is sent before the first call."""
        self._settings = settings
        self._bucket = settings.s3_bucket
        self._lock = threading.Lock()
        self._clients: dict[tuple[int, int], S3Client] = {}

    def ensure_bucket(self) -> bool:
        """Create the bucket if it is missing; tell whether it was created.

        :raises StorageUnavailable: the store does not answer, or refuses.
        """
        with translated():
            try:
                self._client().head_bucket(Bucket=self._bucket)
            except ClientError as error:
                if error_code(error) not in ABSENT_CODES | {"NoSuchBucket"}:
                    raise
            else:
                return False
            return self._create_bucket()

    def put(
        self,
        key: str,
        content: bytes | BinaryIO,
        *,
        content_type: str,
        sha256: str | None = None,
        if_absent: bool = False,
    ) -> bool:
        """Store ``content`` (bytes, or a seekable binary file read from its start).

        Return False, leaving what is there, if ``if_absent`` and the key exists; else True.

        :raises StorageUnavailable: the store failed; ``object_damaged`` if the content is not what
            ``sha256`` (hex) says, in which case nothing was stored.
        :raises ValueError: the key has not the form of this module's keys.
        """
        check_key(key)
        digest = _digest(content)
        if sha256 is not None and digest != sha256.lower():
            raise _damaged()
        extra: dict[str, Any] = {"IfNoneMatch": "*"} if if_absent else {}
        with translated():
            try:
                self._client().put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=content,
                    ContentType=content_type,
                    Metadata={SHA256_METADATA: digest},
                    **extra,
                )
            except ClientError as error:
                if if_absent and error_code(error) in PRESENT_CODES:
                    return False
                raise
        return True

    def get(self, key: str) -> bytes:
        """Return the whole object, checked against the SHA-256 it was stored with.

        :raises NotFound: there is no such object.
        :raises StorageUnavailable: the store failed; ``object_damaged`` if the bytes changed.
        """
        for remaining in reversed(range(TRIES)):
            try:
                return b"".join(self.chunks(key))
            except StorageUnavailable as error:
                if remaining and isinstance(error.__cause__, BotoCoreError):
                    continue  # the answer began and broke off: the library does not retry that
                raise
        raise AssertionError

    def get_range(self, key: str, start: int, end: int | None = None) -> bytes:
        """Return the bytes from ``start`` to ``end``, both inclusive; to the last one if None.

        Half-open intervals are the rule elsewhere; this is the range of RFC 9110 §14.1.2. A
        negative ``start`` with no ``end`` counts from the end. A part cannot be checked by hash.

        :raises InvalidInput: ``range_invalid``: the object has no byte in this range.
        :raises NotFound: there is no such object.
        """
        wanted = f"bytes={start}" if start < 0 else f"bytes={start}-{'' if end is None else end}"
        with translated():
            answer = self._client().get_object(Bucket=self._bucket, Key=key, Range=wanted)
            with closing(answer["Body"]) as body:
                return body.read()

    def chunks(self, key: str) -> Iterator[bytes]:
        """Yield the object in pieces of at most 256 KiB; the last check is that of its SHA-256.

        :raises NotFound: there is no such object.
        :raises StorageUnavailable: the store failed, even half-way; ``object_damaged`` at the end
            if the bytes changed: whoever passes pieces on before the end must be ready for that.
        """
        with translated():
            answer = self._client().get_object(Bucket=self._bucket, Key=key)
            yield from _checked_chunks(answer)

    def download(self, key: str, path: Path) -> str:
        """Write the object to ``path``, checked; return its SHA-256 in hex.

        :raises NotFound: there is no such object.
        :raises StorageUnavailable: as for :meth:`chunks`; ``path`` then holds a part.
        """
        digest = hashlib.sha256()
        with path.open("wb") as file:
            for chunk in self.chunks(key):
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()

    def head(self, key: str) -> ObjectFacts | None:
        """Describe the object, or return None if there is none."""
        with translated():
            try:
                answer = self._client().head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error_code(error) in ABSENT_CODES:
                    return None
                raise
        return ObjectFacts(
            key=key,
            size_bytes=answer["ContentLength"],
            content_type=answer.get("ContentType", "application/octet-stream"),
            sha256=answer["Metadata"].get(SHA256_METADATA),
            modified_at=answer["LastModified"].astimezone(UTC),
        )

    def delete(self, keys: Iterable[str]) -> None:
        """Delete any number of objects with every version of them; one that is gone is no error.

        :raises StorageUnavailable: the store failed, or kept some: deleting again is safe.
        """
        wanted = list(keys)
        if not wanted:
            return
        with translated():
            waiting = iter(list(named_for_erasure(self._client(), self._bucket, wanted)))
        while batch := list(islice(waiting, DELETE_BATCH)):
            with translated():
                answer = self._client().delete_objects(
                    Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True}
                )
            if kept := answer.get("Errors"):
                raise StorageUnavailable(
                    f"The object store kept {len(kept)} of {len(batch)} files that were to be"
                    " deleted. Delete them again."
                )

    def list(self, prefix: str = "") -> Iterator[ListedObject]:
        """Yield every object whose key starts with ``prefix``, in the order of their keys."""
        with translated():
            pages = self._client().get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    yield ListedObject(
                        entry["Key"], entry["Size"], entry["LastModified"].astimezone(UTC)
                    )

    def hidden(self, prefix: str = "") -> Iterator[tuple[str, datetime]]:
        """Yield each key whose old versions a deletion by another program left, and when."""
        with translated():
            yield from hidden_keys(self._client(), self._bucket, prefix)

    def health(self) -> None:
        """Return if the bucket answers within two seconds.

        :raises StorageUnavailable: it does not.
        """
        with translated():
            try:
                self._client(tries=1).head_bucket(Bucket=self._bucket)
            except ClientError as error:
                if error_code(error) in ABSENT_CODES:
                    raise missing_bucket() from error
                raise

    def _client(self, tries: int = TRIES) -> "S3Client":
        """Return this process's client: a connection must not be used on both sides of a fork."""
        name = (os.getpid(), tries)
        with self._lock:
            if name not in self._clients:
                self._clients[name] = connect(self._settings, tries)
            return self._clients[name]

    def _create_bucket(self) -> bool:
        region = self._settings.s3_region
        extra: dict[str, Any] = {}
        if region != "us-east-1":  # which the S3 API does not accept as a constraint
            extra["CreateBucketConfiguration"] = {"LocationConstraint": region}
        try:
            self._client().create_bucket(Bucket=self._bucket, **extra)
        except ClientError as error:
            if error_code(error) not in OWN_BUCKET_CODES:
                raise
            return False
        return True


def _checked_chunks(answer: "GetObjectOutputTypeDef") -> Iterator[bytes]:
    digest = hashlib.sha256()
    with closing(answer["Body"]) as body:
        for chunk in body.iter_chunks(CHUNK_BYTES):
            digest.update(chunk)
            yield chunk
    expected = answer["Metadata"].get(SHA256_METADATA)
    if expected is not None and digest.hexdigest() != expected:
        raise _damaged()


def _digest(content: bytes | BinaryIO) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK_BYTES):
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def _damaged() -> StorageUnavailable:
    return StorageUnavailable(
        "A stored file is not what was stored: its SHA-256 differs. Restore it from a backup.",
        code="object_damaged",
    )
