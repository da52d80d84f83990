"""Everything that the page of one case shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.read_audit import events_of
from gallery.actions.read_requests import open_links_of, requests_of
from gallery.actions.readable import UNREADABLE
from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.clock import utc_now
from gallery.errors import GalleryError
from gallery.models import Case, LedgerEvent
from gallery.publishing.finding import Finding
from gallery.runtime import Runtime
from gallery.web.staff import (
    case_form,
    checklist,
    consent_cards,
    photo_cards,
    progress,
    publication_card,
    signing_rows,
    words,
)
from gallery.web.staff.activity_rows import EventRow, event_rows
from gallery.web.staff.checklist import Step
from gallery.web.staff.consent_cards import ConsentCard
from gallery.web.staff.forms import Form, FormState
from gallery.web.staff.photo_cards import PairsPart, PhotoCard
from gallery.web.staff.placement_rows import PlacementRow, placement_rows
from gallery.web.staff.progress import Work
from gallery.web.staff.publication_card import FindingRow, PublicationPart
from gallery.web.staff.signing_rows import RequestRow
from gallery.web.staff.words import Badge

LATEST_EVENTS = 8


@dataclass(frozen=True)
class Refusal:
    """Say what was just refused on this page: the part, why, and what had been typed."""

    part: str
    error: GalleryError
    form: Form | None = None


@dataclass(frozen=True)
class CasePage:
    """Hold what the page of one case shows."""

    id: str
    title: str
    chart_ref: str
    state: Badge
    is_erased: bool
    is_live: bool
    area: str
    area_name: str
    procedures: str
    updated_at: datetime
    facts: FormState
    facts_open: bool
    facts_list: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    photos: tuple[PhotoCard, ...]
    view_choices: tuple[tuple[str, str], ...]
    usual_views: int
    pairs: PairsPart
    consents: tuple[ConsentCard, ...]
    requests: tuple[RequestRow, ...]
    links_given: int
    link_used_at: datetime | None
    placements: tuple[PlacementRow, ...]
    placement_form: FormState
    publication: PublicationPart
    blocked: tuple[FindingRow, ...]
    work: Work
    events: tuple[EventRow, ...]
    refused_part: str
    refused_message: str

    def refusal_of(self, part: str) -> str:
        """Return why a part of the page refused what was asked, empty where it did not."""
        return self.refused_message if part == self.refused_part else ""


def build(
    session: Session, runtime: Runtime, case_id: str, refusal: Refusal | None = None
) -> CasePage:
    """Read a case and everything about it.

    :raises NotFound: there is no case with this id.
    """
    case = load_case(session, case_id)
    now = utc_now()
    records = consents_of(session, case_id)
    consents = tuple(consent_cards.card(record, now) for record in records)
    publication = publication_card.build(session, runtime, case, records, now)
    links = open_links_of(session, case.subject_id)
    pairs = photo_cards.pairs_part(case)
    steps = checklist.steps(case, pairs, consents, publication)
    return CasePage(
        id=case.id,
        title=case.title,
        chart_ref=runtime.vault.read(case.subject.chart_ref_encrypted) or UNREADABLE,
        state=words.badge(words.CASE_STATES, case.state),
        is_erased=case.state == "purged",
        is_live=bool(publication.live),
        area=case.area,
        area_name=_area(case),
        procedures=_procedures(case),
        updated_at=case.updated_at,
        facts=_facts_form(case, refusal),
        facts_open=refusal is not None and refusal.part == "facts",
        facts_list=tuple(_facts_list(case)),
        steps=steps,
        photos=photo_cards.cards(case),
        view_choices=photo_cards.view_choices(case.area),
        usual_views=photo_cards.usual_count(case.area),
        pairs=pairs,
        consents=consents,
        requests=signing_rows.rows(requests_of(session, case_id), now),
        links_given=len(links),
        link_used_at=max((link.last_used_at for link in links if link.last_used_at), default=None),
        placements=placement_rows(session, case_id),
        placement_form=_typed(refusal, "placements"),
        publication=publication,
        blocked=_blocked(case_id, refusal),
        work=progress.of_case(session, case),
        events=_events(session, case_id),
        refused_part=refusal.part if refusal else "",
        refused_message=refusal.error.message if refusal else "",
    )


def _area(case: Case) -> str:
    return AREAS[case.area].name if case.area in AREAS else case.area


def _procedures(case: Case) -> str:
    return ", ".join(PROCEDURES[s].name for s in case.procedure_slugs if s in PROCEDURES)


def _facts_form(case: Case, refusal: Refusal | None) -> FormState:
    typed = _typed(refusal, "facts")
    return typed if typed.message else case_form.kept(case)


def _typed(refusal: Refusal | None, part: str) -> FormState:
    if refusal is not None and refusal.part == part and refusal.form is not None:
        return FormState.refused(refusal.form, refusal.error)
    return FormState()


def _blocked(case_id: str, refusal: Refusal | None) -> tuple[FindingRow, ...]:
    findings: Sequence[Finding] = getattr(refusal.error, "findings", ()) if refusal else ()
    return publication_card.finding_rows(case_id, findings)


def _events(session: Session, case_id: str) -> tuple[EventRow, ...]:
    events: Sequence[LedgerEvent] = events_of(session, case_id, LATEST_EVENTS, None)
    return event_rows(session, events)


def _facts_list(case: Case) -> list[tuple[str, str]]:
    side = words.LATERALITIES.get(case.laterality or "", "")
    rows = [
        ("Procedures", _procedures(case)),
        ("Area", f"{_area(case)}, {side.lower()}" if side else _area(case)),
        ("Sessions", str(case.sessions or "")),
        ("Provider", case.provider or ""),
        ("Age band", (case.age_band or "").replace("-", "\N{EN DASH}")),
        ("Gender", words.GENDERS.get(case.gender or "", "")),
        ("Skin type", case.skin_type or ""),
        ("Registration number", case.registration_number or ""),
        ("Story", case.story or ""),
        ("Nudity", "Pictures wait for the visitor to confirm her age" if case.shows_nudity else ""),
        ("Testimonial", "The story is in the patient's own words" if case.is_testimonial else ""),
    ]
    return [(name, value) for name, value in rows if value]
