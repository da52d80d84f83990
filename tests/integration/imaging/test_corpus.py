"""Real and hostile files, each with what the corpus expects of it."""

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from gallery.errors import GalleryError, PictureDamaged, PictureTooLarge, PictureTypeUnsupported
from gallery.imaging import sandbox
from gallery.imaging.edits import Edits, Fill, Framing, Mask, Shape
from gallery.imaging.intake import Intake, inspect
from gallery.imaging.limits import Limits
from gallery.imaging.render import render
from gallery.imaging.specs import Variant
from tests.support.pictures import CORPUS, RIGHTS, corpus_files, expectations, needs_corpus

pytestmark = [pytest.mark.corpus, needs_corpus]
LIMITS = Limits()
EXPECTED = expectations()
BUDGET_BYTES = LIMITS.decode_memory_bytes
PAYLOADS = (b"<script", b"<?php", b"__HALT_COMPILER", b"<!ENTITY", b"passwd", b"ftypmp4", b"<svg")
# The corpus allows either for these; the product refuses GIF, takes a first frame elsewhere.
PIXEL_BOMBS = (
    "bomb_png_30000x30000_1bit.png", "bomb_png_16000x16000_rgb.png", "webp_16383x16383.webp",
    "png_9461x9461_pillow_warning_band.png", "png_9459x9459_just_under_pillow_limit.png",
    "png_ihdr_lie_2147483647.png", "jpeg_sof_65500x65500.jpg", "sharp_65536x65536.png",
    "jpeg_sof_12000x12000_short_data.jpg", "sharp_giant_20000x14000_gray.jpg",
    "thumbor_9643x10328.jpg", "heic_ispe_65535.heic", "avif_ispe_65535.avif",
    "fuzzdb_lottapixel.jpg",
)  # fmt: skip


def names(files: list[Path]) -> list[str]:
    return [path.name for path in files]


def measured(path: Path) -> Intake | GalleryError:
    """Inspect ``path`` within the budget of time and memory, whatever the answer is."""
    usage = sandbox.Usage()
    try:
        result: Intake | GalleryError = inspect(path, LIMITS, usage=usage)
    except GalleryError as refusal:
        result = refusal
    assert usage.cpu_seconds < 5  # wall time would depend on what else the machine does
    assert usage.peak_memory_bytes < BUDGET_BYTES
    return result


def must_be_refused(expected: str) -> bool:
    return (
        expected.startswith("reject")
        and "accept within" not in expected
        and ("first frame" not in expected)
    )


@pytest.mark.parametrize("path", corpus_files("hostile"), ids=names(corpus_files("hostile")))
def test_hostile_files_are_refused_or_cleaned_in_time_and_memory(path: Path) -> None:
    result = measured(path)
    if must_be_refused(EXPECTED[f"hostile/{path.name}"]):
        assert isinstance(result, GalleryError)
    if isinstance(result, GalleryError):
        assert result.code.startswith("picture_")
        assert result.message.endswith(".")
        return
    for file in render(path, LIMITS, Variant.CLEAN, None, RIGHTS, edits=Edits()):
        Image.open(io.BytesIO(file.content)).load()
        assert not [payload for payload in PAYLOADS if payload in file.content]


@pytest.mark.parametrize("name", PIXEL_BOMBS)
def test_pixel_bombs_are_refused_by_the_named_limit(name: str) -> None:
    with pytest.raises(PictureTooLarge, match="the limit is 60") as refusal:
        inspect(CORPUS / "hostile" / name, LIMITS)
    assert refusal.value.code == "picture_too_many_pixels"


@pytest.mark.parametrize(
    "path", [p for p in corpus_files("hostile") if p.name.startswith("trunc_")]
)
def test_truncated_pictures_are_damaged_never_half_grey(path: Path) -> None:
    kind = PictureTypeUnsupported if path.suffix == ".gif" else PictureDamaged
    with pytest.raises(kind):
        inspect(path, LIMITS)


@pytest.mark.parametrize(
    "path", [p for p in corpus_files("hostile") if p.suffix in {".svg", ".tif"}]
)
def test_svg_and_tiff_are_no_accepted_type(path: Path) -> None:
    with pytest.raises(PictureTypeUnsupported):
        inspect(path, LIMITS)


SILENTLY_DAMAGED = [
    path
    for path in corpus_files("hostile")
    if path.name.startswith(("bitflip_", "jpeg_zeroed", "png_bad_idat"))
]


@pytest.mark.parametrize("path", SILENTLY_DAMAGED, ids=names(SILENTLY_DAMAGED))
def test_damage_that_decoders_repair_without_a_word_is_refused(path: Path) -> None:
    with pytest.raises(PictureDamaged) as refusal:
        inspect(path, LIMITS)
    assert refusal.value.code == "picture_damaged"


def test_the_scan_bomb_is_refused_before_decoding() -> None:
    start = time.monotonic()
    with pytest.raises(PictureTooLarge, match="1506 scans; the limit is 100"):
        inspect(CORPUS / "hostile" / "jpeg_progressive_1500_scans.jpg", LIMITS)
    assert time.monotonic() - start < 1


def test_a_200_megapixel_phone_picture_is_told_the_limit_and_the_way_out() -> None:
    with pytest.raises(PictureTooLarge) as refusal:
        inspect(CORPUS / "heic" / "samsungS24U_200MP_ori6.heic", LIMITS)
    for word in ("199.8 megapixels", "limit is 60", "Set the camera to fewer megapixels"):
        assert word in refusal.value.message


GOOD = [
    *corpus_files("photos"),
    *(path for path in corpus_files("heic") if "200MP" not in path.name),
]


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_real_photos_are_accepted_in_time_and_memory(path: Path) -> None:
    found = measured(path)
    assert isinstance(found, Intake)
    assert found.preview_size.long_edge_px == 480


TYPICAL = [
    path
    for path in GOOD
    if path.name.startswith(("kleiber", "iphonexs", "iphone13", "samsung_m", "sony", "avif_or"))
]


@pytest.mark.parametrize("path", TYPICAL, ids=names(TYPICAL))
def test_real_photos_are_rendered_in_memory_and_without_their_videos(path: Path) -> None:
    upright = inspect(path, LIMITS).size
    usage = sandbox.Usage()
    files = list(render(path, LIMITS, Variant.CLEAN, None, RIGHTS, edits=Edits(), usage=usage))
    assert usage.peak_memory_bytes < BUDGET_BYTES
    assert max(file.size.long_edge_px for file in files) == 2400
    for file in files:
        shape = file.size.width_px / file.size.height_px
        assert abs(shape / (upright.width_px / upright.height_px) - 1) < 0.01
        assert b"ftypmp4" not in file.content


@pytest.mark.parametrize(
    ("name", "most_mb"),
    [("craft-beer_24.0MP_prog.jpg", 300), ("synthetic_50.1MP_mosaic_gps.jpg", 400)],
)
def test_a_large_picture_needs_little_memory_even_masked_and_framed(
    name: str, most_mb: int
) -> None:
    path, usage = CORPUS / "photos" / name, sandbox.Usage()
    mask = Mask(Shape.ELLIPSE, ((0.1, 0.1), (0.4, 0.4)), Fill.MOSAIC)
    # A part of 4 MP at full size: such a frame needs every pixel decoded.
    framing = Framing(2400, 1800, 1.0, 5.0, 1200.0, 800.0)
    for edits in (Edits(), Edits(masks=(mask,), framing=framing)):
        list(render(path, LIMITS, Variant.CLEAN, None, RIGHTS, edits=edits, usage=usage))
        assert usage.peak_memory_bytes <= most_mb * 1024 * 1024
