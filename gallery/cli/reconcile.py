"""``gallery reconcile``: compare the bucket, the database and the ledger."""

import json
import time
from dataclasses import asdict

import click

from gallery.actions.reconcile import Discrepancy, Options, Outcome, Progress
from gallery.actions.reconcile import reconcile as run_reconcile
from gallery.cli.installation import explained, running
from gallery.runtime import OPERATOR

_TELL_SECONDS = 1.0
_MEGABYTE = 1_000_000


@click.command()
@click.option("--repair", "is_repair", is_flag=True, help="Clear what can be cleared.")
@click.option("--quick", "is_quick", is_flag=True, help="Do not read bytes: ask for their facts.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line; the last sums up.")
@explained
def reconcile(*, is_repair: bool, is_quick: bool, is_json: bool) -> None:
    """Name what does not fit together; exit status 1 if something is left."""
    meter = _Meter()

    shown = _as_json if is_json else _as_line

    def found(one: Discrepancy, is_repaired: bool) -> None:  # noqa: FBT001 - the action's protocol
        click.echo(shown(one, is_repaired=is_repaired))

    with running() as runtime:
        options = Options(is_repair=is_repair, is_quick=is_quick)
        outcome = run_reconcile(runtime, OPERATOR, options, found=found, progress=meter.tell)
    meter.end(outcome)
    click.echo(_json_summary(outcome) if is_json else _summary(outcome))
    if outcome.remaining:
        raise click.exceptions.Exit(1)


class _Meter:
    """Tell on standard error how far it is, once a second."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told >= _TELL_SECONDS:
            self._told = now
            left = max(0, progress.objects_total - progress.objects_done)
            self._say(progress.objects_done, progress.bytes_read, f", {left} left")

    def end(self, outcome: Outcome) -> None:
        self._say(outcome.objects, outcome.bytes_read, f" in {self._seconds():.1f} s")

    def _say(self, objects: int, bytes_read: int, rest: str) -> None:
        seconds = self._seconds()
        speed = f"{objects / seconds:.0f} objects/s, {bytes_read / seconds / _MEGABYTE:.1f} MB/s"
        click.echo(f"{objects} objects checked{rest} ({speed})", err=True)

    def _seconds(self) -> float:
        return max(time.monotonic() - self._started, 0.001)


def _as_line(one: Discrepancy, *, is_repaired: bool) -> str:
    mark = "repaired" if is_repaired else one.kind.value
    return f"{mark:26} {one.what:12} {one.identity}  {one.words}"


def _as_json(one: Discrepancy, *, is_repaired: bool) -> str:
    return json.dumps(asdict(one) | {"is_repaired": is_repaired})


def _summary(outcome: Outcome) -> str:
    if not outcome.counts:
        return "Bucket, database and ledger agree."
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.counts.items()))
    return f"Found {counted}. Repaired: {outcome.repaired}. Left: {outcome.remaining}."


def _json_summary(outcome: Outcome) -> str:
    return json.dumps(
        {
            "run_id": outcome.run_id,
            "counts": dict(outcome.counts),
            "objects": outcome.objects,
            "bytes_read": outcome.bytes_read,
            "repaired": outcome.repaired,
            "remaining": outcome.remaining,
        }
    )
