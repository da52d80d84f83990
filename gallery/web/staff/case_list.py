"""The list of cases: what was asked for, and the rows that answer.

What staff look for may be a patient's name or chart reference, which no address may hold: it goes
into the address encrypted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from gallery.actions.find_cases import CaseQuery, find_cases
from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.models import Case
from gallery.runtime import Runtime
from gallery.vault import Envelope, Vault
from gallery.web.staff import words
from gallery.web.staff.photo_cards import preview_path
from gallery.web.staff.words import Badge

PER_PAGE = 50
#: The address of a search opens for this long; then the words have to be typed again.
SEARCH_LASTS = timedelta(days=1)
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


@dataclass(frozen=True)
class Seeker:
    """Know who searches: a search is encrypted for one member of staff, and for a day."""

    staff_id: str
    envelope: Envelope

    @classmethod
    def of(cls, runtime: Runtime, staff_id: str) -> "Seeker":
        """Return who opens and closes searches with a key of their own."""
        envelope = Envelope(runtime.settings.secret_key, "search of the cases", SEARCH_LASTS)
        return cls(staff_id, envelope)

    def close(self, words: str) -> str:
        """Return the words as an address may hold them."""
        return self.envelope.close(f"{self.staff_id}\n{words}")

    def open(self, token: str) -> str:
        """Return the words; none if the token is another's, altered or too old."""
        staff_id, _, words = (self.envelope.open(token) or "").partition("\n")
        return one_line(words) if staff_id == self.staff_id else ""


def asked_for(args: Mapping[str, str], seeker: Seeker) -> dict[str, str]:
    """Return the filters that are set and make sense; the rest is ignored."""
    q = seeker.open(args.get("find", ""))
    return {**({"q": q} if q else {}), **_chosen(args)}


def address(form: Mapping[str, str], seeker: Seeker) -> str:
    """Return where the answer to a search form stands: what was typed is encrypted in it."""
    return _address({"q": one_line(form.get("q", "")), **_chosen(form)}, seeker)


def _chosen(args: Mapping[str, str]) -> dict[str, str]:
    allowed: dict[str, Collection[str]] = {
        "state": words.CASE_STATES,
        "procedure": PROCEDURES,
        "area": AREAS,
    }
    asked = {name: args.get(name, "") for name in allowed}
    return {name: value for name, value in asked.items() if value in allowed[name]}


def one_line(text: str) -> str:
    """Return at most 200 characters without line ends and without what cannot be printed."""
    spaced = " ".join(text.split())
    return "".join(letter for letter in spaced if letter.isprintable())[:200]


def _address(asked: Mapping[str, str], seeker: Seeker, page: int | None = None) -> str:
    values: dict[str, Any] = {name: value for name, value in asked.items() if name != "q"}
    if q := asked.get("q"):
        values["find"] = seeker.close(q)
    if page is not None:
        values["page"] = page
    return url_for("staff.cases", **values)


def page_number(args: Mapping[str, str]) -> int:
    """Return the page asked for; the first where none makes sense."""
    text = args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def build(
    session: Session, vault: Vault, args: Mapping[str, str], seeker: Seeker, *, by_signer: bool
) -> CaseList:
    """Find the cases asked for, ``by_signer`` by the names of who signed, too."""
    asked = asked_for(args, seeker)
    page = page_number(args)
    query = CaseQuery(**asked, by_chart_ref=True, by_signer=by_signer, page=page, per_page=PER_PAGE)
    found = find_cases(session, vault, query)
    at_page = partial(_address, asked, seeker)
    start = (found.page - 1) * found.per_page
    has_more = start + len(found.cases) < found.total
    return CaseList(
        rows=tuple(map(_row, found.cases)),
        total=found.total,
        first=start + 1,
        last=start + len(found.cases),
        asked=asked,
        previous_path=at_page(found.page - 1) if found.page > 1 else None,
        next_path=at_page(found.page + 1) if has_more else None,
    )


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
