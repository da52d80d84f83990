"""Who is compared, and which of them are installed."""

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.imagemagick import program

PEERS = Path(__file__).parents[1] / "peers"
OURS = "gallery"
THUMBOR_PYTHON = Path(".venv-thumbor/bin/python")


@dataclass(frozen=True)
class Contender:
    """One tool: its command, and what its environment needs; slow ones make no batch."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    is_slow: bool = False


def contenders(only: tuple[str, ...] = ()) -> list[Contender]:
    """Return those that are installed, ours first; say which are not, and how to get them."""
    found = [_python(OURS, "pillow_ours"), _python("Pillow, naive", "pillow_naive")]
    for present, contender, how in _optional():
        if present:
            found.append(contender)
        else:
            print(f"{contender.name} is left out. To have it: {how}")
    return [one for one in found if not only or one.name in only]


def _optional() -> list[tuple[bool, Contender, str]]:
    node = shutil.which("node") or "node"
    thumbor = os.environ.get("THUMBOR") or str(THUMBOR_PYTHON.absolute())
    sharp = (PEERS / "node_modules" / "sharp").is_dir() and bool(shutil.which("node"))
    pyvips = importlib.util.find_spec("pyvips") is not None
    return [
        (pyvips, _python("pyvips, tuned", "pyvips_tuned"), "make bench-peers"),
        (sharp, Contender("sharp, tuned", (node, str(PEERS / "sharp_tuned.mjs"))),
         "make bench-peers (needs Node: apt-get install nodejs npm)"),
        (program() is not None, _python("ImageMagick", "imagemagick", is_slow=True),
         "apt-get install imagemagick"),
        (Path(thumbor).exists(),
         _python("thumbor", "thumbor_server", is_slow=True, THUMBOR=thumbor), "make bench-peers"),
    ]  # fmt: skip


def _python(name: str, module: str, *, is_slow: bool = False, **environment: str) -> Contender:
    command = (sys.executable, "-m", f"benchmarks.peers.{module}")
    return Contender(name, command, environment, is_slow)
