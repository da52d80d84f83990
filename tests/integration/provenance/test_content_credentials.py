"""Content Credentials in the files that are published: true, bound to the picture, no more."""

import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from gallery.actions.remake_case import remake_case
from gallery.actions.stale_renditions import count_stale
from gallery.actions.verify_renditions import verify_renditions
from gallery.clock import utc_now
from gallery.errors import ConfigurationError
from gallery.imaging.specs import MEDIA_TYPES
from gallery.models import Photo, Rendition
from gallery.provenance.sealing import sealer_for
from gallery.provenance.statement import COVERED, MARKED
from gallery.runtime import OPERATOR, Runtime
from tests.support.pictures import encoded, photo, pixels
from tests.support.practice import Practice
from tests.support.signing_authority import Authority, Leaf

EXIFTOOL = shutil.which("exiftool")
MAGENTA = (255, 0, 255)
Signing = Callable[[Leaf], Practice]


@pytest.fixture
def database_kind() -> str:
    """Run on SQLite alone: nothing here is about SQL."""
    return "sqlite"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    folder = tmp_path / "authority"
    folder.mkdir()
    return Authority(folder)


@pytest.fixture
def signing(runtime: Runtime, tmp_path: Path) -> Signing:
    def practice(leaf: Leaf) -> Practice:
        chain, key = str(leaf.chain), str(leaf.key)
        settings = replace(runtime.settings, c2pa_certificate=chain, c2pa_private_key=key)
        return Practice(replace(runtime, settings=settings), tmp_path)

    return practice


def masked_photo(practice: Practice) -> bytes:
    """Upload a photo whose magenta corner is masked, and make its files; return the original."""
    image = photo(960, 720)
    image.paste(MAGENTA, (0, 0, 200, 200))
    original = encoded(image, quality=95)
    uploaded = practice.photo(practice.case(), "before", content=original)
    mask = {"shape": "rectangle", "points": [[0, 0], [0.25, 0.35]], "fill": "solid", "width": None}
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        uow.get(Photo, uploaded.id, "photo").masks = [mask]
    practice.work()
    return original


def made(practice: Practice) -> list[tuple[Rendition, bytes]]:
    with practice.runtime.reading() as session:
        rows = list(session.execute(select(Rendition)).scalars())
    return [(row, practice.runtime.store.get(row.object_key)) for row in rows]


def read(content: bytes, media_type: str, authority: Authority) -> tuple[str, dict[str, Any]]:
    """Return what a reader that trusts the authority says: its verdict, and the manifest."""
    settings = {"verify": {"ocsp_fetch": False, "remote_manifest_fetch": False},
                "trust": {"trust_anchors": authority.anchor_pem}}  # fmt: skip
    context = c2pa.Context.from_dict(settings)
    with c2pa.Reader(media_type, io.BytesIO(content), context=context) as reader:
        told = json.loads(reader.json())
        return str(reader.get_validation_state()), told["manifests"][told["active_manifest"]]


def test_every_file_says_what_was_done_to_it(signing: Signing, authority: Authority) -> None:
    practice = signing(authority.leaf())
    masked_photo(practice)
    files = made(practice)
    assert {row.format for row, _ in files} == {"jpg", "webp", "avif"}
    for row, content in files:
        verdict, manifest = read(content, MEDIA_TYPES[row.format], authority)
        assert verdict == "Trusted", row.spec
        told = {one["label"]: one["data"] for one in manifest["assertions"]}
        found = told["c2pa.actions.v2"]["actions"]
        uses = told["cawg.training-mining"]["entries"].values()
        assert {entry["use"] for entry in uses} == {"notAllowed"}
        names = [action["action"] for action in found]
        assert (names[0], names[-1]) == ("c2pa.opened", "c2pa.published")
        assert "c2pa.unknown" not in names
        assert {COVERED, MARKED} <= {action.get("description") for action in found}
        assert row.sha256 == hashlib.sha256(content).hexdigest()
        assert row.unsigned_sha256 not in (None, row.sha256)
        assert row.size_bytes == len(content)


def test_nothing_of_the_original_is_within(signing: Signing, authority: Authority) -> None:
    practice = signing(authority.leaf())
    original = masked_photo(practice)
    middle = len(original) // 2
    hidden = [original[middle : middle + 24], hashlib.sha256(original).digest(),
              hashlib.sha256(original).hexdigest().encode()]  # fmt: skip
    for row, content in made(practice):
        _, manifest = read(content, MEDIA_TYPES[row.format], authority)
        assert manifest["ingredients"] == [
            {"relationship": "parentOf", "label": "c2pa.ingredient.v3"}
        ]
        assert "title" not in manifest
        assert b"thumbnail" not in content
        assert not any(part in content for part in hidden)
        near = np.abs(pixels(content) - MAGENTA).max(axis=2)
        assert near.min() > 60, "the masked part shows"


@pytest.mark.parametrize("image_format", ["jpg", "webp", "avif"])
def test_a_change_after_signing_is_noticed(
    signing: Signing, authority: Authority, image_format: str
) -> None:
    practice = signing(authority.leaf())
    masked_photo(practice)
    content = next(content for row, content in made(practice) if row.format == image_format)
    changed = bytearray(content)
    changed[-40] ^= 1
    assert read(content, MEDIA_TYPES[image_format], authority)[0] == "Trusted"
    assert read(bytes(changed), MEDIA_TYPES[image_format], authority)[0] == "Invalid"


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool (libimage-exiftool-perl) is not installed")
def test_the_rights_can_still_be_read(
    signing: Signing, authority: Authority, tmp_path: Path
) -> None:
    practice = signing(authority.leaf())
    masked_photo(practice)
    for row, content in made(practice):
        path = tmp_path / f"{row.spec}.{row.format}"
        path.write_bytes(content)
        command = [str(EXIFTOOL), "-s3", "-XMP-plus:DataMining#", str(path)]
        seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "DMI-PROHIBITED-AIMLTRAINING" in seen, row.format
        assert Image.open(io.BytesIO(content)).size == (row.width_px, row.height_px)


def test_a_certificate_that_ran_out_does_not_stop_publishing(
    signing: Signing, authority: Authority
) -> None:
    practice = signing(authority.leaf(days=-1))
    masked_photo(practice)
    for row, content in made(practice):
        assert row.unsigned_sha256 is None
        assert b"c2pa" not in content
    sealer = sealer_for(practice.runtime.settings)
    assert sealer is not None
    with pytest.raises(ConfigurationError, match="without Content Credentials"):
        sealer.check(utc_now())


def test_a_certificate_that_can_sign_is_tried(signing: Signing, authority: Authority) -> None:
    sealer = sealer_for(signing(authority.leaf()).runtime.settings)
    assert sealer is not None
    sealer.check(utc_now())


def test_half_a_configuration_is_refused(runtime: Runtime, authority: Authority) -> None:
    only = replace(runtime.settings, c2pa_certificate=str(authority.leaf().chain))
    with pytest.raises(ConfigurationError, match="GALLERY_C2PA_PRIVATE_KEY is not set"):
        sealer_for(only)


def test_a_signed_file_can_be_made_again_and_compared(
    signing: Signing, authority: Authority
) -> None:
    practice = signing(authority.leaf())
    masked_photo(practice)
    ids = [row.id for row, _ in made(practice)]
    found = list(verify_renditions(practice.runtime, OPERATOR, ids))
    assert len(found) == len(ids)
    assert not any(one.faults for one in found)


def test_what_is_public_gets_credentials_once_there_is_a_certificate(
    practice: Practice, signing: Signing, authority: Authority
) -> None:
    case_id = practice.published()
    assert not any(b"c2pa" in content for _, content in made(practice))
    assert count_stale(practice.runtime).photos == 0
    now_signing = signing(authority.leaf())
    assert count_stale(now_signing.runtime).photos == 2
    assert remake_case(now_signing.runtime, case_id) == 2
    with practice.runtime.reading() as session:
        newest = session.execute(select(Rendition).where(Rendition.unsigned_sha256.is_not(None)))
        signed = list(newest.scalars())
    assert {row.format for row in signed} == {"jpg", "webp", "avif"}
    assert count_stale(now_signing.runtime).photos == 0
