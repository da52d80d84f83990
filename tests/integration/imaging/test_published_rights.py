"""What a published file states, read back by exiftool; domain rules R13, R14 and R16."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gallery.imaging.edits import Edits
from gallery.imaging.limits import Limits
from gallery.imaging.pair import combine_pair
from gallery.imaging.render import render
from gallery.imaging.specs import Rights, Variant
from tests.support.pictures import RIGHTS, encoded, photo

EXIFTOOL = shutil.which("exiftool")
pytestmark = pytest.mark.skipif(
    EXIFTOOL is None, reason="exiftool (libimage-exiftool-perl) is not installed"
)
PLUS = "http://ns.useplus.org/ldf/vocab/"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
URN = "urn:uuid:8c1c2ab4-5a6a-5a33-9e36-70c1b3cf2f10"
OF_THE_PRACTICE = {
    "XMP-dc:Rights": "© Example Practice",
    "XMP-photoshop:Credit": "Example Practice",
    "XMP-plus:DataMining": PLUS + "DMI-PROHIBITED-AIMLTRAINING",
    "XMP-plus:ImageAlterationConstraints": [PLUS + "AL-RET", PLUS + "AL-MRG", PLUS + "AL-CLR"],
    "XMP-xmpRights:Marked": True,
    "XMP-xmpRights:UsageTerms": "No reuse without permission",
    "XMP-xmpRights:WebStatement": "https://gallery.example/terms",
}
Store = Callable[[bytes], Path]


def xmp_of(content: bytes, folder: Path, name: str) -> dict[str, Any]:
    (folder / name).write_bytes(content)
    # "#" asks for the value as it is written: exiftool would translate the vocabulary.
    command = [str(EXIFTOOL), "-json", "-G1", "-XMP:all#", "-a", "-u", str(folder / name)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(seen)[0]
    return {key: _whole(value) for key, value in found.items() if key.startswith("XMP")}


def _whole(value: Any) -> Any:
    """Write an address of the PLUS vocabulary in full: exiftool cuts its beginning."""
    if isinstance(value, list):
        return [_whole(item) for item in value]
    is_term = (isinstance(value, str) and value[2:3] == "-") or str(value).startswith("DMI-")
    return PLUS + value if is_term else value


def files(source: Path, rights: Rights) -> dict[str, bytes]:
    made = render(source, Limits(), Variant.CLEAN, None, rights, edits=Edits())
    return {f"{file.spec}.{file.format}": file.content for file in made}


def test_every_format_states_the_rights_and_nothing_else(store: Store, tmp_path: Path) -> None:
    rights = replace(RIGHTS, release_urn=URN, shows_nudity=True, is_over_25=True)
    source = store(encoded(photo(480, 360)))
    made = files(source, rights)
    assert {name.rpartition(".")[2] for name in made} == {"jpg", "webp", "avif"}
    for name, content in made.items():
        assert PLUS.encode() + b"MR-LMR" in content, "the vocabulary's address in full"
        assert xmp_of(content, tmp_path, name) == OF_THE_PRACTICE | {
            "XMP-plus:AdultContentWarning": PLUS + "CW-AWR",
            "XMP-plus:ModelReleaseStatus": PLUS + "MR-LMR",
            "XMP-plus:ModelReleaseID": URN,
            "XMP-plus:MinorModelAgeDisclosure": PLUS + "AG-A25",
            "XMP-iptcExt:DigitalSourceType": SOURCE_TYPE + "digitalCapture",
        }


def test_what_may_not_be_told_is_left_out(store: Store, tmp_path: Path) -> None:
    made = files(store(encoded(photo(480, 360))), RIGHTS)
    assert xmp_of(made["clean-480.jpg"], tmp_path, "a.jpg") == OF_THE_PRACTICE | {
        "XMP-plus:AdultContentWarning": PLUS + "CW-NRQ",
        "XMP-iptcExt:DigitalSourceType": SOURCE_TYPE + "digitalCapture",
    }


@pytest.mark.parametrize(
    ("declared", "stated"),
    [
        (("computationalCapture",), "computationalCapture"),
        (("digitalCapture", "computationalCapture"), "computationalCapture"),
        (("print",), "print"),
        (("humanEdits",), None),
        (("print", "negativeFilm"), None),
    ],
)
def test_the_source_type_is_what_the_file_says(
    store: Store, tmp_path: Path, declared: tuple[str, ...], stated: str | None
) -> None:
    said = "".join(f"<a>{SOURCE_TYPE}{term}</a>" for term in declared).encode()
    made = files(store(encoded(photo(480, 360), xmp=said)), RIGHTS)
    seen = xmp_of(made["clean-480.jpg"], tmp_path, "a.jpg")
    expected = SOURCE_TYPE + stated if stated else None
    assert seen.get("XMP-iptcExt:DigitalSourceType") == expected


def test_a_combined_picture_is_a_composite_of_captures(tmp_path: Path) -> None:
    side = encoded(photo(480, 360))
    together = combine_pair(side, side, replace(RIGHTS, release_urn=URN), Limits())
    seen = xmp_of(together, tmp_path, "pair.jpg")
    assert seen["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE + "compositeCapture"
    assert seen["XMP-plus:ModelReleaseID"] == URN
