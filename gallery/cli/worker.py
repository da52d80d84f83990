"""``gallery worker``: run jobs until asked to stop."""

import logging

import click

from gallery import jobs
from gallery.cli.installation import explained, opened

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command("worker")
@explained
def worker() -> None:
    """Run the queued jobs until SIGTERM; those that are running are finished first."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    runtime = opened()

    def handle(job_id: str) -> None:
        jobs.run_job(runtime, job_id)

    def sweep() -> None:
        jobs.sweep(runtime)
        jobs.enqueue_due(runtime)

    runtime.queue.consume(handle, sweep, threads=runtime.settings.worker_threads)
