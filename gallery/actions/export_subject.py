"""Hand a subject all that the practice holds about her (GDPR Art. 15, 20; 45 CFR 164.524)."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from sqlalchemy.orm import Session

from gallery.actions.export_consent import ExportKind, stored_document, written
from gallery.actions.exported_consent import exported_consent, pseudonym_of
from gallery.actions.find_cases import load_case
from gallery.actions.set_practice import practice_profile
from gallery.actions.subject_consents import evidence_name
from gallery.actions.subject_holdings import Holdings, holdings_of
from gallery.actions.subject_tables import (
    original_name,
    proof_name,
    subject_tables,
)
from gallery.clock import utc_now
from gallery.exports.subject_file import FileSummary, subject_file_zip
from gallery.runtime import Actor, Runtime

_NAMES = {
    ExportKind.FHIR_R4B: "fhir-r4b.json",
    ExportKind.FHIR_R5: "fhir-r5.json",
    ExportKind.RECEIPT: "receipt.jsonld",
}
_ABOUT = (
    "cases.csv, photos.csv, pairs.csv: what was treated, and what is noted of each photograph,",
    "words that were read in it included",
    "originals: your photographs as they came in; those that were erased are in the table alone",
    "consents.csv, consents: what you signed, each with the signed form and in three formats",
    "that other systems read (HL7 FHIR R4B and R5, ISO/IEC TS 27560)",
    "requests.csv: what you were asked to sign",
    "publications.csv, placements.csv: where your photographs were shown or put",
    "takedowns.csv, proofs: what was taken down, and what proves it",
    "events.csv: what was done, when, and in which role; the names of the staff are not in it",
    "Not in it: smaller pictures, which are made from your photographs, and the keys by which",
    "names are searched for, which hold nothing that can be read.",
)


@dataclass(frozen=True)
class StoredFile:
    """Name a stored file, what its bytes must be, and where it goes."""

    name: str
    key: str
    sha256: str


@dataclass(frozen=True)
class _Gathered:
    """Hold what goes into the file: the small files whole, the others by their keys."""

    summary: FileSummary
    subject_id: str
    case_ids: tuple[str, ...]
    small: tuple[tuple[str, bytes], ...]
    stored: tuple[StoredFile, ...]


def export_subject(runtime: Runtime, actor: Actor, case_id: str, out: IO[bytes]) -> FileSummary:
    """Write the whole file of a case's subject to ``out``: all her cases, nobody else's.

    Stored files are read one at a time and checked against their SHA-256. That the file was made
    is put on record, with its SHA-256, when it is complete: nobody may read ``out`` before this
    returns, and after an error it holds a part.

    :raises NotFound: there is no case with this id; or a stored file is gone.
    :raises StorageUnavailable: ``object_damaged``: a stored file is not what was recorded.
    """
    with runtime.reading() as session:
        gathered = _gather(session, runtime, case_id)
    counted = _Counted(out)
    files = _files(runtime, gathered)
    subject_file_zip(cast("IO[bytes]", counted), files, gathered.summary)
    with runtime.unit_of_work(actor) as uow:
        uow.record(
            "subject.exported",
            case_id=case_id,
            subject=("subject", gathered.subject_id),
            cases=list(gathered.case_ids),
            sha256=counted.digest.hexdigest(),
            size_bytes=counted.size_bytes,
        )
    return gathered.summary


def _gather(session: Session, runtime: Runtime, case_id: str) -> _Gathered:
    subject = load_case(session, case_id).subject
    holdings = holdings_of(session, subject)
    now = utc_now()
    return _Gathered(
        summary=FileSummary(
            practice_name=practice_profile(session).name,
            subject_pseudonym=pseudonym_of(runtime.vault, subject.id),
            made_at=now.astimezone(runtime.settings.zone),
            about=_ABOUT,
        ),
        subject_id=subject.id,
        case_ids=tuple(case.id for case in holdings.cases),
        small=(
            *subject_tables(holdings, runtime.vault, now),
            *_written_consents(session, runtime, holdings),
        ),
        stored=tuple(_stored(holdings)),
    )


def _written_consents(
    session: Session, runtime: Runtime, holdings: Holdings
) -> Iterator[tuple[str, bytes]]:
    now = utc_now()
    for row in holdings.consents:
        value = exported_consent(session, runtime, row, now)
        for kind, name in _NAMES.items():
            yield f"consents/{row.id}/{name}", written(value, kind).content


def _stored(holdings: Holdings) -> Iterator[StoredFile]:
    rows = (
        *((evidence_name(row), row.evidence_key, row.evidence_sha256) for row in holdings.consents),
        *((proof_name(row), row.proof_key, row.proof_sha256) for row in holdings.takedowns),
        *((original_name(row), row.original_key, row.sha256) for row in holdings.photos),
    )
    for name, key, sha256 in rows:
        if name is not None and key is not None and sha256 is not None:
            yield StoredFile(name, key, sha256)


def _files(runtime: Runtime, gathered: _Gathered) -> Iterator[tuple[str, bytes]]:
    yield from gathered.small
    for file in gathered.stored:
        yield file.name, stored_document(runtime, file.key, file.sha256)


class _Counted(io.RawIOBase):
    """Pass bytes on and hash them; it cannot seek, so that what passed is what is there."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.size_bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, chunk: bytes, /) -> int:  # type: ignore[override] # zipfile gives bytes alone
        self.digest.update(chunk)
        self.size_bytes += len(chunk)
        self._out.write(chunk)
        return len(chunk)
