"""The list of cases: what was asked for, and the rows that answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from gallery.actions.find_cases import CaseQuery, find_cases
from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.models import Case
from gallery.runtime import Runtime
from gallery.web.staff import words
from gallery.web.staff.photo_cards import preview_path
from gallery.web.staff.words import Badge

PER_PAGE = 50
LISTED_STATES = tuple((code, badge.word) for code, badge in words.CASE_STATES.items())


@dataclass(frozen=True)
class CaseRow:
    """One case of the list."""

    path: str
    title: str
    thumbnail: str | None
    procedures: str
    area: str
    provider: str
    state: Badge
    photos: int
    pairs: int
    updated_at: datetime


@dataclass(frozen=True)
class CaseList:
    """A page of cases, and the ways to the others."""

    rows: tuple[CaseRow, ...]
    total: int
    first: int
    last: int
    asked: Mapping[str, str]
    previous_path: str | None
    next_path: str | None

    @property
    def is_filtered(self) -> bool:
        """Tell whether fewer than all cases were asked for."""
        return bool(self.asked)


def asked_for(args: Mapping[str, str]) -> dict[str, str]:
    """Return the filters that are set and make sense; the rest is ignored."""
    allowed: dict[str, Collection[str]] = {
        "state": words.CASE_STATES,
        "procedure": PROCEDURES,
        "area": AREAS,
    }
    asked = {name: args.get(name, "") for name in allowed}
    asked = {name: value for name, value in asked.items() if value in allowed[name]}
    q = " ".join(args.get("q", "").split())[:200]
    return {**({"q": q} if q else {}), **asked}


def page_number(args: Mapping[str, str]) -> int:
    """Return the page asked for; the first where none makes sense."""
    text = args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def build(session: Session, runtime: Runtime, args: Mapping[str, str]) -> CaseList:
    """Find the cases asked for."""
    asked = asked_for(args)
    query = CaseQuery(**asked, page=page_number(args), per_page=PER_PAGE)
    found = find_cases(session, runtime.vault, query)
    start = (found.page - 1) * found.per_page
    has_more = start + len(found.cases) < found.total
    return CaseList(
        rows=tuple(map(_row, found.cases)),
        total=found.total,
        first=start + 1,
        last=start + len(found.cases),
        asked=asked,
        previous_path=_path(asked, found.page - 1) if found.page > 1 else None,
        next_path=_path(asked, found.page + 1) if has_more else None,
    )


def _path(asked: Mapping[str, str], page: int) -> str:
    values: dict[str, Any] = {**asked, "page": page}
    return url_for("staff.cases", **values)


def _row(case: Case) -> CaseRow:
    first = next((photo for photo in case.photos if photo.role == "before"), None)
    named = [PROCEDURES[slug].name for slug in case.procedure_slugs if slug in PROCEDURES]
    return CaseRow(
        path=url_for("staff.case", case_id=case.id),
        title=case.title,
        thumbnail=preview_path(first) if first else None,
        procedures=", ".join(named),
        area=AREAS[case.area].name if case.area in AREAS else case.area,
        provider=case.provider or "",
        state=words.badge(words.CASE_STATES, case.state),
        photos=len(case.photos),
        pairs=len(case.pairs),
        updated_at=case.updated_at,
    )
