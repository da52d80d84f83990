"""``gallery db``: the schema."""

import click

from gallery import config, db
from gallery.cli.installation import explained


@click.group(name="db")
def database() -> None:
    """Look after the database."""


@database.command()
@explained
def upgrade() -> None:
    """Bring the schema to this version; safe to run again."""
    db.upgrade(config.load().database_url)
    click.echo("The schema is up to date.")
