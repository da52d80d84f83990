"""Background work: one handler a kind, run under a lease, tried again until it is done."""

from gallery.jobs.runner import drain, run_job, sweep

__all__ = ["drain", "run_job", "sweep"]
