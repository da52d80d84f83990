"""Which rows name which objects: the one list of columns that hold keys."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, null, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from gallery.actions.reconciling.scan import PAGE_ROWS
from gallery.models import (
    OPEN_JOB_STATES,
    Case,
    ConsentRecord,
    Job,
    Photo,
    PracticeProfile,
    Rendition,
    Takedown,
)
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import Runtime, UnitOfWork
from gallery.storage import Prefix

#: An erased photo's row stays as the record of what was shown; its objects are gone.
_PHOTO_IS_KEPT = and_(
    Photo.state != "erased",
    ~exists(
        select(Case.id)
        .correlate_except(Case)
        .where(Case.id == Photo.case_id, Case.state == CaseState.PURGED.value)
    ),
)
_RENDITION_IS_KEPT = exists(
    select(Photo.id).correlate_except(Photo).where(Photo.id == Rendition.photo_id, _PHOTO_IS_KEPT)
)


@dataclass(frozen=True)
class Owner:
    """Name a column of keys, and the columns that say what the object must be."""

    what: str
    prefixes: tuple[Prefix, ...]
    identity: InstrumentedAttribute[Any]
    key: InstrumentedAttribute[Any]
    is_kept: ColumnElement[bool] | None = None
    sha256: InstrumentedAttribute[Any] | None = None
    size_bytes: InstrumentedAttribute[Any] | None = None

    def keys(self) -> Select[str]:
        """Return the query for the keys of objects that must be there."""
        query = select(self.key).where(self.key.is_not(None))
        return query if self.is_kept is None else query.where(self.is_kept)


OWNERS = (
    Owner(
        "original",
        (Prefix.ORIGINALS,),
        Photo.id,
        Photo.original_key,
        _PHOTO_IS_KEPT,
        Photo.sha256,
        Photo.size_bytes,
    ),
    Owner(
        "preview",
        (Prefix.PREVIEWS,),
        Photo.id,
        Photo.preview_key,
        _PHOTO_IS_KEPT,
        Photo.preview_sha256,
    ),
    Owner(
        "rendition",
        (Prefix.RENDITIONS,),
        Rendition.id,
        Rendition.object_key,
        _RENDITION_IS_KEPT,
        Rendition.sha256,
        Rendition.size_bytes,
    ),
    Owner(
        "evidence",
        (Prefix.EVIDENCE,),
        ConsentRecord.id,
        ConsentRecord.evidence_key,
        sha256=ConsentRecord.evidence_sha256,
    ),
    Owner(
        "proof",
        (Prefix.EVIDENCE, Prefix.ASSETS),
        Takedown.id,
        Takedown.proof_key,
        sha256=Takedown.proof_sha256,
    ),
    Owner(
        "logo",
        (Prefix.ASSETS,),
        PracticeProfile.id,
        PracticeProfile.watermark_logo_key,
        sha256=PracticeProfile.watermark_logo_sha256,
    ),
)


@dataclass(frozen=True)
class KeptObject:
    """State what a row says of its object; None where it says nothing."""

    what: str
    key: str
    sha256: str | None
    size_bytes: int | None


def kept_objects(runtime: Runtime, owner: Owner) -> Iterator[list[KeptObject]]:
    """Yield what the rows name, a page at a time, each in a session of its own."""
    last: object = None
    while True:
        with runtime.reading() as session:
            rows = session.execute(_page(owner, last)).all()
        if not rows:
            return
        # A key that is no text is an unreadable value, and named as one.
        yield [KeptObject(owner.what, *row[1:]) for row in rows if isinstance(row[1], str)]
        last = rows[-1][0]


def keep_hashes(uow: UnitOfWork, owner: Owner, sha256_by_key: Mapping[str, str]) -> None:
    """Let rows that say nothing of their objects' bytes say it from now on."""
    column = owner.sha256
    if column is None:
        return
    for key, sha256 in sha256_by_key.items():
        says_nothing = (owner.key == key) & column.is_(None)
        uow.session.execute(update(column.class_).where(says_nothing).values({column.key: sha256}))


def count_objects(session: Session) -> int:
    """Return how many objects must be there."""
    counts = (select(func.count()).select_from(owner.keys().subquery()) for owner in OWNERS)
    return sum(session.execute(count).scalar_one() for count in counts)


def named(session: Session, keys: Collection[str], what: str | None = None) -> set[str]:
    """Return those of ``keys`` that a row names, and keeps; ``what`` limits to one column."""
    prefixes = {key.partition("/")[0] for key in keys}
    found: set[str] = set()
    for owner in OWNERS:
        if owner.what == (what or owner.what) and prefixes & set(owner.prefixes):
            found |= set(session.execute(owner.keys().where(owner.key.in_(keys))).scalars())
    return found


def being_erased(session: Session, keys: Collection[str]) -> set[str]:
    """Return those of ``keys`` that a job is about to erase.

    The order matters: a case's job leaves a job for its objects behind as it ends.
    """
    found = set(session.execute(_keys_of_doomed_cases(keys)).scalars())
    payload = cast(Job.payload, Text)
    jobs = select(payload).where(Job.kind == "erase_objects", Job.state.in_(OPEN_JOB_STATES))
    for text in session.execute(jobs.execution_options(yield_per=100)).scalars():
        with suppress(ValueError, TypeError, LookupError, AttributeError):
            # A job whose payload cannot be read erases nothing.
            found.update(key for key in json.loads(text)["keys"].split() if key in keys)
    return found


def cases_not_erased(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Return the cases, deleted but never erased, to which ``keys`` belong: key to case id."""
    photos = select(Photo.original_key, Photo.preview_key, Photo.case_id).where(
        Photo.state != "erased", Photo.original_key.in_(keys) | Photo.preview_key.in_(keys)
    )
    renditions = (
        select(Rendition.object_key, Photo.case_id)
        .join(Photo, Photo.id == Rendition.photo_id)
        .where(Rendition.object_key.in_(keys))
    )
    found: dict[str, str] = {}
    for original_key, preview_key, case_id in session.execute(photos):
        found |= {original_key: case_id, preview_key: case_id}
    found |= {row.object_key: row.case_id for row in session.execute(renditions)}
    return {key: case_id for key, case_id in found.items() if key in keys}


def _page(owner: Owner, last: object) -> Select[Any]:
    facts = (null() if column is None else column for column in (owner.sha256, owner.size_bytes))
    query = owner.keys().with_only_columns(owner.identity, owner.key, *facts)
    if last is not None:
        query = query.where(owner.identity > last)
    return query.order_by(owner.identity).limit(PAGE_ROWS)


def _keys_of_doomed_cases(keys: Collection[str]) -> Any:
    doomed = select(Job.case_id).where(
        Job.kind == "erase_case", Job.state.in_(OPEN_JOB_STATES), Job.case_id.is_not(None)
    )
    is_doomed = Photo.case_id.in_(doomed)
    return (
        select(Photo.original_key)
        .where(Photo.original_key.in_(keys), is_doomed)
        .union(
            select(Photo.preview_key).where(Photo.preview_key.in_(keys), is_doomed),
            select(Rendition.object_key)
            .join(Photo, Photo.id == Rendition.photo_id)
            .where(Rendition.object_key.in_(keys), is_doomed),
        )
    )
