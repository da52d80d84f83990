"""A child may fail in any way: the service gets one named error and stays well."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from PIL import Image

from gallery.errors import ImagingUnavailable, PictureDamaged, PictureTooLarge
from gallery.imaging import sandbox
from gallery.imaging.edits import Edits
from gallery.imaging.intake import inspect
from gallery.imaging.limits import Limits
from gallery.imaging.render import Rendered, render
from gallery.imaging.server import KEEP_MEMORY
from gallery.imaging.specs import Variant
from tests.support.pictures import RIGHTS, encoded, photo

Store = Callable[[bytes], Path]
LIMITS = Limits()
MEBI = 1024 * 1024

START = """
import os, sys, time
from pathlib import Path
from gallery.imaging import sandbox
from gallery.imaging.intake import inspect
from gallery.imaging.limits import Limits
picture = Path(sys.argv[1])
inspect(picture, Limits())
first = sandbox._SERVER.process.pid
"""


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def server() -> psutil.Process:
    assert sandbox._SERVER.process is not None
    return psutil.Process(sandbox._SERVER.process.pid)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_memory_over_the_limit_is_refused_with_the_limit(store: Store) -> None:
    large = store(encoded(Image.new("RGB", (5000, 5000)), "PNG"))
    with pytest.raises(PictureTooLarge, match="more than 60 MB") as refusal:
        inspect(large, Limits(decode_memory_bytes=60 * MEBI))
    assert refusal.value.code == "picture_too_much_memory"


def test_a_child_that_hangs_is_killed_when_its_time_is_over(store: Store) -> None:
    source = store(encoded(photo(3000, 2000)))
    limits = Limits(render_seconds=4)
    work = render(source, limits, Variant.CLEAN, None, RIGHTS, edits=Edits(), threads=1)
    next(work)
    [child] = server().children()
    child.suspend()
    with pytest.raises(ImagingUnavailable, match="within 4 s") as failure:
        list(work)
    assert failure.value.code == "imaging_busy"
    assert wait_until(lambda: gone(child.pid))


def test_a_child_that_dies_is_a_damaged_picture() -> None:
    with pytest.raises(PictureDamaged) as refusal:
        list(sandbox.run("no such task", {}, LIMITS))
    assert refusal.value.code == "picture_decoder_failed"
    assert "KeyError" not in refusal.value.message


def begun(store: Store) -> Iterator[Rendered]:
    """Begin a rendering that takes a while."""
    path = store(encoded(photo(3000, 2000)))
    return render(path, LIMITS, Variant.CLEAN, None, RIGHTS, edits=Edits(), threads=1)


def test_a_killed_child_counts_as_out_of_memory(store: Store) -> None:
    work = begun(store)
    next(work)
    [child] = server().children()
    child.kill()
    with pytest.raises(PictureTooLarge) as refusal:
        list(work)
    assert refusal.value.code == "picture_too_much_memory"


def test_a_caller_that_stops_iterating_stops_the_child(store: Store) -> None:
    work = begun(store)
    next(work)
    [child] = server().children()
    work.close()  # type: ignore[attr-defined] # it is a generator
    assert wait_until(lambda: gone(child.pid))


def test_a_rendering_gives_way_to_those_that_somebody_waits_for(store: Store) -> None:
    work = begun(store)
    next(work)
    [child] = server().children()
    assert child.nice() == min(19, server().nice() + sandbox.BACKGROUND_NICENESS)
    work.close()  # type: ignore[attr-defined] # it is a generator


def test_a_new_fork_server_replaces_one_that_was_killed(store: Store) -> None:
    picture = store(encoded(photo()))
    inspect(picture, LIMITS)
    old = server().pid
    os.kill(old, signal.SIGKILL)
    assert inspect(picture, LIMITS).format == "jpeg"
    assert server().pid != old


def test_many_threads_share_one_fork_server(store: Store) -> None:
    picture = store(encoded(photo()))
    inspect(picture, LIMITS)
    before = server().pid
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: inspect(picture, LIMITS).size, range(32)))
    assert set(found) == {inspect(picture, LIMITS).size}
    assert server().pid == before


def test_more_tasks_than_places_wait_for_their_turn(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox._SERVER, "places", threading.Semaphore(1))
    picture = store(encoded(photo(3000, 2000)))
    first = render(picture, LIMITS, Variant.CLEAN, None, RIGHTS, edits=Edits(), threads=1)
    next(first)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(inspect, picture, LIMITS)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.4)
        first.close()  # type: ignore[attr-defined] # it is a generator
        assert second.result(timeout=20).format == "jpeg"


def test_the_fork_server_outlives_the_thread_that_started_it(store: Store) -> None:
    sandbox._SERVER.discard()
    picture = store(encoded(photo()))
    thread = threading.Thread(target=inspect, args=(picture, LIMITS))
    thread.start()
    thread.join()
    started = server().pid
    inspect(picture, LIMITS)
    assert server().pid == started


def test_the_fork_server_does_not_outlive_a_killed_service(store: Store) -> None:
    script = START + "print(first, flush=True); time.sleep(60)"
    command = [sys.executable, "-c", script, str(store(encoded(photo())))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        pid = int(service.stdout.readline())
        assert psutil.pid_exists(pid)
        service.kill()
    assert wait_until(lambda: gone(pid))


def test_nor_does_a_forked_copy_of_the_service_keep_it_alive(store: Store) -> None:
    script = START + (
        "copy = os.fork()\n"
        "if copy == 0:\n"
        "    time.sleep(60)\n"
        "print(first, copy, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(store(encoded(photo())))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        first, copy = (int(pid) for pid in service.stdout.readline().split())
        service.kill()
        service.wait()
        try:
            assert wait_until(lambda: gone(first))
        finally:
            os.kill(copy, signal.SIGKILL)


def test_a_forked_worker_gets_a_fork_server_of_its_own(store: Store) -> None:
    script = START + (
        "child = os.fork()\n"
        "if child == 0:\n"
        "    inspect(picture, Limits())\n"
        "    os._exit(sandbox._SERVER.process.pid == first)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "inspect(picture, Limits())\n"
        "assert sandbox._SERVER.process.pid == first\n"
    )
    command = [sys.executable, "-W", "error", "-c", script, str(store(encoded(photo())))]
    subprocess.run(command, check=True, timeout=30)


def test_the_child_has_no_secret_of_the_service(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALLERY_SECRET_KEY", "do not tell")
    sandbox._SERVER.discard()
    inspect(store(encoded(photo())), LIMITS)
    environment = Path(f"/proc/{server().pid}/environ").read_bytes()
    names = {entry.split(b"=")[0] for entry in environment.split(b"\0") if entry}
    kept = {name.encode() for name in KEEP_MEMORY}
    assert names == {b"PYTHONPATH", b"MALLOC_ARENA_MAX", b"OPENBLAS_NUM_THREADS"} | kept
    assert server().num_threads() == 1  # a server with threads must not fork


def test_the_service_itself_never_loads_a_decoder() -> None:
    script = (
        "import sys; from gallery.imaging import geometry, intake, logo, pair, render, specs\n"
        "assert not {'PIL', 'pillow_heif'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def test_a_warm_child_costs_milliseconds(store: Store) -> None:
    picture = store(encoded(photo()))
    inspect(picture, LIMITS)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        inspect(picture, LIMITS)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1
