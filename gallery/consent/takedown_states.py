"""How a surface stands that is to be cleared."""

from typing import Final, Literal

#: ``no_known_page`` and ``never_shown`` are ends without anything to look at; ``overtaken`` is no
#: clearing: what stood there was permitted and shown again before anybody had cleared it.
#: ``names_nothing`` is open: a page names nothing of the case, but was never seen to, so that a
#: person has to tell.
TakedownState = Literal[
    "pending",
    "sent",
    "acknowledged",
    "names_nothing",
    "verified_gone",
    "no_known_page",
    "never_shown",
    "failed",
    "manual_done",
    "overtaken",
]

OVERTAKEN: Final = "overtaken"
#: Something is still to be done.
OPEN: Final[tuple[TakedownState, ...]] = (
    "pending",
    "sent",
    "acknowledged",
    "names_nothing",
    "failed",
)
