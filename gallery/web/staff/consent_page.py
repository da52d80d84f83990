"""The page of one consent: what was signed, how it stands, what was cleared after it ended."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.consent_texts import find_text
from gallery.actions.find_cases import load_case, takedowns_of
from gallery.actions.readable import UNREADABLE
from gallery.clock import utc_now
from gallery.consent.policy import in_force
from gallery.errors import NotFound
from gallery.jurisdictions.pack import packs
from gallery.models import ConsentRecord
from gallery.runtime import Runtime
from gallery.web.staff import consent_cards, takedown_rows, text_choices
from gallery.web.staff.consent_cards import ConsentCard
from gallery.web.staff.takedown_rows import SurfaceRow


@dataclass(frozen=True)
class SignedForm:
    """Say which form was signed, under which law, and what it says beside the choices."""

    text: str
    text_path: str | None
    text_sha256: str
    law: str
    recipients: str
    purposes: str
    paid: str
    was_on_screen: bool


@dataclass(frozen=True)
class ConsentPage:
    """Hold what the page of one consent shows."""

    card: ConsentCard
    form: SignedForm
    case_id: str
    case_title: str
    signer_name: str
    witness: str
    replaces_path: str | None
    replaced_by_path: str | None
    ended_at: datetime | None
    end_words: str
    renew_path: str | None
    takedowns: tuple[SurfaceRow, ...]
    is_only_channel: bool

    @property
    def cause_paths(self) -> tuple[str, ...]:
        """Return the pages of the withdrawals that surfaces were cleared for."""
        return tuple(dict.fromkeys(row.cause_path for row in self.takedowns))


def build(session: Session, runtime: Runtime, consent_id: str) -> ConsentPage:
    """Read a consent and what is to be cleared since it ended.

    :raises NotFound: there is no consent with this id.
    """
    record = session.get(ConsentRecord, consent_id)
    if record is None:
        raise NotFound("There is no consent with this id.")
    case, now = load_case(session, record.case_id), utc_now()
    card = consent_cards.card(record, now)
    witness = record.witness_encrypted
    holds = in_force(record.as_value(), now)
    ended_at = record.ended_at if record.ended_at and record.ended_at <= now else None
    return ConsentPage(
        card=card,
        form=_form(session, record),
        case_id=case.id,
        case_title=case.title,
        signer_name=runtime.vault.read(record.signer_name_encrypted) or UNREADABLE,
        witness=(runtime.vault.read(witness) or UNREADABLE) if witness else "",
        replaces_path=_path(record.supersedes_id),
        replaced_by_path=_path(_successor(session, record)),
        ended_at=ended_at,
        end_words=(record.withdrawal_reason or "") if ended_at else "",
        renew_path=_renewal(record) if holds and case.state != "purged" else None,
        takedowns=_takedowns(session, record, case.title, now),
        is_only_channel=sum(row.can_withdraw for row in card.scopes) < 2,
    )


def _takedowns(
    session: Session, record: ConsentRecord, case_title: str, now: datetime
) -> tuple[SurfaceRow, ...]:
    """Return the surfaces cleared since the consent lost something of its force."""
    withdrawn = [scope.withdrawn_at for scope in record.scopes]
    ends = [record.withdrawn_at, record.ended_at, record.expires_at, *withdrawn]
    since = min((at for at in ends if at is not None and at <= now), default=None)
    if since is None:
        return ()
    tasks = takedowns_of(session, case_id=record.case_id)
    return takedown_rows.rows((t for t in tasks if t.created_at >= since), case_title, now)


def _form(session: Session, record: ConsentRecord) -> SignedForm:
    named = (record.template, record.template_version, record.language)
    pack = packs().get(record.jurisdiction)
    is_known = find_text(session, *named) is not None
    path = url_for("staff.text", text_id=named[0], version=named[1], language=named[2])
    return SignedForm(
        text=f"{named[0]}, version {named[1]}, {text_choices.language_name(named[2])}",
        text_path=path if is_known else None,
        text_sha256=record.text_sha256 or "",
        law=pack.name if pack else record.jurisdiction,
        recipients=_listed(record, "recipients"),
        purposes=_listed(record, "purposes"),
        paid=str(record.terms.get("remuneration") or ""),
        was_on_screen=record.signing_request_id is not None,
    )


def _listed(record: ConsentRecord, name: str) -> str:
    value = record.terms.get(name)
    return "; ".join(map(str, value)) if isinstance(value, list) else ""


def _successor(session: Session, record: ConsentRecord) -> str | None:
    query = select(ConsentRecord.id).where(ConsentRecord.supersedes_id == record.id).limit(1)
    return session.execute(query).scalar_one_or_none()


def _path(consent_id: str | None) -> str | None:
    return url_for("staff.consent", consent_id=consent_id) if consent_id else None


def _renewal(record: ConsentRecord) -> str:
    return url_for("staff.new_request", case_id=record.case_id, again=record.id)
