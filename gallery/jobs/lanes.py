"""Keep threads free: ordinary work never takes those that urgent work would need."""

import threading
from collections.abc import Callable

from gallery.models import Job, Priority

#: One thread more for messages about withdrawals, and one for purges and erasures alone: such work
#: waits for the network and hardly uses a processor.
_RESERVED = (Priority.TELL, Priority.ERASE)


class Lanes:
    """Know what runs in one worker process, and what may begin beside it.

    Ordinary jobs run ``ordinary`` at a time. A message to a site that hangs can take the first of
    two further threads, never the second.
    """

    def __init__(self, ordinary: int) -> None:
        """Let ``ordinary`` jobs that nobody is in a hurry for run side by side."""
        self._ordinary = ordinary
        self._running: list[int] = []
        self._turn = threading.Lock()

    @property
    def threads(self) -> int:
        """Return how many threads the worker needs."""
        return self._ordinary + len(_RESERVED)

    def begin(self, claim: Callable[[int], Job | None]) -> Job | None:
        """Claim a job of at least the priority that may begin now; ``end`` has to follow."""
        with self._turn:
            job = claim(self._least())
            if job is not None:
                self._running.append(job.priority)
            return job

    def end(self, job: Job) -> None:
        """Give back the place of a job that was begun."""
        with self._turn:
            self._running.remove(job.priority)

    def _least(self) -> int:
        least = int(min(Priority))
        for more, reserved in enumerate(_RESERVED):
            if sum(priority < reserved for priority in self._running) >= self._ordinary + more:
                least = int(reserved)
        return least
