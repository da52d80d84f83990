"""A picture that comes in is known by what it holds."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from gallery.errors import PictureTooLarge, PictureTypeUnsupported
from gallery.imaging import sandbox
from gallery.imaging.intake import inspect
from gallery.imaging.limits import Limits
from gallery.imaging.logo import inspect_logo
from gallery.imaging.specs import Size
from tests.support.pictures import encoded, mean_difference, photo, pixels

Store = Callable[[bytes], Path]
LIMITS = Limits()


def test_facts_and_preview_of_a_camera_picture(store: Store) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = "Example 1"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:03:09 10:11:12"
    scene = photo(1200, 900)
    stored = scene.transpose(Image.Transpose.ROTATE_90)
    found = inspect(store(encoded(stored, exif=exif, comment=b"secret")), LIMITS)
    assert (found.format, found.media_type) == ("jpeg", "image/jpeg")
    assert (found.size, found.preview_size) == (Size(1200, 900), Size(480, 360))
    assert (found.captured_on, found.camera) == (date(2024, 3, 9), "Example 1")
    expected = pixels(scene.resize((480, 360)))
    assert mean_difference(pixels(found.preview_jpeg), expected) < 2
    preview = Image.open(io.BytesIO(found.preview_jpeg))
    assert not {"exif", "comment", "icc_profile", "xmp"} & preview.info.keys()


def test_a_file_over_the_limit_of_bytes_is_refused_before_it_is_read(store: Store) -> None:
    with pytest.raises(PictureTooLarge, match="larger than 40 MB"):
        inspect(store(bytes(LIMITS.max_bytes + 1)), LIMITS)


def test_a_web_page_costs_no_child(store: Store) -> None:
    usage = sandbox.Usage()
    with pytest.raises(PictureTypeUnsupported, match="a web page"):
        inspect(store(b"<html><script>alert(1)</script>"), LIMITS, usage=usage)
    assert (usage.peak_memory_bytes, usage.cpu_seconds) == (0, 0.0)


def test_the_cost_of_a_child_is_reported_also_when_it_refuses(store: Store) -> None:
    usage = sandbox.Usage()
    with pytest.raises(PictureTooLarge):
        inspect(store(encoded(photo())), Limits(max_pixels=100), usage=usage)
    assert 0 < usage.peak_memory_bytes < LIMITS.decode_memory_bytes


def test_a_logo_is_measured_without_its_empty_border() -> None:
    image = Image.new("RGBA", (300, 100))
    image.paste((10, 20, 30, 255), (20, 20, 280, 80))
    assert inspect_logo(encoded(image, "PNG"), LIMITS) == Size(260, 60)
