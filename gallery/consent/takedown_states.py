"""How a surface stands that is to be cleared."""

from typing import Literal

#: ``no_known_page`` and ``never_shown`` are ends without anything to look at.
TakedownState = Literal[
    "pending",
    "sent",
    "acknowledged",
    "verified_gone",
    "no_known_page",
    "never_shown",
    "failed",
    "manual_done",
]
