"""Compare the bucket, the database and the ledger with each other; repair what can be."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from gallery.actions.reconciling.belonging import foreign_photos
from gallery.actions.reconciling.consents import kept_without_consent, shown_without_consent
from gallery.actions.reconciling.indexes import indexes_unlike
from gallery.actions.reconciling.ledger import ledger_faults
from gallery.actions.reconciling.made import renditions_unlike
from gallery.actions.reconciling.media import names_without_rendition
from gallery.actions.reconciling.objects import faulty_objects, objects_without_row
from gallery.actions.reconciling.repair import repair
from gallery.actions.reconciling.scan import GRACE, Discrepancy, Kind, Progress, Scan
from gallery.actions.reconciling.takedowns import overdue_takedowns
from gallery.actions.reconciling.values import unreadable_values
from gallery.models import ReconcileRun
from gallery.models.base import new_id
from gallery.runtime import Actor, Runtime, UnitOfWork

__all__ = ["Discrepancy", "Kind", "Options", "Outcome", "Progress", "reconcile"]

#: So many findings are kept with the run; all of them are counted and told as they are found.
MOST_FINDINGS = 500


@dataclass(frozen=True)
class Options:
    """Say what is done: ``is_quick`` trusts sizes and hashes that the store keeps with an object.

    Objects younger than ``grace`` may still wait for their rows. ``at`` fixes the instant.
    """

    is_repair: bool = False
    is_quick: bool = False
    grace: timedelta = GRACE
    at: datetime | None = None


@dataclass
class Outcome:
    """Count what was found; ``remaining`` are faults that a repair did not clear."""

    run_id: str = field(default_factory=new_id)
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[dict[str, str]] = field(default_factory=list)
    objects: int = 0
    bytes_read: int = 0
    repaired: int = 0
    remaining: int = 0

    def add(self, found: Discrepancy, *, is_repaired: bool) -> None:
        """Count one discrepancy, and keep it if there is room."""
        self.counts[found.kind.value] += 1
        self.repaired += is_repaired
        self.remaining += not (is_repaired or found.is_information)
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(
                {
                    "kind": found.kind.value,
                    "what": found.what,
                    "id": str(found.identity),
                    "words": found.words,
                    "repaired": "yes" if is_repaired else "no",
                }
            )


def reconcile(
    runtime: Runtime,
    actor: Actor,
    options: Options | None = None,
    *,
    found: Callable[[Discrepancy, bool], None] = lambda _one, _is_repaired: None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Name every disagreement, and with ``is_repair`` clear those that can be cleared.

    ``found`` is told each as it is found and whether it was repaired. Memory does not grow with
    what is stored, and no transaction lasts longer than one page or one repair.

    :raises StorageUnavailable: the object store is away; nothing is recorded of this run.
    """
    chosen = options or Options()
    scan = Scan(runtime, chosen.is_quick, chosen.grace, chosen.at, progress)
    outcome, started_at = Outcome(), scan.now
    for page in _comparisons(scan):
        repaired = repair(scan, actor, page) if chosen.is_repair and page else set()
        for one in page:
            outcome.add(one, is_repaired=one in repaired)
            found(one, one in repaired)
    outcome.objects, outcome.bytes_read = scan.objects_done, scan.bytes_read
    with runtime.unit_of_work(actor, at=chosen.at) as uow:
        _record(uow, outcome, started_at, is_repair=chosen.is_repair)
    return outcome


def _comparisons(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield every page of every comparison; what is public without a consent comes first."""
    return chain(
        shown_without_consent(scan),
        unreadable_values(scan),
        indexes_unlike(scan),
        kept_without_consent(scan),
        foreign_photos(scan),
        renditions_unlike(scan),
        faulty_objects(scan),
        names_without_rendition(scan),
        objects_without_row(scan),
        ledger_faults(scan),
        overdue_takedowns(scan),
    )


def _record(uow: UnitOfWork, outcome: Outcome, started_at: datetime, *, is_repair: bool) -> None:
    counts = {kind.value: outcome.counts[kind.value] for kind in Kind}
    uow.session.add(
        ReconcileRun(
            id=outcome.run_id,
            started_at=started_at,
            finished_at=uow.now,
            actor=uow.actor.id,
            is_repair=is_repair,
            counts=counts,
            findings=outcome.findings,
        )
    )
    uow.record(
        "reconcile.ran",
        subject=("reconcile_run", outcome.run_id),
        is_repair=is_repair,
        counts=counts,
        repaired=outcome.repaired,
    )
