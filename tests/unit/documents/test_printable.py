import io
import unicodedata
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

import gallery.documents
from gallery.documents.consent_copy import consent_copy_pdf
from gallery.documents.printable import covered, paragraphs, printable, printable_line
from tests.support.consent_copies import consent_copy

FONTS = Path(gallery.documents.__file__).parent / "fonts"
NAMES = {
    "Polish": "Zażółć Gęślą",
    "Vietnamese": "Nguyễn Thị Hằng",
    "Greek": "Ελένη Παπαδοπούλου",
    "Russian": "Екатерина Щукина",
    "Armenian": "Արմեն Հակոբյան",
    "Georgian": "ნინო ბერიძე",
    "Hebrew": "שרה לוי",
    "Arabic": "فاطمة الزهراء",
    "Hindi": "प्रिया शर्मा",
    "Bengali": "রহিমা খাতুন",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
    "Gujarati": "કૃષ્ણા પટેલ",
    "Tamil": "மீனாட்சி",
    "Telugu": "లక్ష్మి",
    "Thai": "สมหญิง ใจดี",
    "Khmer": "សុខា",
    "Amharic": "ሰላም ተስፋዬ",
    "Chinese": "王小明",
    "Japanese": "さくら 田中",
    "Korean": "김민지",
}


def fonts_in(pdf: bytes) -> set[str]:
    names: set[str] = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        fonts = resources["/Font"]
        names |= {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    return names


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names_of_many_scripts_are_drawn_as_they_are(name: str) -> None:
    assert printable_line(name) == unicodedata.normalize("NFC", name)
    pdf = consent_copy_pdf(consent_copy(signer_name=name, photos=()))
    assert all(
        any(f"+{family}" in font for family in ("NotoSans", "DroidSans", "Nanum"))
        for font in fonts_in(pdf)
    )
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    # Shaped scripts are extracted in the order of glyphs: their letters are compared as a set.
    missing = set(unicodedata.normalize("NFKC", name)) - set(unicodedata.normalize("NFKC", text))
    assert len(missing) <= len(name) // 3


def test_the_list_of_coverage_is_that_of_the_fonts() -> None:
    in_fonts: set[int] = set()
    for path in FONTS.glob("*.ttf"):
        in_fonts |= set(TTFont(path).getBestCmap())
    assert covered() == in_fonts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ana \U0001f600", "Ana [U+1F600]"),
        ("Ana\u202eevil", "Ana[U+202E]evil"),
        ("A\x00na", "A[U+0000]na"),
        ("ಕಾವ್ಯ"[:1], "[U+0C95]"),
    ],
)
def test_what_cannot_be_drawn_is_written_as_its_number(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_every_font_comes_with_its_licence() -> None:
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    assert "DroidSansFallbackFull.ttf" in readme
    assert "SIL Open Font License, Version 1.1" in (FONTS / "OFL-1.1-Noto.txt").read_text()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_no_name_stops_a_document(name: str) -> None:
    pdf = consent_copy_pdf(consent_copy(signer_name=name, photos=(), signature_png=None))
    assert pdf.startswith(b"%PDF-1.7")


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs("\n\na\nb\r\n\r\n  \n- c\n\n") == [["a", "b"], ["- c"]]
