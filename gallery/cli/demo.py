"""``gallery demo``: a dozen believable cases in an empty installation."""

import click

from gallery import db
from gallery.cli.installation import explained, running
from gallery.demo.seed import seed


@click.command()
@explained
def demo() -> None:
    """Fill an empty installation with demo cases; nobody in them exists."""
    with running() as runtime:
        runtime.store.ensure_bucket()
        db.upgrade(runtime.settings.database_url)
        count = seed(runtime, click.echo)
    click.echo(f"{count} demo cases are there. Sign in to see them all.")
