"""Tell all that is kept of a consent to the one who gave it: one row of her file."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from gallery.actions.exported_file import extension_of
from gallery.consent.policy import channels_in_force
from gallery.consent.record import Decision
from gallery.consent.standing import standing_of, withdrawn_at_of
from gallery.exports.instants import utc
from gallery.models import ConsentRecord
from gallery.vault import Vault

Cell = str | int | float | bool | date | datetime | None
_COVERED = {
    "procedures": "procedure",
    "areas": "area",
    "photos": "photo",
    "identifiability": "identifiability",
    "demographics": "demographic",
}


def evidence_name(consent: ConsentRecord) -> str | None:
    """Return where in the file a consent's evidence is; None where there is none."""
    if consent.evidence_key is None or consent.evidence_media_type is None:
        return None
    return f"consents/{consent.id}/signed.{extension_of(consent.evidence_media_type)}"


def consent_cells(row: ConsentRecord, vault: Vault, now: datetime) -> Mapping[str, Cell]:
    """Return the cells of a consent by their columns.

    ``channels`` is what was signed; ``permits_now`` and ``denies_now`` are what of it speaks.
    """
    return {
        "consent": row.id,
        "case": row.case_id,
        "receipt": row.receipt_id,
        **_parties(row, vault),
        "method": row.signature_method,
        "text": f"{row.template} {row.template_version} {row.language}",
        "text_sha256": row.text_sha256,
        "jurisdiction": row.jurisdiction,
        **_channels(row, now),
        **{name: " ".join(sorted(row.covered_values(kind))) for name, kind in _COVERED.items()},
        "later_photos": row.covers_future_photos,
        **dict(_terms(row)),
        "request": row.signing_request_id,
        "takes_the_place_of": row.supersedes_id,
        "signed_at": row.signed_at,
        "recorded_at": row.recorded_at,
        "effective_from": row.effective_from,
        "expires_on": row.expires_on,
        "withdrawn_at": withdrawn_at_of(row.as_value(), row.end_reason, now),
        "ended_at": row.ended_at,
        "end_reason": row.end_reason,
        "words_on_the_end": row.withdrawal_reason,
        "evidence_file": evidence_name(row),
        "evidence_sha256": row.evidence_sha256,
    }


def _parties(row: ConsentRecord, vault: Vault) -> dict[str, Cell]:
    """Return who signed, for whom and before whom; older records have the authority in words."""
    return {
        "signer": vault.decrypt(row.signer_name_encrypted),
        "signer_is": str(row.terms.get("grantor") or ""),
        "authority": _opened(row.authority_encrypted, vault)
        or str(row.terms.get("authority_text") or ""),
        "patient": _opened(row.subject_name_encrypted, vault),
        "witness": _opened(row.witness_encrypted, vault),
    }


def _opened(sealed: str | None, vault: Vault) -> str:
    return vault.decrypt(sealed) if sealed else ""


def _channels(row: ConsentRecord, now: datetime) -> dict[str, Cell]:
    value = row.as_value()
    windows = {
        scope.channel: (scope.starts_at, scope.ends_at)
        for scope in row.scopes
        if scope.starts_at or scope.ends_at
    }
    return {
        "standing": standing_of(value, row.end_reason, now).value,
        "channels": " ".join(f"{scope.channel}={scope.decision}" for scope in row.scopes),
        "channel_windows": " ".join(
            f"{channel}={utc(since) if since else ''}/{utc(until) if until else ''}"
            for channel, (since, until) in windows.items()
        ),
        "permits_now": " ".join(channels_in_force(value, Decision.PERMIT, now)),
        "denies_now": " ".join(channels_in_force(value, Decision.DENY, now)),
        "withdrawn_channels": " ".join(
            f"{scope.channel}={utc(scope.withdrawn_at)}"
            for scope in row.scopes
            if scope.withdrawn_at
        ),
    }


def _terms(row: ConsentRecord) -> Iterator[tuple[str, str]]:
    """Yield what it says in words; the last holds all of it, as it was recorded."""
    for name in ("conditions", "purposes", "recipients"):
        said = row.terms.get(name) or []
        yield name, "; ".join(map(str, said)) if isinstance(said, list) else str(said)
    for name in ("discloser", "expires_event", "remuneration"):
        yield name, str(row.terms.get(name) or "")
    yield "all_terms", json.dumps(row.terms, ensure_ascii=False, sort_keys=True)
