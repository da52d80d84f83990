"""``gallery users``: accounts of staff."""

import sys

import click

from gallery.actions.manage_staff import add_user, list_users
from gallery.cli.installation import explained, opened
from gallery.permissions import Role
from gallery.runtime import OPERATOR


@click.group()
def users() -> None:
    """Look after the accounts of staff."""


@users.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@explained
def add(email: str, role: str, password_stdin: bool) -> None:  # noqa: FBT001 - a click flag
    """Add an account; without --password-stdin a one-time password is printed once."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    with opened().unit_of_work(OPERATOR) as uow:
        user, handed = add_user(uow, email, role, password)
    click.echo(f"Added {user.email} as {user.role}.")
    if password is None:
        click.echo(f"One-time password: {handed}")


@users.command(name="list")
@explained
def list_() -> None:
    """List the accounts."""
    with opened().reading() as session:
        for user in list_users(session):
            state = "" if user.is_active else "  (deactivated)"
            click.echo(f"{user.role:14} {user.email}{state}")
