"""``gallery serve``: everything that one machine needs, started in order and stopped together."""

import gc
import http.client
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gallery import config, db
from gallery.cli.first_run import first_administrator
from gallery.cli.installation import explained
from gallery.config import Settings
from gallery.embedded import lock, object_store, ports, secrets
from gallery.embedded.supervisor import Service, Supervisor
from gallery.errors import ConfigurationError
from gallery.provenance.sealing import sealer_for
from gallery.storage import ObjectStore

HEALTH_SECONDS = 90.0
# Together under five seconds: the web server and the worker stop side by side, then the store.
SERVICE_GRACE_SECONDS = 1.5
STORE_GRACE_SECONDS = 2.4
# All but the web server's remark on threads, which mostly wait: for the database and the store.
WEB_SHOWN = re.compile(r"^(?!\[WARNING\] Configuration allows spawning)")
SEAWEEDFS_TROUBLE = re.compile(r"^[EF]\d{4} ")

Bootstrap = Callable[[Settings], Iterable[str]]


@click.command("serve")
@click.option("--host", help="Address to listen on instead of GALLERY_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port instead of GALLERY_PORT.")
@click.option("--workers", type=click.IntRange(1), help="Processes instead of GALLERY_WEB_WORKERS.")
@explained
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Set up the instance, then run object store, worker and web server until interrupted."""
    given = {"host": host, "port": port, "web_workers": workers}
    overrides: dict[str, Any] = {name: value for name, value in given.items() if value is not None}

    def load() -> Settings:
        return replace(config.load(), **overrides)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        run(load, first_administrator)
    except KeyboardInterrupt:
        # Before it exits the interpreter would look for garbage in all that was imported: 1.5 s on
        # a busy machine, of the five that a stop may take.
        gc.freeze()
        say("Stopped.")


def run(load: Callable[[], Settings], bootstrap: Bootstrap) -> None:
    """Serve until KeyboardInterrupt, which leaves no process behind.

    ``bootstrap`` is called once the schema is current; the lines it returns are shown.

    :raises GalleryError: a step failed; what was started is stopped.
    """
    instance = config.instance_folder()
    with ExitStack() as stack:
        stack.enter_context(lock.owning(instance))
        if config.uses_embedded_store():
            secrets.ensure(instance)
        check_port(load())
        sealer_for(load())
        say(f"Instance folder: {instance}")
        supervisor = stack.enter_context(supervising(instance))
        if config.uses_embedded_store():
            start_object_store(supervisor, load())
        settings = load()
        prepare(settings, bootstrap)
        start_services(supervisor, settings)
        wait_until_healthy(supervisor, settings)
        say(f"Ready: {settings.base_url}   (Ctrl-C stops everything)")
        supervisor.watch()


@contextmanager
def supervising(instance: Path) -> Iterator[Supervisor]:
    """Yield a supervisor whose services are stopped at the end, the object store last."""
    supervisor = Supervisor(instance / "logs", say)
    try:
        yield supervisor
    finally:
        say("Stopping ...")
        supervisor.stop(("web", "worker"), SERVICE_GRACE_SECONDS)
        supervisor.stop(("object-store",), STORE_GRACE_SECONDS)
        supervisor.close()


def check_port(settings: Settings) -> None:
    """Refuse to start on a port that another program has.

    :raises ConfigurationError: ``port_taken``.
    """
    if ports.is_free(settings.host, settings.port):
        return
    raise ConfigurationError(
        f"Port {settings.port} of {settings.host} is taken by another program, or not allowed."
        f" Stop that program, or choose another port: make run PORT={settings.port + 1}",
        code="port_taken",
    )


def start_object_store(supervisor: Supervisor, settings: Settings) -> None:
    """Start the embedded object store and wait until it answers."""
    plan = object_store.prepare(
        settings.instance, settings.s3_access_key_id, settings.s3_secret_access_key
    )
    service = Service(
        name="object-store",
        command=plan.command,
        variables=plan.variables,
        folder=plan.data,
        shown=SEAWEEDFS_TROUBLE,
        started=lambda pid: object_store.record(plan, pid),
    )
    with step("Object store"):
        object_store.wait_until_ready(plan, supervisor.start(service))


def prepare(settings: Settings, bootstrap: Bootstrap) -> None:
    """Make the bucket and the schema current, then call the hook."""
    with step("Bucket"):
        ObjectStore(settings).ensure_bucket()
    with step("Database schema"):
        db.upgrade(settings.database_url)
    for line in bootstrap(settings):
        say(line)


def start_services(supervisor: Supervisor, settings: Settings) -> None:
    """Start the worker and the web server."""
    variables = {
        "GALLERY_INSTANCE": str(settings.instance),
        "GALLERY_HOST": settings.host,
        "GALLERY_PORT": str(settings.port),
        "PYTHONUNBUFFERED": "1",
    }
    worker = (sys.executable, "-m", "gallery", "worker")
    supervisor.start(Service(name="worker", command=worker, variables=variables))
    web = web_command(settings)
    supervisor.start(Service(name="web", command=web, variables=variables, shown=WEB_SHOWN))


def web_command(settings: Settings) -> tuple[str, ...]:
    """Return the command line of the web server."""
    options = {
        "--interface": "wsgi",
        "--host": settings.host,
        "--port": str(settings.port),
        "--workers": str(settings.web_workers),
        "--blocking-threads": str(settings.web_threads),
        "--workers-kill-timeout": "2",
    }
    flags = ("--factory", "--no-ws", "--respawn-failed-workers", "--log-level", "warning")
    words = [word for option in options.items() for word in option]
    return (sys.executable, "-m", "granian", *words, *flags, "gallery.web.app:create_app")


def wait_until_healthy(supervisor: Supervisor, settings: Settings) -> None:
    """Return when the web server says that it is well.

    :raises ConfigurationError: ``web_not_healthy``: it did not within 90 s.
    """
    deadline = time.monotonic() + HEALTH_SECONDS
    with step("Web server and worker"):
        while not is_healthy(settings):
            if time.monotonic() > deadline:
                raise ConfigurationError(
                    "The web server did not become healthy within 90 s. The reason is in"
                    " logs/web.log in the instance folder.",
                    code="web_not_healthy",
                )
            supervisor.check()
            time.sleep(0.1)


def is_healthy(settings: Settings) -> bool:
    """Ask the web server on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show that a step has begun, then how long it took."""
    started = time.monotonic()
    say(f"{name} ...")
    yield
    say(f"{name}: ready after {time.monotonic() - started:.1f} s")


def say(line: str) -> None:
    """Show a line on the terminal now."""
    click.echo(line)
