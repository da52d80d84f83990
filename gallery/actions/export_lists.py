"""Hand out lists as tables for the practice's own work: no name and no chart reference in them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from gallery.actions.exported_file import Exported
from gallery.consent.policy import channels_in_force
from gallery.consent.record import Decision
from gallery.consent.standing import standing_of, withdrawn_at_of
from gallery.consent.takedown_states import OPEN
from gallery.errors import InvalidInput
from gallery.exports.csv_table import MEDIA_TYPE, csv_bytes
from gallery.exports.instants import utc
from gallery.models import Case, ConsentRecord, Takedown
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import Actor, Runtime, UnitOfWork


class ListKind(StrEnum):
    """Name a list."""

    CASES = "cases"
    CONSENTS = "consents"
    TAKEDOWNS = "takedowns"


def export_lists(runtime: Runtime, actor: Actor, kind: str) -> Exported:
    """Return one list as CSV, after the ledger holds that it left.

    :raises InvalidInput: ``unknown_export``: there is no such list.
    """
    if kind not in set(ListKind):
        message = f"There is no such list; use one of: {', '.join(ListKind)}."
        raise InvalidInput(message, fields={"kind": message}, code="unknown_export")
    header, rows_of = _LISTS[ListKind(kind)]
    with runtime.unit_of_work(actor) as uow:
        rows = list(rows_of(uow))
        content = csv_bytes(header, rows)
        sha256 = hashlib.sha256(content).hexdigest()
        uow.record("list.exported", kind=kind, rows=len(rows), sha256=sha256)
        day = uow.now.astimezone(runtime.settings.zone).date()
    return Exported(content, MEDIA_TYPE, f"{kind}-{day.isoformat()}.csv")


def _cases(uow: UnitOfWork) -> Iterator[Sequence[str]]:
    query = (
        select(Case)
        .where(Case.state != CaseState.PURGED.value)
        .order_by(Case.created_at, Case.id)
        .options(selectinload(Case.procedures))
    )
    for row in uow.session.execute(query).scalars():
        yield (
            row.id,
            row.slug,
            row.state,
            " ".join(row.procedure_slugs),
            row.area,
            row.laterality or "",
            str(row.sessions or ""),
            utc(row.created_at),
            utc(row.updated_at),
        )


def _consents(uow: UnitOfWork) -> Iterator[Sequence[str]]:
    query = (
        select(ConsentRecord)
        .order_by(ConsentRecord.expires_at, ConsentRecord.id)
        .options(selectinload(ConsentRecord.scopes), selectinload(ConsentRecord.covered))
    )
    for row in uow.session.execute(query).scalars():
        value = row.as_value()
        withdrawn_at = withdrawn_at_of(value, row.end_reason, uow.now)
        fallen = [(scope.channel, scope.withdrawn_at) for scope in row.scopes if scope.withdrawn_at]
        yield (
            row.id,
            row.case_id,
            row.receipt_id,
            standing_of(value, row.end_reason, uow.now).value,
            row.expires_on.isoformat(),
            " ".join(channels_in_force(value, Decision.PERMIT, uow.now)),
            " ".join(channels_in_force(value, Decision.DENY, uow.now)),
            " ".join(channel for channel, _ in fallen),
            " ".join(utc(at) for _, at in fallen),
            f"{row.template} {row.template_version} {row.language}",
            row.jurisdiction,
            utc(row.signed_at),
            utc(withdrawn_at) if withdrawn_at else "",
            "yes" if row.evidence_key else "no",
        )


def _takedowns(uow: UnitOfWork) -> Iterator[Sequence[str]]:
    query = select(Takedown).order_by(Takedown.deadline_at, Takedown.id)
    for row in uow.session.execute(query).scalars():
        is_late = row.state in OPEN and row.deadline_at <= uow.now
        yield (
            row.id,
            row.case_id,
            row.event_id,
            row.surface,
            row.state,
            utc(row.deadline_at),
            "yes" if is_late else "no",
            str(row.attempts),
            utc(row.finished_at) if row.finished_at else "",
            row.proof_sha256 or "",
        )


_LISTS: Mapping[
    ListKind, tuple[tuple[str, ...], Callable[[UnitOfWork], Iterator[Sequence[str]]]]
] = {
    ListKind.CASES: (
        (
            "case", "public_name", "state", "procedures", "area", "laterality", "sessions",
            "opened_at", "changed_at",
        ),
        _cases,
    ),
    ListKind.CONSENTS: (
        (
            "consent", "case", "receipt", "standing", "expires_on", "permits", "denies",
            "withdrawn_channels", "channels_withdrawn_at", "text", "jurisdiction", "signed_at",
            "withdrawn_at", "has_evidence",
        ),
        _consents,
    ),
    ListKind.TAKEDOWNS: (
        (
            "takedown", "case", "event", "surface", "state", "deadline_at", "is_late", "attempts",
            "finished_at", "proof_sha256",
        ),
        _takedowns,
    ),
}  # fmt: skip
