"""Issue and revoke the bearer tokens of other systems."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.clock import utc_now
from gallery.credentials import new_token, token_hash
from gallery.errors import InvalidInput, NotPermitted
from gallery.models import ApiToken
from gallery.permissions import Permission
from gallery.runtime import SYSTEM, Actor, Runtime, UnitOfWork

PREFIX = "gal_"
_TOUCH_AFTER = timedelta(seconds=60)


def issue_token(uow: UnitOfWork, name: str, scopes: tuple[str, ...]) -> tuple[ApiToken, str]:
    """Make a token with these scopes; return its row and the token, which is shown once.

    :raises InvalidInput: no name or no scope, or a scope is unknown.
    :raises NotPermitted: a scope goes beyond what the actor may do.
    """
    if not name.strip() or len(name) > 100:
        message = "Give a name of up to 100 characters."
        raise InvalidInput(message, fields={"name": message})
    chosen = {_scope(scope) for scope in scopes}
    if not chosen:
        message = "Choose at least one scope."
        raise InvalidInput(message, fields={"scopes": message})
    if chosen - uow.actor.permissions:
        raise NotPermitted("A token cannot do what its maker may not do.")
    token = new_token(PREFIX)
    row = ApiToken(
        name=name.strip(),
        token_hash=token_hash(token),
        scopes=sorted(scope.value for scope in chosen),
        created_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.record("token.issued", subject=("token", row.id), scopes=row.scopes)
    return row, token


def revoke_token(uow: UnitOfWork, token_id: str) -> ApiToken:
    """End a token at once.

    :raises NotFound: there is no such token.
    """
    row = uow.get(ApiToken, token_id, "token")
    row.revoked_at = row.revoked_at or uow.now
    uow.record("token.revoked", subject=("token", row.id))
    return row


def list_tokens(session: Session) -> list[ApiToken]:
    """Return every token, newest first."""
    return list(session.execute(select(ApiToken).order_by(ApiToken.created_at.desc())).scalars())


def token_actor(runtime: Runtime, token: str) -> Actor | None:
    """Return the actor that a bearer token stands for; None if it is unknown or revoked."""
    now = utc_now()
    with runtime.reading() as session:
        row = session.execute(
            select(ApiToken).where(ApiToken.token_hash == token_hash(token))
        ).scalar_one_or_none()
        if row is None or row.revoked_at is not None:
            return None
        identity, scopes, last_used_at = row.id, row.scopes, row.last_used_at
    if last_used_at is None or now - last_used_at >= _TOUCH_AFTER:
        with runtime.unit_of_work(SYSTEM) as uow:
            uow.get(ApiToken, identity, "token").last_used_at = now
    return Actor(f"token:{identity}", frozenset(Permission(scope) for scope in scopes))


def _scope(scope: str) -> Permission:
    if scope not in set(Permission):
        message = f"There is no scope {scope[:30]!r}; use some of: {', '.join(Permission)}."
        raise InvalidInput(message, fields={"scopes": message}, code="unknown_scope")
    return Permission(scope)
