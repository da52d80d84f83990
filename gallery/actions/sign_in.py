"""Sign staff in and out: server-side sessions, and a throttle that all processes share."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select

from gallery.clock import utc_now
from gallery.credentials import new_token, token_hash
from gallery.db import one_at_a_time
from gallery.errors import NotAuthenticated, TooManyAttempts
from gallery.models import SignInAttempt, StaffSession, StaffUser
from gallery.permissions import ROLE_PERMISSIONS, Role
from gallery.runtime import SYSTEM, Actor, Runtime, UnitOfWork

#: The last-seen instant is written no more often than this, to spare a write at each request.
_TOUCH_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class SignedIn:
    """State who signed in, and the token that the browser keeps."""

    user: StaffUser
    token: str


def sign_in(runtime: Runtime, email: str, password: str, address: str) -> SignedIn:
    """Check a name and password, and open a session.

    Failures are counted by name and by address, over all processes, and are kept although this
    raises.

    :raises NotAuthenticated: the pair is wrong, or the account inactive: one message for both.
    :raises TooManyAttempts: too many failures in the window; the password is not looked at.
    """
    subjects = [_subject(runtime, "name", clean_email(email)), _subject(runtime, "from", address)]
    with runtime.unit_of_work(SYSTEM) as uow:
        _refuse_if_throttled(uow, subjects)
        # Counted before the password is looked at: parallel guesses cannot slip through together.
        attempts = [SignInAttempt(subject_hash=subject, at=uow.now) for subject in subjects]
        uow.session.add_all(attempts)
        user = uow.session.execute(
            select(StaffUser).where(StaffUser.email == clean_email(email))
        ).scalar_one_or_none()
    is_right = runtime.passwords.matches(user.password_hash if user else None, password)
    if user is None or not is_right or not user.is_active:
        with runtime.unit_of_work(SYSTEM) as uow:
            uow.record("staff.sign_in_failed")
        raise NotAuthenticated("This e-mail address and password do not fit.", code="sign_in_wrong")
    return _open_session(runtime, user, subjects)


def session_user(runtime: Runtime, token: str) -> StaffUser | None:
    """Return whose session this is; None if it ended, was idle too long, or is too old."""
    now, settings = utc_now(), runtime.settings
    with runtime.reading() as session:
        row = session.execute(
            select(StaffSession).where(StaffSession.token_hash == token_hash(token))
        ).scalar_one_or_none()
        if row is None or row.ended_at is not None or not row.user.is_active:
            return None
        idle, age = now - row.last_seen_at, now - row.created_at
        if idle >= timedelta(seconds=settings.session_idle_seconds):
            return None
        if age >= timedelta(seconds=settings.session_absolute_seconds):
            return None
        user, session_id = row.user, row.id
    if idle >= min(_TOUCH_AFTER, timedelta(seconds=settings.session_idle_seconds / 2)):
        with runtime.unit_of_work(SYSTEM) as uow:
            uow.get(StaffSession, session_id, "session").last_seen_at = now
    return user


def sign_out(runtime: Runtime, token: str) -> None:
    """End the session of ``token``; it cannot be used again."""
    with runtime.unit_of_work(SYSTEM) as uow:
        row = uow.session.execute(
            select(StaffSession).where(StaffSession.token_hash == token_hash(token))
        ).scalar_one_or_none()
        if row is not None and row.ended_at is None:
            row.ended_at = uow.now


def end_sessions(uow: UnitOfWork, user_id: str) -> None:
    """End every session of a user."""
    rows = uow.session.execute(
        select(StaffSession).where(StaffSession.user_id == user_id, StaffSession.ended_at.is_(None))
    ).scalars()
    for row in rows:
        row.ended_at = uow.now


def actor_of(user: StaffUser) -> Actor:
    """Return the actor that a member of staff is, with the permissions of the role as of now."""
    return Actor(f"staff:{user.id}", ROLE_PERMISSIONS[Role(user.role)])


def clean_email(email: str) -> str:
    """Return an e-mail address in the one form in which it is kept."""
    kept = (letter for letter in email if letter.isprintable() and not letter.isspace())
    return "".join(kept).casefold()[:254]


def _subject(runtime: Runtime, kind: str, value: str) -> str:
    key = runtime.settings.secret_key.encode()
    return hmac.new(key, f"{kind}:{value}".encode(), sha256).hexdigest()


def _refuse_if_throttled(uow: UnitOfWork, subjects: list[str]) -> None:
    settings = uow.runtime.settings
    for subject in sorted(subjects):
        one_at_a_time(uow.session, subject)
    since = uow.now - timedelta(seconds=settings.sign_in_window_seconds)
    uow.session.execute(delete(SignInAttempt).where(SignInAttempt.at < since))
    for subject in subjects:
        count, oldest = uow.session.execute(
            select(func.count(), func.min(SignInAttempt.at)).where(
                SignInAttempt.subject_hash == subject
            )
        ).one()
        if count >= settings.sign_in_attempts:
            wait = settings.sign_in_window_seconds - int((uow.now - oldest).total_seconds())
            raise TooManyAttempts(
                f"Too many failed attempts to sign in. Try again in {max(1, wait // 60)} minutes.",
                retry_after_seconds=max(1, wait),
            )


def _open_session(runtime: Runtime, user: StaffUser, subjects: list[str]) -> SignedIn:
    token = new_token()
    with runtime.unit_of_work(actor_of(user)) as uow:
        uow.session.execute(delete(SignInAttempt).where(SignInAttempt.subject_hash.in_(subjects)))
        row = StaffSession(
            token_hash=token_hash(token),
            user_id=user.id,
            created_at=uow.now,
            last_seen_at=uow.now,
        )
        uow.session.add(row)
        uow.record("staff.signed_in", subject=("staff", user.id))
    return SignedIn(user, token)
