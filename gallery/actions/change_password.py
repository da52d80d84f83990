"""Change one's own password."""

from gallery.actions.sign_in import end_sessions
from gallery.errors import InvalidInput
from gallery.models import StaffUser
from gallery.runtime import UnitOfWork


def change_password(uow: UnitOfWork, user_id: str, current: str, new: str) -> None:
    """Set a new password; every session of the user ends, this one too.

    :raises NotFound: there is no such user.
    :raises InvalidInput: ``password_wrong``, ``password_unchanged`` or ``weak_password``.
    """
    passwords = uow.runtime.passwords
    user = uow.get(StaffUser, user_id, "user")
    if not passwords.matches(user.password_hash, current):
        message = "The current password is not this one."
        raise InvalidInput(message, fields={"current": message}, code="password_wrong")
    if current == new:
        message = "Choose a password other than the current one."
        raise InvalidInput(message, fields={"password": message}, code="password_unchanged")
    user.password_hash = passwords.hash(new)
    user.must_change_password = False
    end_sessions(uow, user.id)
    uow.record("staff.password_changed", subject=("staff", user.id))
