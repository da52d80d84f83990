"""The list of cases: what was asked for, and the rows that answer.

What staff look for may be a patient's name or chart reference, which no address may hold: it goes
into the address encrypted.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from gallery.actions.find_cases import CaseQuery, find_cases
from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.errors import ConfigurationError
from gallery.models import Case
from gallery.runtime import Runtime
from gallery.vault import Vault
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


def asked_for(args: Mapping[str, str], vault: Vault) -> dict[str, str]:
    """Return the filters that are set and make sense; the rest is ignored."""
    q = _opened(args.get("find", ""), vault)
    return {**({"q": q} if q else {}), **_chosen(args)}


def address(form: Mapping[str, str], vault: Vault) -> str:
    """Return where the answer to a search form stands: what was typed is encrypted in it."""
    return _address({"q": _one_line(form.get("q", "")), **_chosen(form)}, vault)


def _chosen(args: Mapping[str, str]) -> dict[str, str]:
    allowed: dict[str, Collection[str]] = {
        "state": words.CASE_STATES,
        "procedure": PROCEDURES,
        "area": AREAS,
    }
    asked = {name: args.get(name, "") for name in allowed}
    return {name: value for name, value in asked.items() if value in allowed[name]}


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _opened(token: str, vault: Vault) -> str:
    with suppress(ConfigurationError):  # altered, or of a key that is gone: nothing was asked
        return _one_line(vault.decrypt(token))
    return ""


def _address(asked: Mapping[str, str], vault: Vault, page: int | None = None) -> str:
    values: dict[str, Any] = {name: value for name, value in asked.items() if name != "q"}
    if q := asked.get("q"):
        values["find"] = vault.encrypt(q)
    if page is not None:
        values["page"] = page
    return url_for("staff.cases", **values)


def page_number(args: Mapping[str, str]) -> int:
    """Return the page asked for; the first where none makes sense."""
    text = args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def build(
    session: Session, runtime: Runtime, args: Mapping[str, str], *, by_signer: bool
) -> CaseList:
    """Find the cases asked for, ``by_signer`` by the names of who signed, too."""
    asked = asked_for(args, runtime.vault)
    query = CaseQuery(**asked, by_signer=by_signer, page=page_number(args), per_page=PER_PAGE)
    found = find_cases(session, runtime.vault, query)
    at_page = partial(_address, asked, runtime.vault)
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
