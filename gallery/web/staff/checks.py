"""Checks: whether files, records and activity agree, and how far the activity is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.ask_for_checks import ask_for_checks
from gallery.actions.read_checks import is_checking, ledger_status
from gallery.actions.read_reconcile import last_runs
from gallery.actions.read_to_do import faults_of
from gallery.errors import Conflict
from gallery.models import ReconcileRun
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.notices import tell, warn
from gallery.web.staff.words import Badge

#: Findings of the newest run that are shown; the command lists them all.
LISTED = 50


@dataclass(frozen=True)
class RunRow:
    """One run: when, what it came to, and its counts in words."""

    run: ReconcileRun
    state: Badge
    counts: tuple[str, ...]


@blueprint.get("/checks")
@staff(Permission.VIEW_AUDIT)
def checks() -> ResponseReturnValue:
    """Show what the last checks found."""
    with current_runtime().reading() as session:
        runs = last_runs(session)
        return render_template(
            "staff/checks.html",
            rows=_rows(runs),
            findings=runs[0].findings[:LISTED] if runs else [],
            found=len(runs[0].findings) if runs else 0,
            ledger=ledger_status(session),
            is_checking=is_checking(session),
            has_key=bool(current_runtime().settings.ledger_key),
        )


@blueprint.post("/checks")
@staff(Permission.MANAGE_JOBS)
def run_checks() -> ResponseReturnValue:
    """Have the checks run now."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            ask_for_checks(uow)
    except Conflict as error:
        warn(error.message)
    else:
        tell("The checks run now. They read every file: it may take some minutes.")
    return redirect(url_for("staff.checks"))


def _rows(runs: Sequence[ReconcileRun]) -> list[RunRow]:
    return [_row(run) for run in runs]


def _row(run: ReconcileRun) -> RunRow:
    faults = faults_of(run)
    found = words.count(faults, "discrepancy", "discrepancies")
    state = Badge(found, "bad") if faults else Badge("All agrees", "good")
    counts = tuple(
        f"{label}: {run.counts[kind]}"
        for kind, label in words.CHECK_KINDS.items()
        if run.counts.get(kind)
    )
    return RunRow(run, state, counts)
