"""EXIF gives facts to staff; broken EXIF gives nothing, never an error."""

from datetime import date

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from gallery.imaging.capture import Capture, capture_from_json
from gallery.imaging.facts import Facts, read_facts

BASE = ExifTags.Base


def with_exif(main: dict[int, object], details: dict[int, object] | None = None) -> Image.Image:
    image = Image.new("RGB", (8, 8))
    exif = image.getexif()
    exif.update(main)
    exif.get_ifd(ExifTags.IFD.Exif).update(details or {})
    return image


def test_date_camera_and_focal_length_are_read() -> None:
    image = with_exif(
        {BASE.Make: "Canon", BASE.Model: "Canon EOS 5D", BASE.Orientation: 6},
        {BASE.DateTimeOriginal: "2024:03:09 10:11:12", BASE.FocalLength: 50.0},
    )
    assert read_facts(image) == Facts(6, date(2024, 3, 9), "Canon EOS 5D", 50.0)


@pytest.mark.parametrize(
    "value", ["0000:00:00 00:00:00", "9999:99:99", "1066:10:14", "", "soon", b"2024:01:01", 7]
)
def test_absurd_dates_are_left_out(value: object) -> None:
    assert read_facts(with_exif({}, {BASE.DateTimeOriginal: value})).captured_on is None


@pytest.mark.parametrize("value", [0, 9, -1, "6", (6, 6), 6.5, None])
def test_absurd_orientations_count_as_upright(value: object) -> None:
    assert read_facts(with_exif({BASE.Orientation: value})).orientation == 1


@pytest.mark.parametrize("value", [0, -5, float("nan"), float("inf"), 1e9, "wide", (1, 2)])
def test_absurd_focal_lengths_are_left_out(value: object) -> None:
    assert read_facts(with_exif({}, {BASE.FocalLength: value})).focal_length_mm is None


def test_a_camera_name_is_one_short_printable_line() -> None:
    camera = read_facts(with_exif({BASE.Make: "A\r\nSet-Cookie: x\x1b[31m", BASE.Model: "B" * 500}))
    assert camera.camera is not None
    assert camera.camera.isprintable()
    assert len(camera.camera) <= 80


def test_an_orientation_in_xmp_is_not_obeyed() -> None:
    image = Image.new("RGB", (8, 8))
    image.info["xmp"] = b'<x tiff:Orientation="6"/>'
    assert read_facts(image).orientation == 1


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_exif_that_cannot_be_parsed_gives_nothing() -> None:
    image = Image.new("RGB", (8, 8))
    image.info["exif"] = b"Exif\0\0MM\0*\xff\xff\xff\xff"
    assert read_facts(image) == Facts()


def test_the_settings_of_the_exposure_are_read() -> None:
    details: dict[int, object] = {
        BASE.ExposureTime: IFDRational(1, 125),
        BASE.FNumber: IFDRational(8, 1),
        BASE.ISOSpeedRatings: 200,
        BASE.Flash: 0x19,
        BASE.WhiteBalance: 1,
    }
    capture = read_facts(with_exif({}, details)).capture
    assert capture == Capture(1 / 125, 8.0, 200, flash_fired=True, white_balance_is_auto=False)
    assert capture_from_json(capture.to_json()) == capture


@pytest.mark.parametrize("value", [0, -1, "fast", float("inf"), (), None])
def test_absurd_settings_are_left_out(value: object) -> None:
    names = (BASE.ExposureTime, BASE.FNumber, BASE.ISOSpeedRatings)
    assert read_facts(with_exif({}, {int(name): value for name in names})).capture == Capture()
    told = {"iso": value, "f_number": True, "flash_fired": 1, "exposure_seconds": "1/8"}
    assert capture_from_json(told) == Capture()
