import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from gallery.documents.consent_copy import ConsentCopy, CopyPhoto, consent_copy_pdf
from gallery.errors import InvalidInput
from tests.support.consent_copies import RECEIPT, consent_copy, spanish_copy


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def root_of(pdf: bytes) -> Any:
    return read(pdf).root_object


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def sizes_pt(pdf: bytes) -> set[float]:
    found: set[float] = set()

    def note(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(tm[3]) * abs(cm[3]), 2))

    for page in read(pdf).pages:
        page.extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize("copy", [consent_copy(), spanish_copy()], ids=["en", "es"])
def test_a_copy_holds_everything_that_was_signed(copy: ConsentCopy) -> None:
    text = text_of(consent_copy_pdf(copy))
    for heading, body in copy.sections:
        assert heading in text
        assert all(line.strip("- ") in text for line in body.splitlines())
    for choice in copy.choices:
        assert choice.label in text
    words = (copy.title, copy.declaration, copy.signer_name, copy.grantor, copy.method)
    more = (
        copy.how_to_withdraw,
        copy.text_id,
        copy.my_page_url,
        copy.authority_text,
        copy.subject_name,
    )
    names = (copy.witness, copy.typed_name, copy.practice_name, *(p.caption for p in copy.photos))
    assert all(said in text for said in (*words, *more, *names) if said)
    assert copy.text_sha256 in text.replace(" ", "")


@pytest.mark.parametrize("copy", [consent_copy(), spanish_copy()], ids=["en", "es"])
def test_nothing_on_a_copy_is_smaller_than_14_point(copy: ConsentCopy) -> None:
    sizes = sizes_pt(consent_copy_pdf(copy))
    assert sizes
    assert min(sizes) >= 14


def test_every_page_has_the_receipt_and_its_number() -> None:
    pages = read(consent_copy_pdf(consent_copy(sections=(("Text", "word " * 2500),)))).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Receipt {RECEIPT}" in page.extract_text()
        assert f"Page {number} of {len(pages)}" in page.extract_text()


@pytest.mark.parametrize("filler", range(0, 60, 7))
def test_the_signature_stays_on_one_page(filler: int) -> None:
    copy = consent_copy(sections=(("Text", "\n\n".join(["Line."] * filler)),), photos=())
    pages = [page.extract_text() for page in read(consent_copy_pdf(copy)).pages]
    with_name = [text for text in pages if copy.signer_name in text]
    assert len(with_name) == 1
    assert copy.declaration in with_name[0]
    assert copy.method in with_name[0]


def test_a_declaration_longer_than_a_page_is_not_cut_off() -> None:
    words = [f"word{number}" for number in range(1500)]
    text = text_of(consent_copy_pdf(consent_copy(declaration=" ".join(words))))
    assert all(word in text for word in words)


def test_fifty_sections_are_all_there_in_order() -> None:
    sections = tuple((f"Heading {n}.", f"Body {n}. " + "More words. " * 40) for n in range(50))
    text = text_of(consent_copy_pdf(consent_copy(sections=sections)))
    places = [text.index(f"Heading {number}.") for number in range(50)]
    assert places == sorted(places)


def test_the_same_copy_gives_the_same_bytes() -> None:
    first = consent_copy_pdf(consent_copy())
    assert first == consent_copy_pdf(consent_copy())
    assert first != consent_copy_pdf(consent_copy(signer_name="Somebody Else"))


def test_metadata_say_title_language_and_date_and_name_no_patient() -> None:
    copy = spanish_copy()
    pdf = consent_copy_pdf(copy)
    about, root = read(pdf).metadata, root_of(pdf)
    assert about is not None
    assert about.title == copy.title
    assert about.creation_date == copy.signed_at
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a PDF object
    metadata = root["/Metadata"].get_data().decode() + str(dict(about))
    for private in (copy.signer_name, copy.typed_name, copy.witness, RECEIPT):
        assert private is not None
        assert private not in metadata


def test_a_copy_is_tagged_and_pictures_have_words() -> None:
    pdf = consent_copy_pdf(consent_copy())
    root = root_of(pdf)
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF object
    kinds = _kinds(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def _kinds(node: object) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return {kind for child in node for kind in _kinds(child)}
    if not isinstance(node, dict):
        return set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | _kinds(node.get("/K"))


def test_words_that_look_like_markup_stay_words() -> None:
    hostile = '#panic("x") *bold* $ x^2 $ = Heading ] } \\ @ref <label> // comment'
    copy = consent_copy(signer_name=hostile, sections=((hostile, hostile),))
    assert text_of(consent_copy_pdf(copy)).count("*bold*") == 3


def test_pages_have_the_paper_asked_for() -> None:
    letter = read(consent_copy_pdf(consent_copy())).pages[0].mediabox
    a4 = read(consent_copy_pdf(spanish_copy())).pages[0].mediabox
    assert (round(letter.width), round(letter.height)) == (612, 792)
    assert (round(a4.width), round(a4.height)) == (595, 842)


def test_a_damaged_picture_is_refused_without_quoting_the_document() -> None:
    copy = replace(consent_copy(), photos=(CopyPhoto("Left leg", b"\xff\xd8 not a picture"),))
    with pytest.raises(InvalidInput) as caught:
        consent_copy_pdf(copy)
    assert caught.value.code == "document_not_made"
    assert caught.value.__cause__ is None
    assert copy.signer_name not in str(caught.value)
