import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from gallery.errors import InvalidInput
from gallery.exports.subject_file import FileSummary, subject_file_zip

SUMMARY = FileSummary(
    practice_name="True Jewel Cosmetic Center",
    subject_pseudonym="s-77",
    made_at=datetime(2030, 1, 2, 3, 4, 6, tzinfo=UTC),
    about=("consents/ holds what you signed.", "photos/ holds your original photos."),
)
FILES = (("consents/c-1.pdf", b"%PDF-1.7"), ("events.csv", b'"at"\r\n'), ("photos/p-1.jpg", b"jpg"))


def made(files: tuple[tuple[str, bytes], ...] = FILES) -> bytes:
    out = io.BytesIO()
    subject_file_zip(out, files, SUMMARY)
    return out.getvalue()


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_the_file_opens_with_a_readme_and_ends_with_a_manifest() -> None:
    archive = opened(made())
    assert archive.testzip() is None
    names = archive.namelist()
    assert names == ["README.txt", *(name for name, _ in FILES), "manifest.json"]
    readme = archive.read("README.txt").decode()
    assert "photos/ holds your original photos." in readme


def test_the_manifest_tells_the_hash_of_every_other_file() -> None:
    archive = opened(made())
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["subject"] == "s-77"
    listed = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    others = set(archive.namelist()) - {"manifest.json"}
    assert listed == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in others}


def test_the_same_files_give_the_same_bytes() -> None:
    assert made() == made()


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../x", "a/../b", "a\\b", "C:x", "a//b", "", ".hidden", "a/b/c/d", "nul.txt",
     "Zoë.jpg", "a\x00", "x.", "con", "manifest.json", "readme.TXT", "EVENTS.csv"],
)  # fmt: skip
def test_an_unsafe_or_second_name_is_refused_and_not_quoted(name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        made((*FILES, (name, b"")))
    assert caught.value.code == "file_name_refused"
    assert not name or len(name) < 5 or name not in caught.value.message


def test_files_are_taken_one_by_one_and_written_to_a_stream_that_cannot_seek() -> None:
    class Pipe(io.RawIOBase):
        content = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.content += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    subject_file_zip(pipe, iter(FILES), SUMMARY)  # type: ignore[arg-type]
    assert opened(pipe.content).testzip() is None
