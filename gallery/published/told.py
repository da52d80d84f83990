"""What a request was told, kept so that it can be asked once more before it is passed on."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gallery.published.memory import State

#: How often a decision is asked anew while other events of the ledger go on coming.
ROUNDS = 3
#: For how long it then counts as made just now. Without such an end a busy import would keep
#: visitors from every page: each of its events names another state.
FRESH = timedelta(milliseconds=500)


@dataclass
class Told:
    """Hold a question, its answer, and the state and instant in which that was true."""

    question: Hashable
    find: Callable[[Session, datetime], object]
    is_small: bool
    found: object
    state: State
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it was decided just now, and no instant at which it may end has passed."""
        is_over = self.state.until is not None and self.state.until <= now
        return not is_over and now - self.at <= FRESH
