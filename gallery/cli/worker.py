"""``gallery worker``: run jobs until asked to stop."""

import logging

import click

from gallery import jobs
from gallery.cli.installation import explained, opened
from gallery.provenance.sealing import sealer_for

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command("worker")
@explained
def worker() -> None:
    """Run the queued jobs until SIGTERM; those that are running are finished first."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    runtime = opened()
    sealer_for(runtime.settings)  # what a certificate lacks is told now, not at the first photo

    lanes = jobs.Lanes(runtime.settings.worker_threads)

    def work() -> None:
        jobs.run_next(runtime, lanes)

    def sweep() -> None:
        jobs.sweep(runtime)
        jobs.enqueue_due(runtime)

    runtime.queue.consume(work, sweep, threads=lanes.threads)
