"""Background work: one handler a kind, run under a lease, tried again until it is done."""

from gallery.jobs.runner import drain, run_job, sweep
from gallery.jobs.schedule import enqueue_due

__all__ = ["drain", "enqueue_due", "run_job", "sweep"]
