"""What staff and other systems may do: one enum, and the four roles made of it."""

from enum import StrEnum


class Permission(StrEnum):
    """Name one thing that may be allowed; API tokens carry these as scopes."""

    VIEW_CASES = "cases:read"
    EDIT_CASES = "cases:write"
    DELETE_CASES = "cases:delete"
    VIEW_ORIGINALS = "originals:read"
    VIEW_CONSENTS = "consents:read"
    RECORD_CONSENTS = "consents:write"
    WITHDRAW_CONSENTS = "consents:withdraw"
    PUBLISH = "publications:write"
    VIEW_AUDIT = "audit:read"
    EXPORT_RECORDS = "records:export"
    MANAGE_JOBS = "jobs:write"
    MANAGE_SETTINGS = "settings:write"
    MANAGE_STAFF = "staff:write"
    OWN_ACCOUNT = "account:write"


class Role(StrEnum):
    """Name what kind of work a member of staff does."""

    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    VIEWER = "viewer"


_VIEWER = frozenset({Permission.VIEW_CASES, Permission.OWN_ACCOUNT})
_EDITOR = _VIEWER | {
    Permission.EDIT_CASES,
    Permission.VIEW_CONSENTS,
    Permission.RECORD_CONSENTS,
    Permission.WITHDRAW_CONSENTS,
    Permission.MANAGE_JOBS,
}
_REVIEWER = _VIEWER | {
    Permission.VIEW_ORIGINALS,
    Permission.VIEW_CONSENTS,
    Permission.WITHDRAW_CONSENTS,
    Permission.PUBLISH,
    Permission.VIEW_AUDIT,
    Permission.EXPORT_RECORDS,
    Permission.MANAGE_JOBS,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.EDITOR: _EDITOR,
    Role.REVIEWER: _REVIEWER,
    Role.ADMINISTRATOR: frozenset(Permission),
}
