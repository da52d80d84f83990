"""Encoders share nothing and add nothing."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageCms

from gallery.imaging.encode import encode
from gallery.imaging.specs import FORMATS
from tests.support.pictures import encoded, photo

SECRET = b"a secret that must not travel"
PILLOW_NAMES = {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}


@pytest.mark.parametrize("image_format", FORMATS)
def test_metadata_in_info_does_not_travel_into_the_file(image_format: str) -> None:
    image = photo()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.info.update(comment=SECRET, icc_profile=profile, exif=b"Exif\0\0" + SECRET, xmp=SECRET)
    written = encode(image, image_format, None)
    assert SECRET not in written
    assert (
        not {"icc_profile", "exif", "comment", "xmp"} & Image.open(io.BytesIO(written)).info.keys()
    )
    assert image.info["comment"] == SECRET  # the caller's image is left alone


def test_pillow_alone_would_leak_the_comment() -> None:
    image = photo()
    image.info["comment"] = SECRET
    assert SECRET in encoded(image, "JPEG")


@pytest.mark.parametrize("image_format", FORMATS)
def test_the_rights_are_written_in_every_format(image_format: str) -> None:
    written = encode(photo(), image_format, b"<x:xmpmeta>rights</x:xmpmeta>")
    opened = Image.open(io.BytesIO(written))
    assert opened.format == PILLOW_NAMES[image_format]
    assert opened.info["xmp"] == b"<x:xmpmeta>rights</x:xmpmeta>"


def test_encoding_one_image_in_threads_gives_the_bytes_of_encoding_it_alone() -> None:
    image = photo(640, 480)
    alone = {name: encode(image, name, None) for name in FORMATS}
    names = FORMATS * 8
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda name: encode(image, name, None), names))
    assert all(content == alone[name] for name, content in zip(names, together, strict=True))


def test_jpegs_are_progressive_with_subsampled_colour() -> None:
    opened = Image.open(io.BytesIO(encode(photo(), "jpg", None)))
    assert opened.info["progressive"]
    assert opened.layer[1][1:3] == (1, 1)  # type: ignore[attr-defined] # of JpegImageFile
    assert opened.layer[0][1:3] == (2, 2)  # type: ignore[attr-defined]


def test_an_unknown_format_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="gif"):
        encode(photo(), "gif", None)
