"""R14: not one byte of hidden metadata reaches a published file."""

import base64
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from gallery.imaging.edits import Edits
from gallery.imaging.intake import inspect
from gallery.imaging.limits import Limits
from gallery.imaging.pair import combine_pair
from gallery.imaging.render import render
from gallery.imaging.specs import Variant, Watermark
from tests.support.pictures import CORPUS, RIGHTS, corpus_files, needs_corpus, pixels

pytestmark = [pytest.mark.corpus, needs_corpus]
LIMITS = Limits()
SECRET = b"CANARY7F3A91"
DISGUISES = {
    "plain": SECRET,
    "utf-16 le": SECRET.decode().encode("utf-16-le"),
    "utf-16 be": SECRET.decode().encode("utf-16-be"),
    "hex": SECRET.hex().encode(),
    "base64": base64.b64encode(SECRET)[:14],
}
CANARIES = [path for path in corpus_files("canary") if path.suffix not in {".tif", ".gif"}]
WITH_POSITION = [
    CORPUS / "photos" / "train_12.2MP_gps.jpg",
    CORPUS / "heic" / "iphone7_P3_gps.heic",
]
ALLOWED_GROUPS = {
    "ExifTool", "File", "JFIF", "RIFF", "QuickTime", "Meta", "Composite", "System",
    "XMP-dc", "XMP-photoshop", "XMP-plus", "XMP-xmpRights", "XMP-iptcExt", "XMP-x",
}  # fmt: skip
EXIFTOOL = shutil.which("exiftool")


@cache
def published(path: Path) -> dict[str, bytes]:
    mark = Watermark("© Example Practice", None)
    files = list(render(path, LIMITS, Variant.MARKED, mark, RIGHTS, edits=Edits()))
    made = {f"{file.spec}.{file.format}": file.content for file in files}
    preview = inspect(path, LIMITS).preview_jpeg
    return made | {
        "preview.jpg": preview,
        "pair.jpg": combine_pair(preview, preview, RIGHTS, LIMITS),
    }


@pytest.mark.parametrize("path", CANARIES, ids=lambda path: path.name)
def test_the_secret_is_in_the_source_and_in_no_published_file(path: Path) -> None:
    for name, content in published(path).items():
        found = [disguise for disguise, form in DISGUISES.items() if form in content]
        assert not found, name


def test_the_search_would_find_the_secret_in_a_source() -> None:
    assert SECRET in (CORPUS / "canary" / "canary.jpg").read_bytes()
    assert DISGUISES["base64"] in base64.b64encode(SECRET)


def test_what_transparency_hid_is_not_in_the_pixels() -> None:
    for name, content in published(CORPUS / "canary" / "canary_under_alpha.png").items():
        if name != "pair.jpg":
            red, green, blue = (pixels(content)[..., i] for i in range(3))
            assert not ((red > 200) & (blue > 200) & (green < 100)).any(), name


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool (libimage-exiftool-perl) is not installed")
@pytest.mark.parametrize("path", [*CANARIES, *WITH_POSITION], ids=lambda path: path.name)
def test_exiftool_sees_nothing_but_the_rights(path: Path, tmp_path: Path) -> None:
    for name, content in published(path).items():
        (tmp_path / name).write_bytes(content)
    command = [str(EXIFTOOL), "-a", "-u", "-ee", "-G1", "-s", "-n", str(tmp_path)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line for line in seen.splitlines() if line.startswith("[")]
    assert len(lines) > 50
    assert {line[1:].split("]")[0] for line in lines} <= ALLOWED_GROUPS
    for word in (SECRET.decode(), "GPS", "48.858", "Thumbnail", "ICC", "MakerNote"):
        assert word not in seen
