"""What waits for staff, as the page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from gallery.actions.find_cases import load_case
from gallery.actions.read_takedowns import NamedTakedown
from gallery.actions.read_to_do import ToDo, faults_of, to_do
from gallery.actions.review_case import findings_for
from gallery.models import Case, Takedown
from gallery.publishing.finding import Severity
from gallery.runtime import Runtime
from gallery.web.staff import consent_cards, progress, signing_rows, takedown_rows, words
from gallery.web.staff.progress import JobRow
from gallery.web.staff.words import Badge

#: So many cases are looked through for what blocks them; the rest is a click away.
REVIEWED = 20


@dataclass(frozen=True)
class ToDoRow:
    """One thing that waits: how urgent, what, of which case, by when, and where to do it."""

    state: Badge
    what: str
    note: str
    case_title: str
    case_path: str | None
    due_at: datetime | None
    path: str
    label: str
    notice_id: str | None = None


@dataclass(frozen=True)
class ToDoPage:
    """Hold what waits, by subject; a subject with nothing in it is left out."""

    groups: tuple[tuple[str, str, tuple[ToDoRow, ...]], ...]
    failed_jobs: tuple[JobRow, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        return not self.groups and not self.failed_jobs


def build(session: Session, runtime: Runtime, now: datetime) -> ToDoPage:
    """Read everything that waits at ``now``."""
    found = to_do(session, now)
    groups = (
        ("takedowns", "Take down", tuple(_takedowns(found, now))),
        ("unfit", "Taken down by the gallery", tuple(_unfit(session, runtime, found, now))),
        ("consents", "Consents that end soon", (*_consents(found, now), *_scopes(found, now))),
        ("requests", "Asked, and not signed yet", tuple(_requests(found, now))),
        ("cases", "Cases with something to put right", tuple(_cases(session, runtime, found, now))),
        ("sites", "Sites that could not be told", tuple(_sites(found))),
        ("checks", "Checks", tuple(_checks(found))),
    )
    return ToDoPage(
        groups=tuple(group for group in groups if group[2]),
        failed_jobs=tuple(progress.job_row(job) for job in found.failed_jobs),
    )


def _takedowns(found: ToDo, now: datetime) -> Iterator[ToDoRow]:
    for task, title in found.takedowns:
        row = takedown_rows.row(NamedTakedown(task, title), now)
        yield ToDoRow(
            state=row.state,
            what=row.surface,
            note=row.address or row.proof,
            case_title=title,
            case_path=_case(row.case_id),
            due_at=row.deadline_at,
            path=row.path,
            label=_what_to_do(task, row),
        )


def _what_to_do(task: Takedown, row: takedown_rows.SurfaceRow) -> str:
    if task.state == "names_nothing":
        return "Look and report"
    return "Take it down" if row.can_report else "Open"


def _unfit(session: Session, runtime: Runtime, found: ToDo, now: datetime) -> Iterator[ToDoRow]:
    for notice, case in found.unfit:
        yield ToDoRow(
            state=Badge("Not public any more", "bad"),
            what="It became known that the case may not be shown like this.",
            note=_first_finding(session, runtime, case, now),
            case_title=case.title,
            case_path=_case(case.id),
            due_at=notice.created_at,
            path=f"{_case(case.id)}#publication",
            label="Open",
            notice_id=notice.id,
        )


def _consents(found: ToDo, now: datetime) -> Iterator[ToDoRow]:
    for notice, record, title in found.consents:
        channels = [scope.channel for scope in record.scopes if scope.decision == "permit"]
        yield ToDoRow(
            state=consent_cards.state_of(record, now),
            what=f"Consent signed {words.day(words.local(record.signed_at))}",
            note=", ".join(words.surface(channel) for channel in channels),
            case_title=title,
            case_path=_case(record.case_id),
            due_at=record.expires_at,
            path=url_for("staff.new_request", case_id=record.case_id, again=record.id),
            label="Renew",
            notice_id=notice.id,
        )


def _scopes(found: ToDo, now: datetime) -> Iterator[ToDoRow]:
    for notice, scope, record, title in found.scopes:
        signed = words.day(words.local(record.signed_at))
        yield ToDoRow(
            state=Badge(f"Ends in {words.count((notice.due_at - now).days + 1, 'day')}", "warn"),
            what=f"{words.surface(scope.channel)} alone",
            note=f"The consent signed {signed} goes on for its other places.",
            case_title=title,
            case_path=_case(record.case_id),
            due_at=notice.due_at,
            path=url_for("staff.new_request", case_id=record.case_id, again=record.id),
            label="Renew",
            notice_id=notice.id,
        )


def _requests(found: ToDo, now: datetime) -> Iterator[ToDoRow]:
    for request, title in found.requests:
        row = signing_rows.row(request, now)
        yield ToDoRow(
            state=row.state,
            what="Link to sign",
            note=row.asks_for,
            case_title=title,
            case_path=_case(request.case_id),
            due_at=row.expires_at,
            path=f"{_case(request.case_id)}#consents",
            label="Open",
        )


def _cases(session: Session, runtime: Runtime, found: ToDo, now: datetime) -> Iterator[ToDoRow]:
    for number, case in enumerate(found.blocked):
        note = _first_finding(session, runtime, case, now) if number < REVIEWED else ""
        yield ToDoRow(
            state=words.badge(words.CASE_STATES, case.state),
            what=note or "See what blocks it",
            note="",
            case_title=case.title,
            case_path=_case(case.id),
            due_at=None,
            path=f"{_case(case.id)}#publication",
            label="Open",
        )


def _first_finding(session: Session, runtime: Runtime, case: Case, now: datetime) -> str:
    findings = findings_for(session, runtime, load_case(session, case.id), (), now)
    blocking = [found.message for found in findings if found.severity is Severity.BLOCK]
    more = f" And {words.count(len(blocking) - 1, 'more finding')}." if len(blocking) > 1 else ""
    return blocking[0] + more if blocking else ""


def _sites(found: ToDo) -> Iterator[ToDoRow]:
    closed = [(site, "It answered 410: nothing is sent until it is enabled again.", None)
              for site in found.closed_sites]  # fmt: skip
    failed = [(site, row.last_words or "", row.finished_at) for row, site in found.failed_messages]
    for site, note, at in (*closed, *failed):
        yield ToDoRow(
            state=Badge("Not told", "bad"),
            what=f"Site: {site.name}",
            note=note,
            case_title="",
            case_path=None,
            due_at=at,
            path=url_for("staff.site", key=site.key),
            label="Open",
        )


def _checks(found: ToDo) -> Iterator[ToDoRow]:
    run = found.failed_checks
    if run is not None:
        yield ToDoRow(
            state=Badge("Faults", "bad"),
            what=words.count(faults_of(run), "discrepancy", "discrepancies"),
            note="Files, records and activity do not agree.",
            case_title="",
            case_path=None,
            due_at=run.finished_at,
            path=url_for("staff.checks"),
            label="Open",
        )


def _case(case_id: str) -> str:
    return url_for("staff.case", case_id=case_id)
