"""Content alone decides the type."""

import pytest

from gallery.errors import PictureDamaged, PictureTypeUnsupported
from gallery.imaging.content import identify


def boxes(major: bytes, *compatible: bytes) -> bytes:
    body = major + bytes(4) + b"".join(compatible)
    return (len(body) + 8).to_bytes(4, "big") + b"ftyp" + body


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (boxes(b"heic", b"mif1"), "heic"),
        (boxes(b"mif1", b"heic"), "heic"),
        (boxes(b"mif1", b"miaf", b"avif"), "avif"),
        (boxes(b"avif"), "avif"),
    ],
)
def test_accepted_formats_are_known_by_their_first_bytes(head: bytes, kind: str) -> None:
    assert identify(head) == kind


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"GIF89a", "a GIF"),
        (b"%PDF-1.7", "a PDF"),
        (b"II*\x00", "a TIFF"),
        (b"8BPS", "a Photoshop document"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"BM", "a BMP"),
        (b'<?xml version="1.0"?><svg>', "an SVG drawing"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"RIFF\x00\x00\x00\x00AVI ", "an unknown kind of file"),
        (boxes(b"isom", b"mp42"), "a video"),
        (b"hello", "an unknown kind of file"),
    ],
)
def test_anything_else_is_refused_with_what_was_found_and_what_is_accepted(
    head: bytes, found: str
) -> None:
    with pytest.raises(PictureTypeUnsupported) as refusal:
        identify(head)
    assert found in refusal.value.message
    assert "JPEG, PNG, WebP, HEIC/HEIF and AVIF" in refusal.value.message


def test_an_empty_file_is_damaged() -> None:
    with pytest.raises(PictureDamaged) as refusal:
        identify(b"")
    assert refusal.value.code == "picture_empty"
