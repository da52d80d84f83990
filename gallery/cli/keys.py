"""``gallery keys``: the data keys, and what is encrypted with which."""

import time
from collections.abc import Iterator, Mapping

import click

from gallery import config
from gallery.actions.rotate_keys import Progress, count_generations, rotate_keys
from gallery.cli.installation import explained, opened
from gallery.embedded import secrets
from gallery.errors import ConfigurationError, Conflict


@click.group()
def keys() -> None:
    """Look after the keys that encrypt chart references and names."""


@keys.command()
def new() -> None:
    """Print a new key; nothing is stored."""
    click.echo(secrets.new_key())


@keys.command()
@explained
def renew() -> None:
    """Put a new data key into secrets.json of an embedded installation; keep the old one there."""
    if config.is_given("data_key"):
        raise ConfigurationError(
            "GALLERY_DATA_KEY is set and outweighs secrets.json. Change it there, or unset it.",
            code="data_key_in_environment",
        )
    secrets.renew(config.instance_folder())
    click.echo("secrets.json has a new data key; the old one still decrypts. Back the file up.")
    click.echo("Now restart the service, then run: gallery keys rotate")


@keys.command()
@explained
def rotate() -> None:
    """Encrypt anew what older keys encrypted; may be stopped and run again at any time."""
    if secrets.serves_with_older_keys(config.instance_folder()):
        raise Conflict(
            "The service still runs with the keys from before the change and could not read what"
            " this would write. Restart it, then run this again.",
            code="service_has_older_keys",
        )
    started = time.monotonic()
    looked_at = 0
    latest: dict[str, Progress] = {}
    for progress in rotate_keys(opened()):
        looked_at += progress.done - (latest[progress.name].done if progress.name in latest else 0)
        latest[progress.name] = progress
        rate = looked_at / max(time.monotonic() - started, 0.001)
        click.echo(
            f"{progress.name}: {progress.done}/{progress.total} looked at,"
            f" {progress.rotated} encrypted anew, {rate:.0f} rows/s"
        )
    problems = list(_left_behind(latest))
    if problems:
        raise click.ClickException("\n".join(problems))
    total = sum(progress.rotated for progress in latest.values())
    click.echo(f"Done: {total} values encrypted anew; all stand under the current key.")


@keys.command()
@explained
def status() -> None:
    """Tell how many values stand under which key, so that a retired one can be dropped."""
    runtime = opened()
    with runtime.reading() as session:
        found = count_generations(session, runtime.vault)
    for name, counts in found.items():
        told = ", ".join(f"{_generation(key)}: {counts[key]}" for key in sorted(counts, key=_order))
        click.echo(f"{name}: {told or 'empty'}")
    for place in range(1, len(runtime.settings.data_keys_retired) + 1):
        count = sum(counts[place] for counts in found.values())
        state = "still needed: run `gallery keys rotate`" if count else "not needed by the database"
        click.echo(f"retired {place}: {count} values, {state}")
    if unknown := sum(counts[None] for counts in found.values()):
        raise click.ClickException(f"{unknown} values stand under a key that is not configured.")


def _generation(place: int | None) -> str:
    if place is None:
        return "unknown key"
    return f"retired {place}" if place else "current"


def _order(place: int | None) -> tuple[bool, int]:
    return place is None, place or 0


def _left_behind(latest: Mapping[str, Progress]) -> Iterator[str]:
    for progress in latest.values():
        if progress.unknown:
            yield (
                f"{progress.name}: {progress.unknown} values stand under a key that is not"
                " configured. Add it to GALLERY_DATA_KEYS_RETIRED and run this again."
            )
        if progress.clashes:
            yield (
                f"{progress.name}: {progress.clashes} rows stand for the same text as another row"
                " and keep their older key. Keep that key, and join the two by hand."
            )
