import io

import pypdf

from gallery.documents.withdrawal_notice import withdrawal_notice_pdf
from tests.support.consent_copies import RECEIPT, withdrawal_notice


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_r4_the_notice_says_what_was_withdrawn_when_and_what_came_of_each_surface() -> None:
    text = text_of(withdrawal_notice_pdf(withdrawal_notice(channels=("Website gallery", "Print"))))
    assert "Website gallery; Print" in text
    assert "1 March 2030, 09:30 (UTC-08:00)" in text
    assert "Checked: gone. 1 March 2030, 09:31 (UTC-08:00). The address answers 410" in text
    assert "Printed brochure Not cleared yet" in text
    assert f"Receipt {RECEIPT} Page 1 of 1" in text


def test_a_notice_about_the_whole_consent_lists_no_channels() -> None:
    text = text_of(withdrawal_notice_pdf(withdrawal_notice()))
    assert "You withdrew your consent." in text
    assert "Withdrawn for" not in text
    assert "What stays permitted" not in text


def test_what_stays_permitted_is_said() -> None:
    text = text_of(withdrawal_notice_pdf(withdrawal_notice(still_permitted=("In the office",))))
    assert "What stays permitted • In the office" in text


def test_where_nothing_was_shown_the_notice_says_so() -> None:
    notice = withdrawal_notice(surfaces=(), language="es")
    assert "Las fotos no se mostraban en ningún lugar." in text_of(withdrawal_notice_pdf(notice))


def test_the_same_notice_gives_the_same_bytes() -> None:
    assert withdrawal_notice_pdf(withdrawal_notice()) == withdrawal_notice_pdf(withdrawal_notice())
