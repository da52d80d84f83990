"""R13: labels, stamps and screens that a photo shows are read, whichever way it was held."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from gallery.errors import ImagingUnavailable, PictureRejected
from gallery.imaging import burnt_in_text, refusals
from gallery.imaging.burnt_in_text import BurntInText, is_available, read_text
from gallery.imaging.limits import Limits
from gallery.publishing.finding import Severity
from gallery.publishing.leaks import KnownIdentifiers, text_findings
from tests.integration.imaging.conftest import Store
from tests.support.pictures import corpus_files, encoded, needs_corpus

pytestmark = pytest.mark.skipif(not is_available(), reason="tesseract-ocr is not installed")
LIMITS = Limits()
KNOWN = KnownIdentifiers(("Jane Example", "María García"), ("MRN-004711",))
BACK_FROM = {3: 180, 6: 90, 8: 270}
#: Real pictures: people and things, little foliage, which takes the reader long.
REAL = ("astronaut", "canon5d3", "xiaomi")


def skin(width_px: int = 2016, height_px: int = 1512) -> Image.Image:
    """Make something as bright and as uneven as skin."""
    grain = np.random.default_rng(7).normal(128, 18, (height_px, width_px)).clip(0, 255)
    noise = Image.fromarray(grain.astype(np.uint8)).filter(ImageFilter.GaussianBlur(2))
    tinted = ImageChops.multiply(
        noise.convert("RGB"), Image.new("RGB", noise.size, (255, 205, 180))
    )
    return ImageChops.add(tinted, Image.new("RGB", noise.size, (90, 60, 50)))


def label(text: str, height_px: int = 70, ink: str = "black", paper: str = "white") -> Image.Image:
    font = ImageFont.load_default(height_px * 0.6)
    sticker = Image.new("RGB", (int(font.getlength(text)) + 40, height_px), paper)
    ImageDraw.Draw(sticker).text((20, height_px * 0.12), text, font=font, fill=ink)
    return sticker


def labelled(text: str, at: tuple[int, int] = (120, 120), turned: int = 0) -> Image.Image:
    picture = skin()
    picture.paste(label(text).rotate(turned, expand=True), at)
    return picture


def codes(text: BurntInText) -> set[str]:
    found = text_findings("photo", text, KNOWN)
    return {finding.code for finding in found if finding.severity is Severity.BLOCK}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Jane Example", "name_in_picture"),
        ("Garcia, Maria", "name_in_picture"),
        ("MRN-004711", "chart_ref_in_picture"),
        ("DOB 12/03/1980", "date_of_birth_in_picture"),
    ],
)
def test_r13_a_label_on_the_skin_is_read(store: Store, text: str, code: str) -> None:
    read = read_text(store(encoded(labelled(text), quality=60)), LIMITS)
    assert code in codes(read)
    assert read.was_read
    assert {word.where for word in read.words if word.confidence > 80} == {"upper left"}


@pytest.mark.parametrize("turned", [90, 270])
def test_r13_a_label_on_its_side_is_read(store: Store, turned: int) -> None:
    picture = labelled("Jane Example", at=(1800, 1100), turned=turned)
    read = read_text(store(encoded(picture, quality=60)), LIMITS)
    assert codes(read) == {"name_in_picture"}
    assert {word.where for word in read.words if word.text == "Jane"} == {"lower right"}


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_r13_a_phones_turned_photo_is_read_upright(store: Store, orientation: int) -> None:
    stored = labelled("Jane Example").rotate(BACK_FROM[orientation], expand=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, "JPEG", quality=60, exif=exif)
    read = read_text(store(buffer.getvalue()), LIMITS)
    assert codes(read) == {"name_in_picture"}
    assert {word.where for word in read.words if word.text == "Jane"} == {"upper left"}


def test_r15_the_date_that_a_camera_prints_in_orange_is_read(store: Store) -> None:
    picture = skin()
    font = ImageFont.load_default(70)
    ImageDraw.Draw(picture).text((1500, 1400), "'24  6 12", font=font, fill=(255, 140, 20))
    read = read_text(store(encoded(picture, quality=60)), LIMITS)
    assert codes(read) == {"date_in_picture"}


def test_r13_a_screen_behind_the_patient_is_read(store: Store) -> None:
    screen = Image.new("RGB", (900, 500), "navy")
    screen.paste(label("Chart: EXAMPLE, JANE", 60, "white", "navy"), (100, 150))
    picture = skin()
    picture.paste(screen, (1000, 100))
    assert codes(read_text(store(encoded(picture)), LIMITS)) == {"name_in_picture"}


def test_plain_skin_names_nobody(store: Store) -> None:
    assert codes(read_text(store(encoded(skin())), LIMITS)) == set()


#: A reader that works on the first sheets, and then waits for others as on a busy machine.
HELD_UP = """#!/bin/sh
case "$*" in *thresholding*) exec sleep 20;; esac
i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done
"""


@pytest.mark.parametrize(("share", "is_slow_itself"), [(0.01, True), (0.9, False)])
def test_a_reader_out_of_time_is_to_blame_only_if_it_worked_all_the_while(
    store: Store, monkeypatch: pytest.MonkeyPatch, share: float, *, is_slow_itself: bool
) -> None:
    reader = store(HELD_UP.encode())
    reader.chmod(0o700)
    monkeypatch.setattr(burnt_in_text, "PROGRAM", str(reader))
    monkeypatch.setattr(refusals, "UNDISTURBED", share)
    picture = store(encoded(skin(300, 200)))
    if is_slow_itself:
        assert not read_text(picture, LIMITS, seconds=2).was_read
    else:
        with pytest.raises(ImagingUnavailable, match="within 2 s"):
            read_text(picture, LIMITS, seconds=2)


def test_without_the_program_the_photo_stays_unread(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burnt_in_text, "PROGRAM", "no-such-reader")
    assert not is_available()
    assert not read_text(store(encoded(skin(200, 200))), LIMITS).was_read


def test_a_file_that_is_no_picture_is_refused(store: Store) -> None:
    with pytest.raises(PictureRejected):
        read_text(store(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), LIMITS)


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize(
    "path",
    [p for p in corpus_files("canary") if p.name in {"canary.jpg", "canary.heic", "canary.png"}]
    + [p for p in corpus_files("photos") if p.name.startswith(REAL)],
    ids=lambda path: path.name,
)
def test_r13_real_pictures_name_nobody(path: Path) -> None:
    assert codes(read_text(path, LIMITS)) == set()
