"""Background work: one handler a kind, run under a lease, tried again until it is done."""

from gallery.jobs.lanes import Lanes
from gallery.jobs.runner import drain, run_job, run_next, sweep
from gallery.jobs.schedule import enqueue_due

__all__ = ["Lanes", "drain", "enqueue_due", "run_job", "run_next", "sweep"]
