"""``gallery tokens``: bearer tokens of other systems."""

import click

from gallery.actions.manage_tokens import issue_token, list_tokens, revoke_token
from gallery.cli.installation import explained, opened
from gallery.permissions import Permission
from gallery.runtime import OPERATOR


@click.group()
def tokens() -> None:
    """Look after API tokens."""


@tokens.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    help=f"Repeat for more: {', '.join(Permission)}; 'all' for every one.",
)
@explained
def add(name: str, scopes: tuple[str, ...]) -> None:
    """Issue a token; it is printed once."""
    chosen = tuple(permission.value for permission in Permission) if "all" in scopes else scopes
    with opened().unit_of_work(OPERATOR) as uow:
        _, token = issue_token(uow, name, chosen)
    click.echo(token)


@tokens.command(name="list")
@explained
def list_() -> None:
    """List the tokens."""
    with opened().reading() as session:
        for row in list_tokens(session):
            state = "revoked" if row.revoked_at else "active"
            click.echo(f"{row.id}  {state:8} {row.name}  {' '.join(row.scopes)}")


@tokens.command()
@click.argument("token_id")
@explained
def revoke(token_id: str) -> None:
    """End a token at once."""
    with opened().unit_of_work(OPERATOR) as uow:
        row = revoke_token(uow, token_id)
    click.echo(f"Revoked {row.name}.")
