"""``gallery pictures``: look after the files that are made of the photos."""

import os
import sys
import time
from typing import Any

import click

from gallery.actions.remake_pictures import Outcome, remake_pictures
from gallery.actions.stale_renditions import Stale, count_stale
from gallery.actions.time_a_remake import estimated_seconds
from gallery.cli.installation import explained, running

_TELL_SECONDS = 10.0


@click.group()
def pictures() -> None:
    """Look after the files that are made of the photos."""


@pictures.command("remake")
@click.option("--dry-run", "is_dry", is_flag=True, help="Count, and estimate the time; no change.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default="one for each core",
    help="How many photos are made at once; each takes one core.",
)
@explained
def remake(*, is_dry: bool, workers: int) -> None:
    """Make files again that carry an old mark or old rights.

    Live publications show the old files until the new ones of the whole case are there. Ctrl-C
    stops at once and loses nothing: run it again to go on. Exit status 1 if something is left.
    """
    with running() as runtime:
        stale = count_stale(runtime)
        click.echo(_words(stale))
        if stale.photos == 0:
            return
        if is_dry:
            seconds = estimated_seconds(runtime) / workers
            click.echo(
                f"A few were made for trial: about {_span(seconds)} with {workers} at once."
                " Nothing was changed."
            )
            return
        meter = _Meter(stale.photos)
        try:
            with meter.bar:
                outcome = remake_pictures(runtime, meter.tell, workers)
        except KeyboardInterrupt:
            raise click.ClickException("Stopped. Nothing is lost: run it again to go on.") from None
        meter.end(outcome)
    if outcome.failed or outcome.photos < stale.photos:
        raise click.exceptions.Exit(1)


class _Meter:
    """Show how far it is: a bar on a terminal, else a line now and then."""

    def __init__(self, photos: int) -> None:
        self.bar: Any = click.progressbar(  # its class is private to click
            length=photos, label="Photos", show_pos=True, item_show_func=lambda _: self._rate()
        )
        self._photos, self._done = photos, 0
        self._started = self._told = time.monotonic()
        self._is_terminal = sys.stdout.isatty()

    def tell(self, photos: int) -> None:
        self._done += photos
        self.bar.update(photos, self._done)
        now = time.monotonic()
        if not self._is_terminal and now - self._told >= _TELL_SECONDS:
            self._told = now
            left = (self._photos - self._done) * (now - self._started) / max(self._done, 1)
            told = f"{self._done} of {self._photos} photos ({self._rate()}), {_span(left)} left"
            click.echo(told)

    def end(self, outcome: Outcome) -> None:
        seconds = time.monotonic() - self._started
        click.echo(
            f"Made {outcome.photos} photos of {outcome.cases} cases in {_span(seconds)}"
            f" ({self._rate()})."
        )
        for case_id, code in sorted(outcome.failed.items()):
            click.echo(f"Left as it was: case {case_id}: {code}", err=True)

    def _rate(self) -> str:
        seconds = max(time.monotonic() - self._started, 0.001)
        return f"{self._done / seconds:.2f} photos/s"


def _words(stale: Stale) -> str:
    if stale.photos == 0:
        return "Every file is as it would be made today."
    return f"{stale.photos} photos of {stale.cases} cases are to be made again."


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
