"""Read the text that a photo shows: labels on the skin, stamps of the camera, screens behind."""

import os
import re
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gallery.imaging import sandbox
from gallery.imaging.edits import Edits, Mask, edits_to_json
from gallery.imaging.frames import Frame
from gallery.imaging.geometry import ninth
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import busy, is_slow_itself, no_result
from gallery.imaging.specs import READING_EDGE_PX, STAMP_LEFT_RATIO, STAMP_TOP_RATIO, Size

PROGRAM = "tesseract"
READ_SECONDS = 20.0
MIN_CONFIDENCE = 30.0
# Sparse text, with one threshold or with thresholds that follow the light (Sauvola), or one line
# of figures. Labels on bright skin are lost by the first, short and reversed ones by the second.
OPTIONS = {
    "even": ("--psm", "11"),
    "uneven": ("--psm", "11", "-c", "thresholding_method=2"),
    "stamp": ("--psm", "7", "-c", "tessedit_char_whitelist=0123456789/.:' "),
}
STAMP = re.compile(r"'?(?:\d\d){1,2}[ ./]+\d{1,2}[ ./]+'?\d{1,4}(?: +\d{1,2}:?\d\d)?")
WORD_LEVEL, COLUMNS = "5", 12


@dataclass(frozen=True)
class Box:
    """Hold a rectangle as shares of the upright picture, 0 to 1, from the upper left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Word:
    """Hold one word that was read; ``confidence`` is 0 to 100, as the reader says."""

    text: str
    confidence: float
    box: Box

    @property
    def where(self) -> str:
        """Return the ninth of the picture that the word is in, such as ``upper left``."""
        return ninth((self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2)


@dataclass(frozen=True)
class BurntInText:
    """Hold the words of one photo; ``was_read`` is False if it used up time or memory."""

    words: tuple[Word, ...] = ()
    was_read: bool = True

    @cached_property
    def text(self) -> str:
        """Return the words in the order of reading."""
        return " ".join(word.text for word in self.words)


UNREAD = BurntInText(was_read=False)


def is_available() -> bool:
    """Tell whether the reader, the program ``tesseract``, is installed."""
    return shutil.which(PROGRAM) is not None


def read_text(
    path: Path,
    limits: Limits,
    *,
    quarter_turns: int = 0,
    masks: tuple[Mask, ...] = (),
    seconds: float = READ_SECONDS,
) -> BurntInText:
    """Read the photo at ``path``: decoded in a sandboxed child, read by another program.

    It is read as it will be published: turned by staff, and without what ``masks`` cover.

    The reader gets grey pixels under a header written here, never a byte of the file, and has
    the memory of ``limits`` and ``seconds`` for all positions together. A photo that the reader
    worked on for all that time, or cannot read, comes back with ``was_read`` False.

    :raises PictureRejected: as ``intake.inspect`` does.
    :raises ImagingUnavailable: as ``sandbox.run`` does, also if the reader hardly had a processor.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        return UNREAD
    with path.open("rb") as file:
        edits = {"edits": edits_to_json(Edits(quarter_turns, masks))}
        niceness = sandbox.BACKGROUND_NICENESS
        answers = list(
            sandbox.run("legible", edits, limits, picture=file.fileno(), niceness=niceness)
        )
    if not answers:
        raise no_result()
    deadline = time.monotonic() + seconds
    words: list[Word] = []
    cpu_seconds = 0.0
    for sheet in map(_sheet, answers):
        told, cost = _recognise(program, sheet, limits, deadline)
        cpu_seconds += cost
        if told is None:
            if time.monotonic() >= deadline and not is_slow_itself(cpu_seconds, seconds):
                raise busy(seconds)
            return BurntInText(tuple(words), was_read=False)
        found = _words(told, sheet)
        words.extend(_stamp(found) if sheet.look == "stamp" else found)
    return BurntInText(tuple(words))


@dataclass(frozen=True)
class _Sheet:
    quarter_turns: int
    size: Size
    grey: bytes
    look: str


def _sheet(frame: Frame) -> _Sheet:
    """Check the child's answer: the child met foreign bytes, trust no shape."""
    told: dict[str, Any] = frame.header
    try:
        turns = int(told["quarter_turns"]) % 4
        size = Size(int(told["width_px"]), int(told["height_px"]))
        look = str(told["look"])
    except (KeyError, TypeError, ValueError):
        raise no_result() from None
    fits = min(size.width_px, size.height_px) > 0 and size.long_edge_px <= READING_EDGE_PX
    if not fits or look not in OPTIONS or len(frame.body) != size.width_px * size.height_px:
        raise no_result()
    return _Sheet(turns, size, frame.body, look)


class _Reader(subprocess.Popen[bytes]):
    """Keep what it cost: of a process that was waited for the system tells no more."""

    cpu_seconds = 0.0

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, as ``communicate`` does once nothing more is to be read."""
        self.note_cost()
        return super().wait(timeout)

    def note_cost(self) -> None:
        """Look up how long it had a processor, if it is still there."""
        if self.returncode is None:
            told = Path(f"/proc/{self.pid}/stat").read_text("ascii", "replace")
            user_ticks, system_ticks = told.rpartition(")")[2].split()[11:13]
            self.cpu_seconds = (int(user_ticks) + int(system_ticks)) / os.sysconf("SC_CLK_TCK")


def _recognise(
    program: str, sheet: _Sheet, limits: Limits, deadline: float
) -> tuple[str | None, float]:
    """Return the reader's table, or None if it was too slow or failed, and its CPU seconds."""
    picture = b"P5\n%d %d\n255\n" % (sheet.size.width_px, sheet.size.height_px) + sheet.grey
    left_seconds = deadline - time.monotonic()
    if left_seconds <= 0:
        return None, 0.0
    with _Reader(  # no shell, a fixed command
        [program, "stdin", "stdout", "-l", "eng", *OPTIONS[sheet.look], "tsv"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"OMP_THREAD_LIMIT": "1"},  # Nothing of the service's: its secrets are there.
    ) as reader:
        try:
            _confine(reader.pid, limits, left_seconds)
            told, _ = reader.communicate(picture, timeout=left_seconds)
        except (subprocess.TimeoutExpired, ProcessLookupError):
            reader.note_cost()
            return None, reader.cpu_seconds
        finally:
            reader.kill()
    table = told.decode("utf-8", "replace") if reader.returncode == 0 else None
    return table, reader.cpu_seconds


def _confine(pid: int, limits: Limits, seconds: float) -> None:
    """Limit the reader before it is given the picture, without which it waits."""
    memory_bytes, cpu_seconds = limits.decode_memory_bytes, int(seconds) + 1
    own_niceness = os.getpriority(os.PRIO_PROCESS, 0)
    niceness = min(19, own_niceness + sandbox.BACKGROUND_NICENESS)
    os.setpriority(os.PRIO_PROCESS, pid, niceness)
    resource.prlimit(pid, resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.prlimit(pid, resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))


def _words(table: str, sheet: _Sheet) -> list[Word]:
    """Take the words out of the reader's table of tab-separated values."""
    words = []
    for line in table.splitlines():
        cells = line.split("\t")
        if len(cells) != COLUMNS or cells[0] != WORD_LEVEL:
            continue
        try:
            left, top, width, height = (int(cell) for cell in cells[6:10])
            confidence = float(cells[10])
        except ValueError:
            continue
        text = cells[11].strip()
        if text and confidence >= MIN_CONFIDENCE:
            box = _box(left, top, left + width, top + height, sheet.size)
            words.append(Word(text, confidence, _turned_back(box, sheet.quarter_turns)))
    return words


def _stamp(words: list[Word]) -> list[Word]:
    """Return the corner as one word if it reads like a date, else nothing: hair looks like ones."""
    text = " ".join(word.text for word in words)
    # Month and day are read as one number where the camera leaves little between them.
    text = re.sub(r"^('?\d\d) (\d{1,2})(\d\d)$", r"\1 \2 \3", text)
    if not STAMP.fullmatch(text):
        return []
    if re.match(r"\d\d[ ./]", text) and "'" not in text and not re.search(r"\d{4}", text):
        text = f"'{text}"  # The apostrophe before the year is lost more often than not.
    boxes = [word.box for word in words]
    across, down = 1 - STAMP_LEFT_RATIO, 1 - STAMP_TOP_RATIO
    box = Box(
        STAMP_LEFT_RATIO + across * min(box.left for box in boxes),
        STAMP_TOP_RATIO + down * min(box.top for box in boxes),
        STAMP_LEFT_RATIO + across * max(box.right for box in boxes),
        STAMP_TOP_RATIO + down * max(box.bottom for box in boxes),
    )
    return [Word(text, min(word.confidence for word in words), box)]


def _box(left: int, top: int, right: int, bottom: int, size: Size) -> Box:
    width_px, height_px = size.width_px, size.height_px
    return Box(left / width_px, top / height_px, right / width_px, bottom / height_px)


def _turned_back(box: Box, turns: int) -> Box:
    """Undo quarter turns, clockwise, of the sheet that the box was found on."""
    for _ in range(turns):
        box = Box(box.top, 1 - box.right, box.bottom, 1 - box.left)
    return box
