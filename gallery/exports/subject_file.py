"""All that the practice holds about one subject, as one ZIP (GDPR Art. 15 and 20; HIPAA 164.524).

The originals can be large: files are taken one by one and written on as they come.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from gallery.errors import InvalidInput

MEDIA_TYPE = "application/zip"
_MANIFEST = "manifest.json"
_README = "README.txt"
_PART = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
#: Names that Windows keeps for devices; a file of that name cannot be unpacked there.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_MAX_DEPTH = 3
_COMPRESSED = (".jpg", ".jpeg", ".png", ".heic", ".pdf", ".zip", ".webp", ".avif")


@dataclass(frozen=True)
class FileSummary:
    """Head the file: for whom by whom, and what the folders hold, in plain words."""

    practice_name: str
    subject_pseudonym: str
    made_at: datetime
    about: tuple[str, ...]


def subject_file_zip(
    out: IO[bytes], files: Iterable[tuple[str, bytes]], summary: FileSummary
) -> None:
    """Write the files with README.txt and, last, manifest.json (names, sizes, SHA-256) to ``out``.

    Names are relative paths of safe parts, such as ``photos/before.jpg``; the same input gives the
    same bytes. ``out`` need not be seekable.

    :raises InvalidInput: code ``file_name_refused``, where a name is unsafe or comes twice.
    """
    listed: list[dict[str, object]] = []
    seen = {_MANIFEST.lower(), _README.lower()}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in _with_readme(files, summary):
            if name != _README:
                _check(name, seen)
            listed.append(_entry(name, content))
            _add(archive, name, content, summary.made_at)
        manifest = {
            "made_at": summary.made_at.astimezone(UTC).isoformat(),
            "subject": summary.subject_pseudonym,
            "files": listed,
        }
        body = json.dumps(manifest, indent=2, ensure_ascii=False).encode()
        _add(archive, _MANIFEST, body, summary.made_at)


def _with_readme(
    files: Iterable[tuple[str, bytes]], summary: FileSummary
) -> Iterator[tuple[str, bytes]]:
    lines = (
        f"Everything that {' '.join(summary.practice_name.split())} holds about you in its gallery",
        f"Made on {summary.made_at:%Y-%m-%d %H:%M %z}",
        "",
        *(" ".join(line.split()) for line in summary.about),
        "",
        "manifest.json lists every file with its size and its SHA-256. Tables (.csv) open in any",
        "spreadsheet. An apostrophe before a cell keeps the spreadsheet from taking it for a",
        "formula; it is not part of the value.",
        "These files can show your face and your body. Keep them where only you can open them.",
    )
    yield _README, "\r\n".join([*lines, ""]).encode()
    yield from files


def _check(name: str, seen: set[str]) -> None:
    parts = name.split("/")
    unsafe = len(parts) > _MAX_DEPTH or not all(
        _PART.match(part) and not part.endswith(".") and not _DEVICES.match(part) for part in parts
    )
    if unsafe or name.lower() in seen:
        message = (
            "A file of the subject's file has an unsafe name or the name of another one. "
            "Use letters, digits, dots, dashes and at most two folders."
        )
        raise InvalidInput(message, code="file_name_refused")
    seen.add(name.lower())


def _entry(name: str, content: bytes) -> dict[str, object]:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "size_bytes": len(content), "sha256": digest}


def _add(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    instant = at.astimezone(UTC)
    member = zipfile.ZipInfo(name, instant.timetuple()[:6])
    member.external_attr = 0o600 << 16
    member.create_system = 3  # Unix, on every machine: the same bytes everywhere
    packed = name.lower().endswith(_COMPRESSED)
    member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(member, content)
