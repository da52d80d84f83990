"""The scripts of others that pages load are the very files that their locks name."""

import hashlib
import json
import re
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[3] / "gallery" / "static" / "vendor"
FOLDERS = sorted(path.parent for path in VENDOR.glob("*/package.json"))


def lock_of(folder: Path) -> dict[str, dict[str, str]]:
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return dict(packages)


def test_every_vendored_folder_has_a_lock() -> None:
    assert sorted(path for path in VENDOR.iterdir() if path.is_dir()) == FOLDERS
    assert FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_copy_has_the_recorded_hash(folder: Path) -> None:
    lines = (folder / "SHA512SUMS").read_text(encoding="utf-8").splitlines()
    recorded = {name: digest for digest, name in (line.split() for line in lines)}
    own = {"package.json", "package-lock.json", "SHA512SUMS"}
    assert set(recorded) == {path.name for path in folder.iterdir()} - own
    for name, digest in recorded.items():
        assert hashlib.sha512((folder / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_lock_pins_one_release_with_its_licence(folder: Path) -> None:
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = lock_of(folder)[f"node_modules/{folder.name}"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", asked[folder.name])
    assert locked["version"] == asked[folder.name]
    assert locked["integrity"].startswith("sha512-")
    assert "resolved" not in locked
    assert (folder / "LICENSE").stat().st_size > 500


def test_the_signature_pad_says_the_release_that_is_locked() -> None:
    folder = VENDOR / "signature_pad"
    version = lock_of(folder)["node_modules/signature_pad"]["version"]
    head = (folder / "signature_pad.min.js").read_text(encoding="utf-8")[:200]
    assert f"v{version} " in head
    assert "MIT" in head
