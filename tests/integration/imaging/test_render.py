"""What leaves the child is what was asked for."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gallery.errors import InvalidInput
from gallery.imaging.edits import Edits
from gallery.imaging.limits import Limits
from gallery.imaging.pair import combine_pair
from gallery.imaging.render import render, render_preview
from gallery.imaging.specs import FORMATS, Size, Variant, Watermark
from tests.support.pictures import RIGHTS, encoded, mean_difference, photo, pixels

Store = Callable[[bytes], Path]
LIMITS = Limits()


def logo() -> bytes:
    image = Image.new("RGBA", (200, 60))
    image.paste((255, 255, 255, 255), (10, 10, 190, 50))
    return encoded(image, "PNG")


@pytest.mark.parametrize("watermark", [Watermark("© A", None), Watermark(None, logo())])
def test_marked_renditions_arrive_whole(store: Store, watermark: Watermark) -> None:
    source = store(encoded(photo(800, 600)))
    made = list(render(source, LIMITS, Variant.MARKED, watermark, RIGHTS, edits=Edits()))
    assert [(file.spec, file.format) for file in made] == [
        (spec, name)
        for names in (("jpg", "webp"), ("avif",))
        for spec in ("marked-960", "marked-480")
        for name in names
    ]
    assert {file.format for file in made} == set(FORMATS)
    for file in made:
        assert file.sha256 == hashlib.sha256(file.content).hexdigest()
        opened = Image.open(io.BytesIO(file.content))
        assert Size(*opened.size) == file.size


def test_a_marked_rendition_needs_a_mark(store: Store) -> None:
    with pytest.raises(InvalidInput) as refusal:
        list(render(store(encoded(photo())), LIMITS, Variant.MARKED, None, RIGHTS, edits=Edits()))
    assert refusal.value.code == "watermark_missing"


def test_a_clean_rendition_has_none_even_if_one_is_given(store: Store) -> None:
    source = store(encoded(photo(800, 600)))
    with_one = render(source, LIMITS, Variant.CLEAN, Watermark("© A", None), RIGHTS, edits=Edits())
    without = render(source, LIMITS, Variant.CLEAN, None, RIGHTS, edits=Edits())
    assert [file.sha256 for file in with_one] == [file.sha256 for file in without]


def test_a_broken_logo_is_refused_by_field(store: Store) -> None:
    broken = Watermark(None, logo()[:60])
    with pytest.raises(InvalidInput) as refusal:
        list(render(store(encoded(photo())), LIMITS, Variant.MARKED, broken, RIGHTS, edits=Edits()))
    assert set(refusal.value.fields) == {"logo_png"}


def test_the_preview_can_be_turned_by_hand(store: Store) -> None:
    preview = render_preview(store(encoded(photo(800, 600))), LIMITS, quarter_turns=1)
    assert (preview.spec, preview.format, preview.size) == ("preview-480", "jpg", Size(360, 480))
    turned = photo(800, 600).resize((480, 360)).transpose(Image.Transpose.ROTATE_270)
    assert mean_difference(pixels(preview.content), pixels(turned)) < 2


@pytest.mark.parametrize(
    ("before_size", "after_size"),
    [((960, 720), (480, 360)), ((720, 960), (720, 960)), ((960, 720), (720, 960))],
)
def test_a_pair_is_shown_whole_side_by_side_at_one_height(
    before_size: tuple[int, int], after_size: tuple[int, int]
) -> None:
    red, blue = (
        Image.new("RGB", size, c) for size, c in ((before_size, "red"), (after_size, "blue"))
    )
    together = pixels(combine_pair(encoded(red), encoded(blue), RIGHTS, LIMITS))
    assert together.shape == (630, 1200, 3)
    left = (together[..., 0] > 200) & (together[..., 1] < 80)
    right = (together[..., 2] > 200) & (together[..., 1] < 80)
    assert not left[:, 598:].any()
    assert not right[:, :602].any()
    heights = [side.any(axis=1).sum() for side in (left, right)]
    widths = [side.any(axis=0).sum() for side in (left, right)]
    assert abs(heights[0] - heights[1]) <= 2
    for width, height, size in zip(widths, heights, (before_size, after_size), strict=True):
        assert abs(width / height - size[0] / size[1]) < 0.02


def test_a_pair_carries_the_rights_and_nothing_else() -> None:
    source = encoded(photo(), comment=b"secret", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    opened = Image.open(io.BytesIO(combine_pair(source, source, RIGHTS, LIMITS)))
    assert b"Example Practice" in opened.info["xmp"]
    assert not {"exif", "comment", "icc_profile"} & opened.info.keys()
