"""Buckets that keep old versions: what is erased has to go with every one of them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from gallery.storage.client import error_code

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

#: What servers without versions answer to the question whether a bucket keeps them.
_UNKNOWN_TO_SERVER = frozenset({"NotImplemented", "MethodNotAllowed", "405", "501"})


def named_for_erasure(
    client: "S3Client", bucket: str, keys: Sequence[str]
) -> Iterator["ObjectIdentifierTypeDef"]:
    """Yield what to delete so that nothing of ``keys`` is left: in a plain bucket the keys.

    Where versions are kept, or once were, each version and delete marker is named: a plain delete
    would only hide the object, and its bytes could still be read by version.
    """
    if not _keeps_versions(client, bucket):
        for key in keys:
            yield {"Key": key}
        return
    for key in keys:
        pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)
        for page in pages:
            for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                if entry["Key"] == key:
                    yield {"Key": key, "VersionId": entry["VersionId"]}


def hidden_keys(
    client: "S3Client", bucket: str, prefix: str = ""
) -> Iterator[tuple[str, datetime]]:
    """Yield each key that a plain delete only hid, and when: no listing of objects has it.

    One request lists a thousand versions; a bucket that keeps none is asked that alone.
    """
    if not _keeps_versions(client, bucket):
        return
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for marker in page.get("DeleteMarkers", []):
            if marker["IsLatest"]:
                yield marker["Key"], marker["LastModified"].astimezone(UTC)


def _keeps_versions(client: "S3Client", bucket: str) -> bool:
    try:
        return bool(client.get_bucket_versioning(Bucket=bucket).get("Status"))
    except ClientError as error:
        if error_code(error) in _UNKNOWN_TO_SERVER:
            return False
        raise
