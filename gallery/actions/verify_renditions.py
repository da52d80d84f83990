"""See whether renditions come out again from their originals by the recipes they carry (R10)."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gallery.actions.picture_limits import limits_of
from gallery.errors import ImagingUnavailable, InvalidInput, NotFound, StorageUnavailable
from gallery.imaging.likeness import likeness_of
from gallery.imaging.recipe import Wanted, make, order_of, with_logo
from gallery.imaging.render import Rendered
from gallery.imaging.specs import PIPELINE
from gallery.models import Case, MediaKey, Photo, PublishedPhoto, Rendition
from gallery.runtime import Actor, Runtime

#: Mean difference in levels of 255 and PSNR in dB. Other versions of a codec may round differently:
#: no eye sees this much.
OTHER_VERSIONS = 1.0, 40.0
#: Another kernel or order of steps leaves more: up to 4.0 and 32 dB between Lanczos and bicubic in
#: one or two steps or box, in 21 files of seven photos.
OTHER_PIPELINE = 5.0, 30.0
ALIKE = "alike, made by other versions"


@dataclass(frozen=True)
class Found:
    """Tell of one rendition what was found; no ``faults`` means that it is what it claims."""

    rendition_id: str
    case_id: str
    name: str
    words: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    rendition: Rendition
    photo: Photo

    @property
    def name(self) -> str:
        return f"{self.rendition.spec}.{self.rendition.format}"

    def found(self, words: str, *faults: str) -> Found:
        return Found(self.rendition.id, self.photo.case_id, self.name, words, faults)


class _Unmakeable(Exception):
    """Say why nothing can be made again."""


def renditions_named(session: Session, name: str) -> list[str]:
    """Return the ids of what a rendition's id or a public media key names: one, or one a format.

    :raises NotFound: neither is known.
    """
    media = (
        select(PublishedPhoto.photo_id, MediaKey.spec)
        .join(MediaKey, MediaKey.published_photo_id == PublishedPhoto.id)
        .where(MediaKey.key == name.partition(".")[0])
        .subquery()
    )
    is_named = (Rendition.photo_id == media.c.photo_id) & (Rendition.spec == media.c.spec)
    query = select(Rendition.id).outerjoin(media, is_named)
    rows = session.execute(query.where(or_(Rendition.id == name, media.c.spec.is_not(None))))
    ids = list(rows.scalars())
    if not ids:
        raise NotFound("There is no rendition with this id or media key.")
    return ids


def renditions_of(session: Session, slug: str | None) -> list[str]:
    """Return the ids of the renditions of one case, or of all cases.

    :raises NotFound: there is no case with this slug.
    """
    query = select(Rendition.id).join(Photo, Photo.id == Rendition.photo_id).join(Case)
    if slug is not None:
        if session.execute(select(Case.id).where(Case.slug == slug)).first() is None:
            raise NotFound("There is no case with this slug.")
        query = query.where(Case.slug == slug)
    return list(session.execute(query.order_by(Rendition.photo_id)).scalars())


def verify_renditions(runtime: Runtime, actor: Actor, ids: Sequence[str]) -> Iterator[Found]:
    """Make each rendition again and compare; reading the originals is put on record (rule R23).

    :raises StorageUnavailable: the object store failed.
    """
    for photo_id in _photos_of(runtime, ids):
        known = _known(runtime, photo_id, ids)
        if not known:
            continue  # replaced meanwhile
        found = [each for group in _by_source(known) for each in _verified(runtime, group)]
        differing = sum(bool(each.faults) for each in found)
        with runtime.unit_of_work(actor) as uow:
            uow.record(
                "renditions.verified",
                case_id=known[0].photo.case_id,
                subject=("photo", photo_id),
                renditions=len(found),
                differing=differing,
            )
        yield from found


def _photos_of(runtime: Runtime, ids: Sequence[str]) -> list[str]:
    wanted = set(ids)
    with runtime.reading() as session:
        rows = session.execute(select(Rendition.id, Rendition.photo_id)).all()
    return sorted({row.photo_id for row in rows if row.id in wanted})


def _known(runtime: Runtime, photo_id: str, ids: Sequence[str]) -> list[_Known]:
    wanted = set(ids)
    query = select(Rendition, Photo).join(Photo, Photo.id == Rendition.photo_id)
    with runtime.reading() as session:
        rows = session.execute(query.where(Rendition.photo_id == photo_id)).all()
        return [_Known(row.Rendition, row.Photo) for row in rows if row.Rendition.id in wanted]


def _by_source(known: Sequence[_Known]) -> Iterator[list[_Known]]:
    """Yield together what one rendering makes."""

    def source(each: _Known) -> tuple[str, str]:
        return each.rendition.source_hash, each.rendition.spec.rpartition("-")[0]

    for _, group in groupby(sorted(known, key=source), key=source):
        yield list(group)


def _verified(runtime: Runtime, group: Sequence[_Known]) -> Iterator[Found]:
    try:
        made = _made_again(runtime, group)
    except _Unmakeable as why:
        for each in group:
            yield each.found("not made again", str(why), *_stored(runtime, each)[1])
        return
    for each in group:
        stored, faults = _stored(runtime, each)
        if each.name not in made:
            yield each.found(*_not_made(each.rendition, faults))
            continue
        words, differences = _compared(runtime, each.rendition, made[each.name], stored)
        yield each.found(words, *differences, *faults)


def _made_again(runtime: Runtime, group: Sequence[_Known]) -> dict[str, Rendered]:
    photo, recipe = group[0].photo, group[0].rendition.recipe
    if recipe is None:
        raise _Unmakeable("It was made before recipes were kept: have it made again.")
    try:
        wanted = order_of(recipe)
    except (InvalidInput, KeyError, TypeError, ValueError):
        raise _Unmakeable("Its recipe cannot be read.") from None
    if wanted.source_sha256 != photo.sha256:
        raise _Unmakeable("Its recipe is of another original.")
    with tempfile.TemporaryDirectory(prefix="gallery-verify-") as folder:
        path = Path(folder) / "original"
        if _downloaded(runtime, photo.original_key, path) != photo.sha256:
            raise _Unmakeable("The original is missing, or is not the one that was uploaded.")
        return _rendered(runtime, path, _whole(runtime, wanted), [each.name for each in group])


def _rendered(
    runtime: Runtime, path: Path, wanted: Wanted, names: Sequence[str]
) -> dict[str, Rendered]:
    files = make(path, limits_of(runtime.settings), wanted, only=names)
    try:
        return {f"{file.spec}.{file.format}": file for file in files}
    except InvalidInput as refusal:
        raise _Unmakeable(f"The original cannot be rendered: {refusal.message}") from None
    except ImagingUnavailable as failure:
        raise _Unmakeable(f"Nothing is known of it yet: {failure.message}") from None


def _whole(runtime: Runtime, wanted: Wanted) -> Wanted:
    """Return the order with its logo, as it was then."""
    if wanted.logo_key is None:
        return wanted
    try:
        return with_logo(wanted, runtime.store.get(wanted.logo_key))
    except NotFound:
        raise _Unmakeable("The mark of that time is no longer kept.") from None


def _downloaded(runtime: Runtime, key: str, path: Path) -> str | None:
    try:
        return runtime.store.download(key, path)
    except NotFound:
        return None
    except StorageUnavailable as failure:
        if failure.code != "object_damaged":
            raise
        return None


def _stored(runtime: Runtime, known: _Known) -> tuple[bytes | None, list[str]]:
    """Return the bytes in the bucket, and what is wrong with them."""
    try:
        content = runtime.store.get(known.rendition.object_key)
    except NotFound:
        return None, ["Its file is not in the bucket."]
    except StorageUnavailable as failure:
        if failure.code != "object_damaged":
            raise
        return None, ["Its file in the bucket was changed: the SHA-256 is another one."]
    if hashlib.sha256(content).hexdigest() != known.rendition.sha256:
        return content, ["Its file in the bucket is not the one on record: other SHA-256."]
    return content, []


def _compared(
    runtime: Runtime, row: Rendition, made: Rendered, stored: bytes | None
) -> tuple[str, list[str]]:
    """Compare by bytes, else, where other versions or another pipeline were at work, by pixels."""
    if made.sha256 == (row.unsigned_sha256 or row.sha256):
        return "identical", []
    recipe = row.recipe or {}
    if recipe.get("versions") == made.versions:
        return "differs", [f"The same programs make other bytes: {_first_other_step(recipe, made)}"]
    if stored is None:
        return "differs", ["There is nothing to compare with."]
    try:
        likeness = likeness_of(stored, made.content, limits_of(runtime.settings))
    except InvalidInput as refusal:
        return "differs", [f"The stored file cannot be decoded: {refusal.message}"]
    if likeness is None and _is_of_other_pipeline(row):
        return f"{_otherwise_made(row)}; its size is another one", []
    if likeness is None:
        return "differs", ["The size in pixels is another one."]
    psnr_db = likeness.psnr_db
    words = (
        f"mean difference {likeness.mean_difference:.2f}, largest {likeness.max_difference}"
        f" of 255, PSNR {'without end' if psnr_db is None else f'{psnr_db:.1f} dB'}"
    )
    is_other = _is_of_other_pipeline(row)
    max_mean, min_psnr_db = OTHER_PIPELINE if is_other else OTHER_VERSIONS
    if likeness.mean_difference <= max_mean and (psnr_db is None or psnr_db >= min_psnr_db):
        how = f"{_otherwise_made(row)}; its pixels are alike" if is_other else ALIKE
        return f"{how}: {words}", []
    return "differs", [f"The pixels differ: {words}."]


def _pipeline_of(row: Rendition) -> object:
    return ((row.recipe or {}).get("versions") or {}).get("pipeline")


def _is_of_other_pipeline(row: Rendition) -> bool:
    return _pipeline_of(row) != PIPELINE


def _otherwise_made(row: Rendition) -> str:
    known = _pipeline_of(row)
    number = "from before they had numbers" if known is None else f"number {known}"
    return (
        f"made by another version of the pipeline ({number}, now {PIPELINE}), "
        "cannot be compared byte for byte"
    )


def _not_made(rendition: Rendition, faults: Sequence[str]) -> tuple[str, ...]:
    if _is_of_other_pipeline(rendition):
        return (f"{_otherwise_made(rendition)}; today none is made in its size", *faults)
    return ("differs", "The recipe does not make this file.", *faults)


def _first_other_step(recipe: dict[str, object], made: Rendered) -> str:
    before = recipe.get("steps")
    steps = before if isinstance(before, list) else []
    for number, (one, other) in enumerate(zip(steps, made.steps, strict=False), start=1):
        if one != other:
            return f"step {number} was {one}, now {other}."
    return "all steps are the same." if len(steps) == len(made.steps) else "other steps."
