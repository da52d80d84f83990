"""Faces are found in the sandbox, upright as people see them, or it is said why not."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gallery.imaging import faces
from gallery.imaging.faces import find_faces, is_available
from gallery.imaging.limits import Limits
from tests.support.pictures import CORPUS, encoded, needs_corpus, photo

Store = Callable[[bytes], Path]
needs_model = pytest.mark.skipif(
    not is_available(), reason=f"the face model is not installed: {faces.HOW_TO_INSTALL}"
)
#: The astronaut's face and eyes, by hand, as ratios of the picture.
FACE, EYES = (0.36, 0.11, 0.53, 0.35), (0.4, 0.18, 0.5, 0.22)


def portrait() -> Image.Image:
    return Image.open(CORPUS / "photos" / "astronaut_portrait_512.png").convert("RGB")


def held_sideways(image: Image.Image) -> bytes:
    exif = image.getexif()
    exif[0x0112] = 6
    return encoded(image.transpose(Image.Transpose.ROTATE_90), exif=exif, quality=90)


@needs_model
@needs_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("turns", [0, 3])
def test_a_face_and_its_eyes_are_found_as_the_photo_is_viewed(store: Store, turns: int) -> None:
    image = portrait().resize((1800, 1800))
    stored = image.transpose(Image.Transpose.ROTATE_270) if turns else image
    (face,) = find_faces(store(held_sideways(stored)), Limits(), quarter_turns=turns)
    assert face.confidence > 0.6
    for found, drawn in ((face.area, FACE), (face.eyes, EYES)):
        assert found.left <= drawn[0] + 0.03
        assert found.top <= drawn[1] + 0.03
        assert found.right >= drawn[2] - 0.03
        assert found.bottom >= drawn[3] - 0.03
    assert face.area.right - face.area.left < 0.3
    assert face.eyes.bottom - face.eyes.top < 0.1


@needs_model
@needs_corpus
@pytest.mark.corpus
def test_a_face_that_fills_the_photo_is_one_face(store: Store) -> None:
    close = portrait().crop((175, 45, 280, 190)).resize((2100, 2900))
    buffer = io.BytesIO()
    close.save(buffer, "JPEG", quality=90)
    (face,) = find_faces(store(buffer.getvalue()), Limits())
    assert face.area.right - face.area.left > 0.8


def test_no_face_and_no_model_find_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store(encoded(photo(900, 700)))
    assert find_faces(path, Limits()) == ()
    monkeypatch.setattr(faces, "PACKAGE", "a_package_that_is_not_there")
    assert not is_available()
    assert find_faces(path, Limits()) == ()
