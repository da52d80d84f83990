"""Each set of eight orientations comes out as one picture; containers turn once."""

from pathlib import Path

import pytest
from PIL import Image

from gallery.imaging.edits import Edits
from gallery.imaging.intake import inspect
from gallery.imaging.limits import Limits
from gallery.imaging.render import render
from gallery.imaging.specs import Size, Variant
from tests.support.pictures import CORPUS, RIGHTS, mean_difference, needs_corpus, pixels

pytestmark = [pytest.mark.corpus, needs_corpus]
ORIENTATION = CORPUS / "orientation"
LIMITS = Limits()
EXACT = {"exact_png_exif": "png", "exact_webp_lossless": "webp", "exact_jpeg_q95_444": "jpg"}


def shown(path: Path) -> bytes:
    files = render(path, LIMITS, Variant.CLEAN, None, RIGHTS, edits=Edits())
    best = [file for file in files if file.format == "webp"]
    return max(best, key=lambda file: file.size.width_px).content


@pytest.mark.parametrize("prefix", EXACT)
def test_exact_sets_come_out_as_the_reference(prefix: str) -> None:
    made = [shown(ORIENTATION / f"{prefix}_{n}.{EXACT[prefix]}") for n in range(1, 9)]
    if prefix != "exact_jpeg_q95_444":  # lossless sources: not one byte may differ
        assert len(set(made)) == 1
    reference = pixels(Image.open(ORIENTATION / "exact_reference.png"))
    for content in made:
        assert mean_difference(pixels(content), reference) < 3


@pytest.mark.parametrize("prefix", ["recurser_Landscape", "recurser_Portrait"])
def test_camera_sets_come_out_as_one_picture(prefix: str) -> None:
    first, *others = [
        inspect(ORIENTATION / f"{prefix}_{n}.jpg", LIMITS).preview_jpeg for n in range(1, 9)
    ]
    for content in others:  # each was encoded again by its maker, so not equal
        assert mean_difference(pixels(content), pixels(first)) < 4


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("iphone13promax_ori6_P3.heic", Size(3024, 4032)),
        ("iphone12pro_ori6_P3_gps.heic", Size(3024, 4032)),
        ("avif_orientation6_P3_iphonexs.avif", Size(3024, 4032)),
        ("exif6_without_irot.heic", Size(4032, 3024)),
    ],
)
def test_containers_turn_once_whatever_exif_says(name: str, size: Size) -> None:
    assert inspect(CORPUS / "heic" / name, LIMITS).size == size


def test_a_turned_avif_shows_the_jpeg_it_was_made_from() -> None:
    avif = inspect(CORPUS / "heic" / "avif_orientation6_P3_iphonexs.avif", LIMITS)
    jpeg = inspect(CORPUS / "photos" / "iphonexs_12.2MP_P3_ori6_gps.jpg", LIMITS)
    assert avif.preview_size == jpeg.preview_size


def test_heic_exif_without_container_rotation_leaves_the_pixels() -> None:
    twin = inspect(CORPUS / "heic" / "iphone7_P3_gps.heic", LIMITS)
    found = inspect(CORPUS / "heic" / "exif6_without_irot.heic", LIMITS)
    assert mean_difference(pixels(found.preview_jpeg), pixels(twin.preview_jpeg)) < 1
