"""Each finding leads to where something can be done about it."""

import re
from pathlib import Path

import pytest
from flask import Flask

from gallery.publishing.finding import Finding
from gallery.publishing.leaks.leak import LeakKind
from gallery.web.staff.publication_card import finding_rows

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

RULES = Path(__file__).parents[3] / "docs" / "publishing-rules.md"
PLACES = {
    "picture_text_pending": "/staff/cases/c#photos",
    "photo_in_work": "/staff/cases/c#photos",
    "picture_not_read": "/staff/photos/s/masks",
    "text_in_picture": "/staff/photos/s/masks",
    "name_in_picture": "/staff/photos/s/masks",
    "watermark_has_no_room": "/staff/pairs/s",
    "pair_differs": "/staff/pairs/s",
    "views_differ": "/staff/cases/c#pairs",
    "photo_of_another_case": "/staff/cases/c#pairs",
    "site_unknown": "/staff/sites",
    "behind_age_gate": "/staff/cases/c#facts",
}
#: A consent tells these, and another one puts them right.
OF_CONSENTS = {
    "consent_missing", "consent_expired", "consent_withdrawn", "consent_not_begun", "consent_long",
    "channel_not_permitted", "channel_denied", "procedure_not_covered", "area_not_covered",
    "identifiability_not_covered", "condition_unmet", "remuneration", "evidence_missing",
    "subject_name_missing",
}  # fmt: skip


def way(app: Flask, code: str, subject_id: str = "s") -> str:
    with app.test_request_context("/staff/cases/c"):
        (row,) = finding_rows("c", [Finding("R", code, "Words.", "source", subject_id=subject_id)])
        return row.fix_path


@pytest.mark.parametrize(("code", "path"), PLACES.items())
def test_a_finding_leads_to_its_place(app: Flask, code: str, path: str) -> None:
    assert way(app, code) == path


@pytest.mark.parametrize("kind", LeakKind)
def test_r13_a_name_in_a_text_leads_to_the_text(app: Flask, kind: LeakKind) -> None:
    code = f"{kind.value}_in_text"
    assert way(app, code, "story") == "/staff/cases/c#facts"
    assert way(app, code, "watermark") == "/staff/settings#mark"


def test_only_what_a_consent_tells_leads_to_the_consents(app: Flask) -> None:
    rows = [line.split("|")[2] for line in RULES.read_text().splitlines() if line.startswith("| R")]
    codes = {code for row in rows for code in re.findall(r"`([a-z_0-9]+)`", row)}
    assert len(codes) > 30
    assert {code for code in codes if way(app, code).endswith("#consents")} == OF_CONSENTS
