"""Documents that prove something: what opens is told, what only looks like one is refused."""

import io

import pypdf
import pytest

from gallery.errors import InvalidInput
from gallery.imaging.limits import Limits
from gallery.imaging.paper import Paper, inspect_paper
from tests.support.papers import pdf_bytes
from tests.support.pictures import corpus_files
from tests.support.practice import picture_bytes

LIMITS = Limits()


def locked(user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf_bytes(2))))
    writer.encrypt(user, owner, algorithm="AES-256")
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def own_child() -> bytes:
    """Return a PDF whose pages hold themselves."""
    pages = b"1 0 obj\n<< /Type /Pages /Kids [1 0 R] /Count 1000000000 >>\nendobj\n"
    root = b"2 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer\n<< /Root 2 0 R >>\n"
    return b"%PDF-1.7\n" + pages + root + b"%%EOF"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (pdf_bytes(3), Paper("application/pdf", 3)),
        (locked("", "owner"), Paper("application/pdf", 2)),
        (picture_bytes(1), Paper("image/jpeg", 1)),
    ],
    ids=["three pages", "restricted by its owner only", "a photo of the paper"],
)
def test_what_opens_is_told(document: bytes, told: Paper) -> None:
    assert inspect_paper(document, LIMITS) == told


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("canary.heic", "image/heif"), ("canary.avif", "image/avif"), ("canary.webp", "image/webp")],
)
def test_a_photo_of_a_paper_may_be_of_every_format(name: str, media_type: str) -> None:
    for path in (path for path in corpus_files("canary") if path.name == name):
        assert inspect_paper(path.read_bytes(), LIMITS) == Paper(media_type, 1)


@pytest.mark.parametrize(
    ("document", "code", "words"),
    [
        (b"", "picture_empty", "empty"),
        (b"<html>", "picture_type_unsupported", "web page"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "picture_type_unsupported", "video"),
        (b"\xff\xd8\xff not a picture", "picture_damaged", "damaged"),
        (picture_bytes(1)[:3000], "picture_damaged", "damaged"),
        (b"%PDF-", "picture_damaged", "cannot be opened"),
        (b"%PDF-<script>alert(1)</script>", "picture_damaged", "cannot be opened"),
        (pdf_bytes(3)[:300], "picture_damaged", "cannot be opened"),
        (written(pypdf.PdfWriter()), "picture_damaged", "no page"),
        (locked("secret", "owner"), "picture_damaged", "password"),
        (own_child(), "picture_damaged", "cannot be opened"),
    ],
)
def test_what_nobody_could_read_is_refused(document: bytes, code: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        inspect_paper(document, LIMITS)
    assert refused.value.code == code
    assert words in refused.value.message
