"""Write what is kept about one subject as tables; who of the staff did something is a role.

Her right to know who had her data does not reach to the employees by name (CJEU C-579/21).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from gallery.actions.exported_file import extension_of
from gallery.actions.subject_holdings import Holdings
from gallery.exports.csv_table import csv_bytes
from gallery.models import (
    Case,
    ConsentRecord,
    LedgerEvent,
    Photo,
    Placement,
    Publication,
    SigningRequest,
    Takedown,
)
from gallery.vault import Vault

R = TypeVar("R")
_Cell = str | int | bool | date | datetime | None
_ERASED = "erased"


def subject_tables(holdings: Holdings, vault: Vault) -> Iterator[tuple[str, bytes]]:
    """Yield each table with its name."""
    chart_ref = vault.decrypt(holdings.subject.chart_ref_encrypted)
    yield _table("cases.csv", holdings.cases, lambda row: _case(row, chart_ref))
    yield _table("photos.csv", holdings.photos, _photo)
    yield _table("consents.csv", holdings.consents, lambda row: _consent(row, vault))
    yield _table("requests.csv", holdings.requests, _request)
    yield _table("publications.csv", holdings.publications, _publication)
    yield _table("placements.csv", holdings.placements, _placement)
    yield _table("takedowns.csv", holdings.takedowns, _takedown)
    yield _table("events.csv", holdings.events, _event)


def original_name(photo: Photo) -> str | None:
    """Return where in the file a photo's original is; None once it was erased."""
    if photo.state == _ERASED:
        return None
    return f"originals/{photo.id}.{extension_of(photo.media_type)}"


def evidence_name(consent: ConsentRecord) -> str | None:
    """Return where in the file a consent's evidence is; None where there is none."""
    if consent.evidence_key is None or consent.evidence_media_type is None:
        return None
    return f"consents/{consent.id}/signed.{extension_of(consent.evidence_media_type)}"


def proof_name(task: Takedown) -> str | None:
    """Return where in the file the proof of a clearing is; None where there is no document."""
    if task.proof_key is None or task.proof_media_type is None:
        return None
    return f"proofs/{task.id}.{extension_of(task.proof_media_type)}"


def _table(
    name: str, rows: Sequence[R], cells: Callable[[R], Mapping[str, _Cell]]
) -> tuple[str, bytes]:
    """Return a table; one without rows says so by having nothing but its end."""
    made = [cells(row) for row in rows]
    header = list(made[0]) if made else ["nothing"]
    return name, csv_bytes(header, ([_text(cell) for cell in row.values()] for row in made))


def _text(cell: _Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _case(row: Case, chart_ref: str) -> dict[str, _Cell]:
    return {
        "case": row.id,
        "public_name": row.slug,
        "chart_reference": chart_ref,
        "state": row.state,
        "title": row.title,
        "procedures": " ".join(row.procedure_slugs),
        "area": row.area,
        "laterality": row.laterality,
        "sessions": row.sessions,
        "provider": row.provider,
        "registration_number": row.registration_number,
        "story": row.story,
        "age_band": row.age_band,
        "gender": row.gender,
        "skin_type": row.skin_type,
        "adult_when_photographed": row.is_adult_at_capture,
        "shows_nudity": row.shows_nudity,
        "is_testimonial": row.is_testimonial,
        "opened_at": row.created_at,
        "changed_at": row.updated_at,
    }


def _photo(row: Photo) -> dict[str, _Cell]:
    return {
        "photo": row.id,
        "case": row.case_id,
        "file": original_name(row),
        "sha256": row.sha256,
        "state": row.state,
        "role": row.role,
        "view": row.view,
        "time_since_treatment": row.interval,
        "identifiability": row.identifiability,
        "captured_on": row.captured_on,
        "camera": row.camera,
        "width_px": row.width_px,
        "height_px": row.height_px,
        "uploaded_at": row.created_at,
    }


def _authority(row: ConsentRecord, vault: Vault) -> str:
    """Return with what authority a representative signed; older records have it in their terms."""
    if row.authority_encrypted is None:
        return str(row.terms.get("authority_text") or "")
    return vault.decrypt(row.authority_encrypted)


def _consent(row: ConsentRecord, vault: Vault) -> dict[str, _Cell]:
    return {
        "consent": row.id,
        "case": row.case_id,
        "receipt": row.receipt_id,
        "signer": vault.decrypt(row.signer_name_encrypted),
        "signer_is": str(row.terms.get("grantor") or ""),
        "authority": _authority(row, vault),
        "patient": vault.decrypt(row.subject_name_encrypted) if row.subject_name_encrypted else "",
        "method": row.signature_method,
        "text": f"{row.template} {row.template_version} {row.language}",
        "text_sha256": row.text_sha256,
        "channels": " ".join(f"{scope.channel}={scope.decision}" for scope in row.scopes),
        "signed_at": row.signed_at,
        "effective_from": row.effective_from,
        "expires_on": row.expires_on,
        "withdrawn_at": row.withdrawn_at,
        "ended_at": row.ended_at,
        "end_reason": row.end_reason,
        "words_on_the_end": row.withdrawal_reason,
        "evidence_file": evidence_name(row),
        "evidence_sha256": row.evidence_sha256,
    }


def _request(row: SigningRequest) -> dict[str, _Cell]:
    return {
        "request": row.id,
        "case": row.case_id,
        "state": row.state,
        "text": f"{row.text_id} {row.text_version} {row.language}",
        "text_sha256": row.text_sha256,
        "offer": json.dumps(row.offer, ensure_ascii=False, sort_keys=True),
        "made_at": row.created_at,
        "expires_at": row.expires_at,
        "opened_at": row.opened_at,
        "finished_at": row.finished_at,
        "consent": row.consent_id,
    }


def _publication(row: Publication) -> dict[str, _Cell]:
    return {
        "publication": row.id,
        "case": row.case_id,
        "channel": row.channel,
        "variant": row.variant,
        "photos": " ".join(sorted(shown.photo_id for shown in row.shown)),
        "published_at": row.published_at,
        "visible_from": row.first_shown_at,
        "ended_at": row.ended_at,
        "end_reason": row.end_reason,
    }


def _placement(row: Placement) -> dict[str, _Cell]:
    return {
        "placement": row.id,
        "case": row.case_id,
        "channel": row.channel,
        "address": row.address,
        "note": row.note,
        "placed_at": row.placed_at,
        "removed_at": row.removed_at,
    }


def _takedown(row: Takedown) -> dict[str, _Cell]:
    return {
        "takedown": row.id,
        "case": row.case_id,
        "event": row.event_id,
        "surface": row.surface,
        "channels": row.channels,
        "address": row.address,
        "state": row.state,
        "asked_at": row.created_at,
        "deadline_at": row.deadline_at,
        "finished_at": row.finished_at,
        "attempts": row.attempts,
        "proof": row.proof,
        "proof_file": proof_name(row),
        "proof_sha256": row.proof_sha256,
    }


def _event(row: LedgerEvent) -> dict[str, _Cell]:
    return {
        "position": row.position,
        "event": row.id,
        "at": row.at,
        "by": row.actor.partition(":")[0],
        "action": row.action,
        "case": row.case_id,
        "about": row.subject_kind,
        "about_id": row.subject_id,
        "details": json.dumps(row.details, ensure_ascii=False, sort_keys=True),
        "hash": row.hash,
    }
