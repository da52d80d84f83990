"""No byte leaves without a consent in force, whatever happens in whatever order (rules R1 to R6).

``make histories`` runs thousands; the suite a handful.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.histories.machine import Histories
from tests.integration.histories.signings import Terms
from tests.integration.histories.surfaces import CHECKERS, public_rules
from tests.integration.histories.world import World

#: How many random histories; the suite has a minute for them.
ASKED_FOR = int(os.environ.get("GALLERY_HISTORIES", "0"))
USUAL = {"sqlite": 2, "postgresql": 1}
STEPS = {"sqlite": 12, "postgresql": 6}


def test_r1_no_history_shows_what_no_consent_permits(
    make_world: Callable[[], World], database_kind: str
) -> None:
    profile = settings(
        max_examples=ASKED_FOR or USUAL[database_kind],
        stateful_step_count=20 if ASKED_FOR else STEPS[database_kind],
        deadline=None,
        derandomize=not ASKED_FOR,  # the suite repeats itself; `make histories` looks for new ones
        # The suite has a minute: what fails is made small by running it again with the blob.
        phases=[
            Phase.explicit,
            *([Phase.reuse] if ASKED_FOR else []),
            Phase.generate,
            *([Phase.shrink] if ASKED_FOR else []),
        ],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    machine: Any = lambda: Histories(make_world)  # noqa: E731 - it is called as a class would be
    run_state_machine_as_test(machine, settings=profile)


def test_every_public_address_has_a_checker(two_apps: tuple[Flask, Flask]) -> None:
    assert public_rules(two_apps[0]) == set(CHECKERS)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_r4_a_withdrawal_in_the_midst_of_an_answer_stops_it(
    make_world: Callable[[], World],
) -> None:
    """Random histories may or may not draw this step: here it is taken once."""
    told = Histories(make_world)
    always: dict[str, tuple[bool, int | None, int | None]] = {"website_gallery": (True, None, None)}
    told.begin(marked=False, terms=Terms(wishes=always, days=30), has_begun=True)
    told.withdrawn_while_an_answer_is_made(0, place=7, way=("GET", {}))
    told.world.close()
