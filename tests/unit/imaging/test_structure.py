"""Cut-off files and scan bombs are found without decoding."""

import pytest

from gallery.errors import GalleryError, PictureDamaged, PictureRejected, PictureTooLarge
from gallery.imaging import structure
from gallery.imaging.limits import Limits
from tests.support.pictures import encoded, photo

LIMITS = Limits()
KINDS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_passes(kind: str) -> None:
    structure.check(encoded(photo(), KINDS[kind]), kind, LIMITS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kept", [0.3, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_damaged(kind: str, kept: float) -> None:
    whole = encoded(photo(), KINDS[kind])
    with pytest.raises(PictureDamaged):
        structure.check(whole[: int(len(whole) * kept)], kind, LIMITS)


def test_a_jpeg_without_its_end_marker_is_damaged() -> None:
    with pytest.raises(PictureDamaged, match="stops before its end"):
        structure.check(encoded(photo())[:-2], "jpeg", LIMITS)


def test_a_png_without_its_end_chunk_is_damaged() -> None:
    with pytest.raises(PictureDamaged):
        structure.check(encoded(photo(), "PNG")[:-12], "png", LIMITS)


@pytest.mark.parametrize("chunk", [b"IHDR", b"IDAT", b"pHYs", b"IEND"])
def test_a_png_chunk_with_a_wrong_checksum_is_damaged(chunk: bytes) -> None:
    whole = bytearray(encoded(photo(), "PNG", dpi=(72, 72)))
    whole[whole.index(chunk) + (0 if chunk == b"IEND" else 5)] ^= 4
    with pytest.raises(PictureDamaged):
        structure.check(bytes(whole), "png", LIMITS)


def test_what_follows_the_first_picture_is_not_looked_at() -> None:
    structure.check(encoded(photo()) + b"\xff\xda" * 500, "jpeg", LIMITS)


def test_a_jpeg_with_more_scans_than_the_limit_is_refused_by_number() -> None:
    progressive = encoded(photo(), progressive=True)
    with pytest.raises(PictureTooLarge, match=r"has \d+ scans; the limit is 3") as refusal:
        structure.check(progressive, "jpeg", Limits(max_jpeg_scans=3))
    assert refusal.value.code == "picture_too_many_scans"
    structure.check(progressive, "jpeg", LIMITS)


def test_scan_markers_inside_segments_do_not_count() -> None:
    comment = encoded(photo(), comment=b"\xff\xda" * 200)
    structure.check(comment, "jpeg", LIMITS)


def test_stray_bytes_between_header_segments_are_damage() -> None:
    whole = encoded(photo())
    with pytest.raises(PictureDamaged, match="stray bytes"):
        structure.check(whole[:20] + b"\x00" + whole[20:], "jpeg", LIMITS)


@pytest.mark.parametrize(
    "claim",
    [
        b"RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\x3f\x00\xff\x3f\x00"
        + bytes(8),
        b"RIFF\x1e\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f\xff\xff\xff\x0f" + bytes(13),
        b"RIFF\x1e\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f"
        + bytes(8),
    ],
)
def test_a_webp_is_measured_before_libwebp_allocates_for_it(claim: bytes) -> None:
    with pytest.raises(PictureTooLarge) as refusal:
        structure.check(claim, "webp", LIMITS)
    assert "268.4 megapixels" in refusal.value.message


def test_a_picture_declared_as_made_by_an_algorithm_is_refused() -> None:
    iptc = b"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    with pytest.raises(PictureRejected) as refusal:
        structure.check(encoded(photo(), xmp=iptc), "jpeg", LIMITS)
    assert refusal.value.code == "picture_synthetic"


def test_a_heif_box_longer_than_the_file_is_damage() -> None:
    whole = encoded(photo(), "AVIF")
    lie = whole.replace(b"mdat", b"mdat", 1)
    at = lie.index(b"mdat") - 4
    with pytest.raises(GalleryError):
        structure.check(lie[:at] + b"\x7f\xff\xff\xff" + lie[at + 4 :], "avif", LIMITS)
