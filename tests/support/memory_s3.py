"""What the product asks of an S3 server, answered from this process's memory.

It stands where the library's client stands, so that everything of the product is at work. That it
answers as a real server does is what ``tests/integration/storage`` asks of both.
"""
# ruff: noqa: N803 -- the arguments have the names of the S3 API

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

PAGE = 1000  # what S3 lists at once


@dataclass(frozen=True)
class Stored:
    """Hold one object."""

    content: bytes
    content_type: str
    metadata: dict[str, str]
    modified_at: datetime

    @property
    def facts(self) -> dict[str, Any]:
        """Return what GET and HEAD tell beside the content."""
        return {
            "ContentLength": len(self.content),
            "ContentType": self.content_type,
            "LastModified": self.modified_at,
            "Metadata": dict(self.metadata),
        }


@dataclass
class MemoryS3:
    """Answer the operations that the product uses; safe to share by threads."""

    buckets: dict[str, dict[str, Stored]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def head_bucket(self, *, Bucket: str) -> None:
        self._bucket(Bucket, "HeadBucket", "404")

    def create_bucket(self, *, Bucket: str, **_: object) -> None:
        with self.lock:
            self.buckets.setdefault(Bucket, {})

    def get_bucket_versioning(self, *, Bucket: str) -> dict[str, Any]:
        self._bucket(Bucket, "GetBucketVersioning")
        return {}

    def put_object(
        self,
        *,
        Bucket: str,
        Key: str,
        Body: bytes | BinaryIO,
        ContentType: str = "binary/octet-stream",
        Metadata: dict[str, str] | None = None,
        IfNoneMatch: str = "",
    ) -> None:
        content = Body if isinstance(Body, bytes) else Body.read()
        now = datetime.now(UTC).replace(microsecond=0)  # S3 tells whole seconds
        with self.lock:
            objects = self._bucket(Bucket, "PutObject")
            if IfNoneMatch == "*" and Key in objects:
                raise _refusal("PreconditionFailed", "PutObject")
            objects[Key] = Stored(content, ContentType, dict(Metadata or {}), now)

    def get_object(self, *, Bucket: str, Key: str, Range: str = "") -> dict[str, Any]:
        found = self._object(Bucket, Key, "GetObject", "NoSuchKey")
        content = _part(found.content, Range) if Range else found.content
        body = StreamingBody(io.BytesIO(content), len(content))
        return {**found.facts, "ContentLength": len(content), "Body": body}

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        return self._object(Bucket, Key, "HeadObject", "404").facts

    def delete_objects(self, *, Bucket: str, Delete: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            objects = self._bucket(Bucket, "DeleteObjects")
            for named in Delete["Objects"]:
                objects.pop(named["Key"], None)
        return {}

    def get_paginator(self, operation: str) -> "MemoryS3":
        assert operation == "list_objects_v2", "a plain bucket has no versions to list"
        return self

    def paginate(self, *, Bucket: str, Prefix: str = "") -> Iterator[dict[str, Any]]:
        with self.lock:
            held = sorted(self._bucket(Bucket, "ListObjectsV2").items())
        entries = [
            {"Key": key, "Size": len(one.content), "LastModified": one.modified_at}
            for key, one in held
            if key.startswith(Prefix)
        ]
        for start in range(0, max(len(entries), 1), PAGE):
            yield {"Contents": page} if (page := entries[start : start + PAGE]) else {}

    def _bucket(self, name: str, operation: str, code: str = "NoSuchBucket") -> dict[str, Stored]:
        with self.lock:
            if name not in self.buckets:
                raise _refusal(code, operation)
            return self.buckets[name]

    def _object(self, bucket: str, key: str, operation: str, code: str) -> Stored:
        found = self._bucket(bucket, operation).get(key)
        if found is None:
            raise _refusal(code, operation)
        return found


def _part(content: bytes, wanted: str) -> bytes:
    """Return what a header ``Range`` of RFC 9110 names, one interval."""
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    if not first:
        return content[-int(last) :]
    if int(first) >= len(content):
        raise _refusal("InvalidRange", "GetObject")
    return content[int(first) : int(last) + 1 if last else None]


def _refusal(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, operation)
