"""Write what is kept about one subject as tables; who of the staff did something is a role.

Her right to know who had her data does not reach to the employees by name (CJEU C-579/21).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from gallery.actions.exported_file import extension_of
from gallery.actions.seen_text import text_seen
from gallery.actions.subject_consents import Cell, consent_cells
from gallery.actions.subject_holdings import Holdings
from gallery.exports.csv_table import csv_bytes
from gallery.models import (
    Case,
    LedgerEvent,
    Pair,
    Photo,
    Placement,
    Publication,
    SigningRequest,
    Takedown,
)
from gallery.vault import Vault

R = TypeVar("R")
_ERASED = "erased"


def subject_tables(holdings: Holdings, vault: Vault, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield each table with its name, as things stand at ``now``."""
    chart_ref = vault.decrypt(holdings.subject.chart_ref_encrypted)
    yield _table("cases.csv", holdings.cases, lambda row: _case(row, chart_ref))
    yield _table("photos.csv", holdings.photos, lambda row: _photo(row, vault))
    pairs = [pair for case in holdings.cases for pair in case.pairs]
    yield _table("pairs.csv", pairs, _pair)
    yield _table("consents.csv", holdings.consents, lambda row: consent_cells(row, vault, now))
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


def proof_name(task: Takedown) -> str | None:
    """Return where in the file the proof of a clearing is; None where there is no document."""
    if task.proof_key is None or task.proof_media_type is None:
        return None
    return f"proofs/{task.id}.{extension_of(task.proof_media_type)}"


def _table(
    name: str, rows: Sequence[R], cells: Callable[[R], Mapping[str, Cell]]
) -> tuple[str, bytes]:
    """Return a table; one without rows says so by having nothing but its end."""
    made = [cells(row) for row in rows]
    header = list(made[0]) if made else ["nothing"]
    return name, csv_bytes(header, ([_text(cell) for cell in row.values()] for row in made))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _json(value: object) -> str:
    """Return a structured value as JSON; nothing where there is none."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


def _text_in(photo: Photo, vault: Vault) -> str:
    seen = text_seen(vault, photo)
    return " ".join(word.text for word in seen.words) if seen else ""


def _case(row: Case, chart_ref: str) -> dict[str, Cell]:
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
        "is_actual_patient": row.is_actual_patient,
        "shows_nudity": row.shows_nudity,
        "is_testimonial": row.is_testimonial,
        "opened_at": row.created_at,
        "changed_at": row.updated_at,
    }


def _photo(row: Photo, vault: Vault) -> dict[str, Cell]:
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
        "focal_length_mm": row.focal_length_mm,
        "capture": _json(row.capture),
        "text_in_the_picture": _text_in(row, vault),
        "text_read_at": row.text_read_at,
        "quarter_turns": row.quarter_turns,
        "masks": _json(row.masks),
        "treated_areas": _json(row.treated_areas),
        "framing": _json(row.framing),
        "refused_because": row.reject_reason,
        "media_type": row.media_type,
        "size_bytes": row.size_bytes,
        "width_px": row.width_px,
        "height_px": row.height_px,
        "uploaded_at": row.created_at,
    }


def _pair(row: Pair) -> dict[str, Cell]:
    return {
        "pair": row.id,
        "case": row.case_id,
        "before": row.before_id,
        "after": row.after_id,
        "view": row.view,
        "alignment": _json(row.alignment),
        "comparability": _json(row.comparability),
        "checks_by_hand": _json(row.hand_checks),
    }


def _request(row: SigningRequest) -> dict[str, Cell]:
    return {
        "request": row.id,
        "case": row.case_id,
        "state": row.state,
        "text": f"{row.text_id} {row.text_version} {row.language}",
        "text_sha256": row.text_sha256,
        "offer": _json(row.offer),
        "made_at": row.created_at,
        "expires_at": row.expires_at,
        "opened_at": row.opened_at,
        "finished_at": row.finished_at,
        "consent": row.consent_id,
    }


def _publication(row: Publication) -> dict[str, Cell]:
    return {
        "publication": row.id,
        "case": row.case_id,
        "channel": row.channel,
        "variant": row.variant,
        "photos": " ".join(sorted(shown.photo_id for shown in row.shown)),
        "age_band": row.age_band,
        "gender": row.gender,
        "skin_type": row.skin_type,
        "published_at": row.published_at,
        "visible_from": row.first_shown_at,
        "ended_at": row.ended_at,
        "end_reason": row.end_reason,
    }


def _placement(row: Placement) -> dict[str, Cell]:
    return {
        "placement": row.id,
        "case": row.case_id,
        "channel": row.channel,
        "address": row.address,
        "note": row.note,
        "placed_at": row.placed_at,
        "removed_at": row.removed_at,
    }


def _takedown(row: Takedown) -> dict[str, Cell]:
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


def _event(row: LedgerEvent) -> dict[str, Cell]:
    return {
        "position": row.position,
        "event": row.id,
        "at": row.at,
        "by": row.actor.partition(":")[0],
        "action": row.action,
        "case": row.case_id,
        "about": row.subject_kind,
        "about_id": row.subject_id,
        "details": _json(row.details),
        "hash": row.hash,
    }
