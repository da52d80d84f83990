"""``gallery db``: the schema."""

import click
from sqlalchemy.exc import ProgrammingError

from gallery import config, db
from gallery.cli.installation import explained, opened
from gallery.errors import ConfigurationError
from gallery.guards import guards_amiss, put_back
from gallery.runtime import OPERATOR, UnitOfWork


@click.group(name="db")
def database() -> None:
    """Look after the database."""


@database.command()
@explained
def upgrade() -> None:
    """Bring the schema to this version; safe to run again."""
    db.upgrade(config.load().database_url)
    click.echo("The schema is up to date.")


@database.command()
@explained
def guard() -> None:
    """Put back the guards that keep what was signed, where one is missing or altered."""
    with opened().unit_of_work(OPERATOR) as uow:
        names = _put_back(uow)
        left = guards_amiss(uow.session.connection())
    if names:
        click.echo(f"Put back: {', '.join(names)}.")
        click.echo("What was changed meanwhile is still changed: run `gallery reconcile`.")
    if left:
        raise click.ClickException(" ".join(left))
    click.echo("The database keeps what was signed.")


def _put_back(uow: UnitOfWork) -> list[str]:
    """Put guards back, and have the ledger tell which."""
    try:
        names = put_back(uow.session.connection())
    except ProgrammingError as error:
        raise ConfigurationError(
            "This role may not change the tables. Run the command as the one that owns them,"
            " with which `gallery db upgrade` is run.",
            code="not_the_owner",
        ) from error
    if names:
        uow.record("guards.put_back", names=names)
    return names
