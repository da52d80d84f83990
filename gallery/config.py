"""Settings of one installation, read from the environment: the only reader of ``os.environ``."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gallery.errors import ConfigurationError

PREFIX = "GALLERY_"
SHORTEST_SECRET = 32
CDN_PURGES = ("none", "url", "key", "webhook")
_ORIGIN = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)(:\d{1,5})?")


def _doc(text: str) -> dict[str, str]:
    return {"doc": text}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Hold every setting of one installation; field ``x_y`` is read from ``GALLERY_X_Y``."""

    instance: Path = field(
        default=Path("instance"), metadata=_doc("Folder of the local database, secrets and objects")
    )
    database_url: str = field(
        default="", metadata=_doc("SQLAlchemy URL; SQLite in the instance folder if empty")
    )
    queue_url: str = field(
        default="",
        metadata=_doc(
            "sqlite:///path, postgresql:// or redis:// URL of the queue; SQLite if empty"
        ),
    )
    s3_endpoint_url: str = field(
        default="", metadata=_doc("S3 endpoint; the embedded object store if empty")
    )
    s3_bucket: str = field(default="gallery", metadata=_doc("Private bucket that holds everything"))
    s3_region: str = field(default="us-east-1", metadata=_doc("Region name sent to the S3 API"))
    s3_access_key_id: str = field(default="", metadata=_doc("S3 access key; embedded: generated"))
    s3_secret_access_key: str = field(
        default="", repr=False, metadata=_doc("S3 secret key; embedded: generated")
    )
    s3_request_checksums: str = field(
        default="when_supported",
        metadata=_doc("when_supported, or when_required for older S3 servers"),
    )
    s3_response_checksums: str = field(
        default="when_supported",
        metadata=_doc("when_supported, or when_required for older S3 servers"),
    )
    secret_key: str = field(
        default="", repr=False, metadata=_doc("Signs cookies and forms; 32 or more characters")
    )
    data_key: str = field(
        default="",
        repr=False,
        metadata=_doc("Encrypts chart references and signers' names; 32 or more characters"),
    )
    data_keys_retired: tuple[str, ...] = field(
        default=(),
        repr=False,
        metadata=_doc("Earlier data keys, comma-separated: they decrypt until all is re-encrypted"),
    )
    ledger_key: str = field(
        default="",
        repr=False,
        metadata=_doc("Signs the ledger's checkpoints; 32 or more characters; embedded: generated"),
    )
    public_url: str = field(
        default="", metadata=_doc("Address visitors use, without a final slash; host:port if empty")
    )
    cdn_url: str = field(
        default="", metadata=_doc("Address of a CDN in front of the gallery; none if empty")
    )
    cdn_purge: str = field(
        default="none", metadata=_doc("How the CDN is told to forget: none, url, key or webhook")
    )
    cdn_purge_url: str = field(
        default="", metadata=_doc("Address that purge requests go to; needed unless none")
    )
    cdn_purge_token: str = field(
        default="", repr=False, metadata=_doc("Bearer token of purge requests; none if empty")
    )
    trusted_origins: tuple[str, ...] = field(
        default=(),
        metadata=_doc("Origins that outgoing requests may reach although private, comma-separated"),
    )
    host: str = field(default="127.0.0.1", metadata=_doc("Address the web server binds to"))
    port: int = field(default=8000, metadata=_doc("Port the web server binds to"))
    web_workers: int = field(default=2, metadata=_doc("Web server processes"))
    web_threads: int = field(default=8, metadata=_doc("Threads in each web server process"))
    worker_threads: int = field(
        default=2,
        metadata=_doc(
            "Ordinary jobs that a worker runs side by side; urgent ones have two threads more"
        ),
    )
    trusted_proxies: int = field(
        default=0,
        metadata=_doc("Reverse proxies in front whose X-Forwarded-* headers are believed"),
    )
    time_zone: str = field(
        default="UTC", metadata=_doc("IANA zone of the practice: a consent ends as its day begins")
    )
    session_idle_seconds: int = field(
        default=1800, metadata=_doc("Staff are signed out after this time without a request")
    )
    session_absolute_seconds: int = field(
        default=43200, metadata=_doc("Staff are signed out this long after signing in")
    )
    sign_in_attempts: int = field(
        default=5, metadata=_doc("Failed sign-ins allowed in the window, for a name or an address")
    )
    sign_in_window_seconds: int = field(
        default=900, metadata=_doc("Window in which failed sign-ins are counted")
    )
    password_hash_memory_kib: int = field(
        default=65536, metadata=_doc("Memory of one argon2id password hash")
    )
    password_hash_passes: int = field(default=3, metadata=_doc("Passes of one argon2id hash"))
    max_upload_bytes: int = field(
        default=40 * 1024 * 1024, metadata=_doc("Largest picture or evidence file accepted")
    )
    max_pixels: int = field(
        default=60_000_000, metadata=_doc("Largest picture accepted, width times height")
    )
    decode_seconds: int = field(default=20, metadata=_doc("Longest time to decode one picture"))
    decode_memory_bytes: int = field(
        default=600 * 1024 * 1024, metadata=_doc("Largest memory of a decoding process")
    )
    max_jpeg_scans: int = field(default=100, metadata=_doc("Most scans accepted in one JPEG"))
    picture_text: str = field(
        default="auto", metadata=_doc("auto: pictures are searched for names (tesseract); or off")
    )
    c2pa_certificate: str = field(default="", metadata=_doc("Chain file (PEM) that signs pictures"))
    c2pa_private_key: str = field(default="", metadata=_doc("Its private key file (PEM)"))
    c2pa_timestamp_url: str = field(default="", metadata=_doc("RFC 3161 address; none if empty"))
    evidence_years: int = field(
        default=6,
        metadata=_doc("Evidence is kept this long after the last day its consent was in effect"),
    )
    signing_link_hours: int = field(
        default=72, metadata=_doc("A link to sign a consent works for this time")
    )
    job_lease_seconds: int = field(
        default=60, metadata=_doc("A job whose worker died is taken up again after this time")
    )
    job_attempts: int = field(default=5, metadata=_doc("Tries of a job before it is marked failed"))

    @property
    def zone(self) -> ZoneInfo:
        """Return the practice's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def base_url(self) -> str:
        """Return the address visitors use, without a final slash."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def is_https(self) -> bool:
        """Tell whether visitors come by TLS, so that cookies are marked Secure."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``environ`` (default: the process's own).

    Secrets and the embedded store's address that are not given come from ``secrets.json`` and
    ``run/object-store.json`` in the instance folder, written by ``gallery serve``.

    :raises ConfigurationError: a value is missing or has the wrong form; names the variable.
    """
    source = os.environ if environ is None else environ
    given = _given(source)
    instance = instance_folder(source)
    values: dict[str, Any] = {**_embedded(instance), **given, "instance": instance}
    values.setdefault("database_url", f"sqlite:///{instance / 'gallery.sqlite3'}")
    values.setdefault("queue_url", f"sqlite:///{instance / 'queue.sqlite3'}")
    settings = Settings(**values)
    _check(settings)
    return settings


def instance_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the instance folder; it need not exist yet."""
    source = os.environ if environ is None else environ
    return Path(source.get(f"{PREFIX}INSTANCE", "").strip() or "instance").resolve()


def uses_embedded_store(environ: Mapping[str, str] | None = None) -> bool:
    """Tell whether the object store is our own child: no other S3 endpoint is named."""
    return not is_given("s3_endpoint_url", environ)


def is_given(name: str, environ: Mapping[str, str] | None = None) -> bool:
    """Tell whether the environment itself names a setting, which outweighs ``secrets.json``."""
    source = os.environ if environ is None else environ
    return bool(source.get(PREFIX + name.upper(), "").strip())


def _given(source: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for setting in fields(Settings):
        raw = source.get(PREFIX + setting.name.upper(), "").strip()
        if not raw:
            continue
        given[setting.name] = _parse(setting.name, setting.type, raw)
    return given


def _parse(name: str, kind: object, raw: str) -> str | int | tuple[str, ...]:
    if kind == tuple[str, ...]:
        return _listed(raw)
    if kind is not int:
        return raw.rstrip("/") if name.endswith("_url") else raw
    try:
        return int(raw)
    except ValueError:
        raise _wrong(name, f"is {raw!r}; give a whole number.") from None


def _listed(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _embedded(instance: Path) -> dict[str, Any]:
    """Read what the embedded services wrote for this instance; nothing where they never ran."""
    values: dict[str, Any] = {}
    secrets = instance / "secrets.json"
    if secrets.is_file():
        values.update(json.loads(secrets.read_text(encoding="utf-8")))
    store = instance / "run" / "object-store.json"
    if store.is_file():
        facts = json.loads(store.read_text(encoding="utf-8"))
        values["s3_endpoint_url"] = facts["endpoint_url"]
    retired = values.get("data_keys_retired", ())
    values["data_keys_retired"] = _listed(retired) if isinstance(retired, str) else tuple(retired)
    known = {setting.name for setting in fields(Settings)}
    return {name: value for name, value in values.items() if name in known}


def _check(settings: Settings) -> None:
    _check_secrets(settings)
    _check_addresses(settings)
    for name in ("evidence_years", "signing_link_hours"):
        if getattr(settings, name) < 1:
            raise _wrong(name, "is less than 1; give 1 or more.")
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise _wrong(
            "time_zone",
            f"is {settings.time_zone!r}; give an IANA name such as America/Los_Angeles.",
        ) from None


def _check_secrets(settings: Settings) -> None:
    for name in ("secret_key", "data_key"):
        if not getattr(settings, name):
            raise _wrong(
                name,
                "is not set. Set it, or run `gallery serve` once: it creates the secrets of an"
                " embedded installation.",
            )
    for name in ("secret_key", "data_key", "ledger_key"):
        if 0 < len(getattr(settings, name)) < SHORTEST_SECRET:
            raise _wrong(name, f"is shorter than {SHORTEST_SECRET} characters.")
    if any(len(key) < SHORTEST_SECRET for key in settings.data_keys_retired):
        raise _wrong("data_keys_retired", f"holds a key under {SHORTEST_SECRET} characters.")


def _check_addresses(settings: Settings) -> None:
    purge = settings.cdn_purge
    if purge not in CDN_PURGES:
        raise _wrong("cdn_purge", f"is {purge!r}; give one of: {', '.join(CDN_PURGES)}.")
    if purge != "none" and not settings.cdn_purge_url:
        raise _wrong("cdn_purge_url", f"is not set, and GALLERY_CDN_PURGE is {purge!r}; set it.")
    for name in ("cdn_url", "cdn_purge_url", "c2pa_timestamp_url"):
        value = getattr(settings, name)
        if value and not value.startswith(("http://", "https://")):
            raise _wrong(name, "is not an address that begins with http:// or https://.")
    for origin in settings.trusted_origins:
        if not _ORIGIN.fullmatch(origin):
            raise _wrong(
                "trusted_origins",
                "holds something else than scheme, host and port, such as http://10.0.0.5:8080.",
            )


def _wrong(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"{PREFIX}{name.upper()} {why}")
