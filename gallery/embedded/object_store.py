"""The embedded object store: SeaweedFS as a child process, with its data in the instance folder."""

import http.client
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gallery.embedded import lock, secrets
from gallery.embedded.ports import LOOPBACK, free_base
from gallery.embedded.private_files import ensure_folder, replace_file
from gallery.embedded.processes import spawn, stop
from gallery.embedded.seaweedfs import (
    PORT_OFFSETS,
    VARIABLES,
    make_durable,
    server_command,
    write_configuration,
)
from gallery.errors import Conflict, StorageUnavailable

START_SECONDS = 30.0
STOP_SECONDS = 4.0
POLL_SECONDS = 0.05
LONGEST_SOCKET_FOLDER = 90


@dataclass(frozen=True, kw_only=True)
class ObjectStorePlan:
    """Say how to start the store of one instance; the folder and its files are there already."""

    instance: Path
    data: Path
    base_port: int
    command: tuple[str, ...]
    variables: Mapping[str, str]
    durable: bool

    @property
    def endpoint_url(self) -> str:
        """Return the address of the S3 API."""
        return f"http://{LOOPBACK}:{self.base_port}"


def prepare(
    instance: Path, access_key_id: str, secret_access_key: str, *, durable: bool = True
) -> ObjectStorePlan:
    """Choose the ports, the last ones if they are free, and write the store's configuration.

    ``durable`` waits for the disk before an upload is acknowledged (about 15 ms each); it is fixed
    by the first start of an instance, as it chooses the format of the index.
    """
    data = ensure_folder(instance / "object-store")
    ensure_folder(instance / "run")
    base = free_base(PORT_OFFSETS, _last_base_port(instance))
    write_configuration(data, access_key_id, secret_access_key, durable=durable)
    return ObjectStorePlan(
        instance=instance,
        data=data,
        base_port=base,
        command=server_command(data, _sockets(instance), base),
        variables=VARIABLES,
        durable=durable,
    )


def record(plan: ObjectStorePlan, pid: int) -> None:
    """Tell other processes of this instance where the store is."""
    facts = {"endpoint_url": plan.endpoint_url, "pid": pid}
    replace_file(_facts_path(plan.instance), json.dumps(facts) + "\n")


def wait_until_ready(plan: ObjectStorePlan, process: subprocess.Popen[bytes]) -> None:
    """Return when the S3 API answers, with durable writes turned on if they were planned.

    :raises StorageUnavailable: the process ended, or is not ready after 30 s.
    """
    deadline = time.monotonic() + START_SECONDS
    while not is_answering(plan.endpoint_url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise StorageUnavailable(
                "The object store did not start. The reason is in logs/object-store.log in the"
                " instance folder."
            )
        time.sleep(POLL_SECONDS)
    if plan.durable:
        make_durable(plan.data, plan.base_port)


@contextmanager
def started(plan: ObjectStorePlan) -> Iterator[str]:
    """Run the store for the duration and yield its address."""
    logs = ensure_folder(plan.instance / "logs")
    with (logs / "object-store.log").open("ab") as log:
        process = spawn(plan.command, plan.variables, folder=plan.data, output=log)
    try:
        wait_until_ready(plan, process)
        record(plan, process.pid)
        yield plan.endpoint_url
    finally:
        stop(process, STOP_SECONDS)


@contextmanager
def running(instance: Path) -> Iterator[str]:
    """Yield the address of this instance's store, started for the duration if nobody runs it.

    :raises Conflict: another process owns the instance, and its store does not come up.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(lock.owning(instance))
        except Conflict as conflict:
            stack.enter_context(lock.using(instance))
            yield _wait_for_owner(instance, conflict)
        else:
            found = secrets.ensure(instance)
            plan = prepare(instance, found["s3_access_key_id"], found["s3_secret_access_key"])
            yield stack.enter_context(started(plan))
            lock.wait_for_users(instance)


def running_endpoint(instance: Path) -> str | None:
    """Return the address of a store that answers now, or None."""
    facts = _facts(instance)
    if facts is None or not Path(f"/proc/{facts['pid']}").exists():
        return None
    endpoint_url = str(facts["endpoint_url"])
    return endpoint_url if is_answering(endpoint_url) else None


def is_answering(endpoint_url: str) -> bool:
    """Tell whether the S3 API at this address is up."""
    connection = http.client.HTTPConnection(urlsplit(endpoint_url).netloc, timeout=2)
    try:
        connection.request("GET", "/status")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_for_owner(instance: Path, conflict: Conflict) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if endpoint_url := running_endpoint(instance):
            return endpoint_url
        time.sleep(POLL_SECONDS)
    raise conflict


def _sockets(instance: Path) -> Path:
    """Return a private folder whose name leaves room: a socket's path has at most 107 bytes."""
    folder = instance / "run"
    if len(bytes(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.mkdtemp(prefix="gallery-"))


def _facts_path(instance: Path) -> Path:
    return instance / "run" / "object-store.json"


def _facts(instance: Path) -> dict[str, str | int] | None:
    try:
        facts: dict[str, str | int] = json.loads(_facts_path(instance).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return facts


def _last_base_port(instance: Path) -> int | None:
    facts = _facts(instance)
    return urlsplit(str(facts["endpoint_url"])).port if facts else None
