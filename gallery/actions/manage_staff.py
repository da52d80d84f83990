"""Add staff accounts, change their roles, end them."""

import re
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.actions.sign_in import clean_email, end_sessions
from gallery.errors import Conflict, InvalidInput
from gallery.models import StaffUser
from gallery.permissions import Role
from gallery.runtime import OPERATOR, Runtime, UnitOfWork

FIRST_ADMINISTRATOR = "admin@gallery.local"
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,185}\Z")


def add_user(
    uow: UnitOfWork, email: str, role: str, password: str | None = None
) -> tuple[StaffUser, str]:
    """Add an account; without a password, with one that must be changed at the first sign-in.

    Return the account and the password to hand over, once.

    :raises InvalidInput: the address or role cannot be used, or ``weak_password``.
    :raises Conflict: ``user_exists``.
    """
    address, chosen = clean_email(email), _role(role)
    if not _EMAIL.match(address):
        message = "Give an e-mail address."
        raise InvalidInput(message, fields={"email": message})
    known = select(StaffUser.id).where(StaffUser.email == address)
    if uow.session.execute(known).first() is not None:
        raise Conflict("There is an account with this e-mail address.", code="user_exists")
    handed = password or secrets.token_urlsafe(12)
    user = StaffUser(
        email=address,
        password_hash=uow.runtime.passwords.hash(handed),
        role=chosen.value,
        must_change_password=password is None,
        created_at=uow.now,
    )
    uow.session.add(user)
    uow.session.flush()
    uow.record("staff.added", subject=("staff", user.id), role=chosen.value)
    return user, handed


def set_role(uow: UnitOfWork, user_id: str, role: str) -> StaffUser:
    """Give a user another role; it acts at the next request.

    :raises NotFound: there is no such user.
    :raises InvalidInput: there is no such role.
    :raises Conflict: ``last_administrator``.
    """
    user, chosen = uow.get(StaffUser, user_id, "user"), _role(role)
    if chosen is not Role.ADMINISTRATOR:
        _keep_one_administrator(uow, user)
    user.role = chosen.value
    uow.record("staff.role_changed", subject=("staff", user.id), role=chosen.value)
    return user


def deactivate_user(uow: UnitOfWork, user_id: str) -> StaffUser:
    """End an account and its sessions; the ledger keeps what it did.

    :raises NotFound: there is no such user.
    :raises Conflict: ``last_administrator``.
    """
    user = uow.get(StaffUser, user_id, "user")
    _keep_one_administrator(uow, user)
    user.is_active = False
    end_sessions(uow, user.id)
    uow.record("staff.deactivated", subject=("staff", user.id))
    return user


def list_users(session: Session) -> list[StaffUser]:
    """Return every account, active ones first."""
    query = select(StaffUser).order_by(StaffUser.is_active.desc(), StaffUser.email)
    return list(session.execute(query).scalars())


def create_first_administrator(runtime: Runtime) -> tuple[str, str] | None:
    """Add an administrator where there is nobody yet; return address and one-time password."""
    with runtime.unit_of_work(OPERATOR) as uow:
        if uow.session.execute(select(func.count(StaffUser.id))).scalar_one():
            return None
        user, password = add_user(uow, FIRST_ADMINISTRATOR, Role.ADMINISTRATOR.value)
        return user.email, password


def _role(role: str) -> Role:
    if role not in set(Role):
        message = f"There is no role {role[:20]!r}; use one of: {', '.join(Role)}."
        raise InvalidInput(message, fields={"role": message}, code="unknown_role")
    return Role(role)


def _keep_one_administrator(uow: UnitOfWork, user: StaffUser) -> None:
    others = select(func.count(StaffUser.id)).where(
        StaffUser.role == Role.ADMINISTRATOR.value,
        StaffUser.is_active.is_(True),
        StaffUser.id != user.id,
    )
    if user.role == Role.ADMINISTRATOR and not uow.session.execute(others).scalar_one():
        raise Conflict(
            "This is the last administrator: make somebody else one first.",
            code="last_administrator",
        )
