"""Take in a photo: check it in a sandbox, keep the original privately, have its pictures made."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from gallery.actions.find_cases import load_case
from gallery.actions.picture_limits import limits_of
from gallery.actions.request_reading import request_reading
from gallery.actions.request_renditions import request_renditions
from gallery.actions.settle_case import settle_case
from gallery.clinical.intervals import interval_of
from gallery.clinical.terms import AREAS
from gallery.clinical.views import view_named
from gallery.consent.record import Identifiability
from gallery.errors import Conflict, InvalidInput
from gallery.imaging import sandbox
from gallery.imaging.intake import Intake, inspect
from gallery.models import Case, Photo
from gallery.models.base import new_id
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork
from gallery.storage import Prefix, new_key

ROLES = ("before", "after")
#: What decides where a photo may be shown; the ledger tells each change of it.
DECIDING = ("role", "view", "identifiability")
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class PhotoUpload:
    """State an uploaded file and what staff say it shows; the file's own name is not kept."""

    path: Path
    role: str
    view: str
    interval: str | None = None
    identifiability: str | None = None


def add_photo(uow: UnitOfWork, case_id: str, upload: PhotoUpload) -> Photo:
    """Store an original with its preview and ask for its renditions.

    The same bytes again, in the same role and view, give the photo that is there already.

    :raises NotFound: there is no case with this id.
    :raises InvalidInput: role, view, interval or identifiability is not a known one.
    :raises PictureRejected: the file is over a limit, damaged or no accepted picture.
    :raises Conflict: ``photo_already_uploaded`` in another role or view; ``case_is_purged``.
    """
    role, view = role_named(upload.role), view_named(upload.view)
    interval = interval_of(upload.interval)
    digest = _sha256(upload.path)
    known_id = _known_before(uow, case_id, digest)
    if known_id is not None:
        return _again(uow.get(Photo, known_id, "photo"), role, view)
    # Decoding and storing come before the first statement: a transaction must not wait for them.
    intake = inspect(upload.path, limits_of(uow.runtime.settings))
    photo = _store(uow, upload.path, digest, intake)
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    _refuse_if_deleted(case)
    photo.case_id = case.id
    photo.role, photo.view, photo.interval = role, view, interval
    photo.identifiability = identifiability_named(upload.identifiability, case)
    uow.session.add(photo)
    uow.session.flush()
    uow.record(
        "photo.added",
        case_id=case.id,
        subject=("photo", photo.id),
        sha256=digest,
        after={name: getattr(photo, name) for name in DECIDING},
    )
    request_renditions(uow, photo)
    request_reading(uow, photo)
    settle_case(uow, case.id)
    return photo


def warm_up() -> None:
    """Have the decoders ready before the first upload."""
    sandbox.warm_up()


def role_named(role: str) -> str:
    """Return the role if it is before or after.

    :raises InvalidInput: code ``unknown_role``.
    """
    if role not in ROLES:
        message = f"role is {role[:20]!r}; use before or after."
        raise InvalidInput(message, fields={"role": message}, code="unknown_role")
    return role


def identifiability_named(value: str | None, case: Case) -> str:
    """Return how identifiable the photo is; unless said, what the case's area makes likely.

    :raises InvalidInput: code ``unknown_identifiability``.
    """
    if not value:
        presumed = Identifiability.NONE_APPARENT
        if AREAS[case.area].shows_face:
            presumed = Identifiability.FULL_FACE
        return presumed.value
    if value not in set(Identifiability):
        message = f"identifiability must be one of: {', '.join(Identifiability)}."
        raise InvalidInput(
            message, fields={"identifiability": message}, code="unknown_identifiability"
        )
    return value


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _known_before(uow: UnitOfWork, case_id: str, digest: str) -> str | None:
    """Return the photo with these bytes, if the case has one."""
    with uow.runtime.reading() as session:
        _refuse_if_deleted(load_case(session, case_id))
        return session.execute(
            select(Photo.id).where(Photo.case_id == case_id, Photo.sha256 == digest)
        ).scalar_one_or_none()


def _refuse_if_deleted(case: Case) -> None:
    if case.state == CaseState.PURGED:
        raise Conflict("This case was deleted.", code="case_is_purged")


def _again(known: Photo, role: str, view: str) -> Photo:
    if (known.role, known.view) == (role, view):
        return known
    raise Conflict(
        f"This photo is in the case already, as {known.role} {known.view}; change it there.",
        code="photo_already_uploaded",
    )


def _store(uow: UnitOfWork, path: Path, digest: str, intake: Intake) -> Photo:
    original_key = new_key(Prefix.ORIGINALS)
    preview_key = new_key(Prefix.PREVIEWS, "jpg")
    content = path.read_bytes()
    uow.put_object(original_key, content, intake.media_type, digest)
    preview_digest = hashlib.sha256(intake.preview_jpeg).hexdigest()
    uow.put_object(preview_key, intake.preview_jpeg, "image/jpeg", preview_digest)
    return Photo(
        id=new_id(),
        state="processing",
        sha256=digest,
        media_type=intake.media_type,
        size_bytes=len(content),
        width_px=intake.size.width_px,
        height_px=intake.size.height_px,
        quarter_turns=0,
        captured_on=intake.captured_on,
        camera=intake.camera,
        focal_length_mm=intake.focal_length_mm,
        capture=intake.capture.to_json(),
        original_key=original_key,
        preview_key=preview_key,
        preview_sha256=preview_digest,
        created_at=uow.now,
    )
