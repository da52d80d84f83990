"""``gallery worker``: run jobs until asked to stop."""

import logging

import click

from gallery import config, jobs
from gallery.errors import GalleryError
from gallery.runtime import Runtime

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command("worker")
def worker() -> None:
    """Run the queued jobs until SIGTERM; those that are running are finished first."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    try:
        runtime = Runtime.open(config.load())
    except GalleryError as error:
        raise click.ClickException(error.message) from error

    def handle(job_id: str) -> None:
        jobs.run_job(runtime, job_id)

    def sweep() -> None:
        jobs.sweep(runtime)

    runtime.queue.consume(handle, sweep, threads=runtime.settings.worker_threads)
