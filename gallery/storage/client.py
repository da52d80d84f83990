"""The S3 client and the meaning of its failures."""

import ipaddress
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from gallery.config import Settings
from gallery.errors import InvalidInput, NotFound, StorageUnavailable

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_CREATING = threading.Lock()  # clients may be shared by threads, but not be made by several
CONNECT_SECONDS = 2
READ_SECONDS = 10
TRIES = 3
CONNECTIONS = 16

ABSENT_CODES = frozenset({"404", "NoSuchKey", "NotFound"})
REFUSED_CODES = frozenset({"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"})


def connect(settings: Settings, tries: int) -> "S3Client":
    """Return a client that tries ``tries`` times, each with a limit on connecting and reading."""
    checksums: dict[str, Any] = {
        "request_checksum_calculation": settings.s3_request_checksums,
        "response_checksum_validation": settings.s3_response_checksums,
    }
    if _is_loopback(settings.s3_endpoint_url):
        checksums["proxies"] = {}  # a proxy of the machine cannot reach its own loopback
    config = Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS if tries > 1 else CONNECT_SECONDS,
        retries={"total_max_attempts": tries, "mode": "standard"},
        max_pool_connections=CONNECTIONS,
        **checksums,
    )
    with _CREATING:
        return _session().client(
            "s3",
            endpoint_url=settings.s3_endpoint_url or None,
            region_name=settings.s3_region,
            aws_access_key_id=settings.s3_access_key_id or None,
            aws_secret_access_key=settings.s3_secret_access_key or None,
            config=config,
        )


@cache
def _session() -> Session:
    """Return the one session of the process: it reads the API's description, which takes 0.1 s."""
    return Session()


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def error_code(error: ClientError) -> str:
    """Return the S3 error code, or the HTTP status where the answer had no body."""
    return str(error.response.get("Error", {}).get("Code", ""))


def missing_bucket() -> StorageUnavailable:
    """Return the error for a bucket that is not there."""
    return StorageUnavailable("The bucket does not exist. Check GALLERY_S3_BUCKET.")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the library's failures into the product's; the cause stays for the log."""
    try:
        yield
    except ClientError as error:
        raise _meaning(error_code(error)) from error
    except BotoCoreError as error:
        raise StorageUnavailable(
            "The object store did not answer in time. Try again in a moment."
        ) from error


def _meaning(code: str) -> NotFound | InvalidInput | StorageUnavailable:
    if code in ABSENT_CODES:
        return NotFound("This file is not stored (any more).")
    if code in {"416", "InvalidRange"}:
        return InvalidInput("The file has no byte in the range asked for.", code="range_invalid")
    if code in REFUSED_CODES:
        return StorageUnavailable(
            "The object store refused the credentials. Check GALLERY_S3_ACCESS_KEY_ID and"
            " GALLERY_S3_SECRET_ACCESS_KEY.",
            code="storage_refused",
        )
    if code == "NoSuchBucket":
        return missing_bucket()
    return StorageUnavailable("The object store failed. Try again in a moment.")
