"""``gallery sites``: where a site shows cases and is told of changes."""

from collections.abc import Callable

import pytest
from click.testing import Result

from gallery.actions.manage_sites import add_site
from gallery.actions.read_sites import site_named
from gallery.models import Site
from gallery.runtime import OPERATOR, Runtime

Run = Callable[..., Result]
PAGE = "https://alder.example/cases"
HOOK = "https://alder.example/hook"


@pytest.fixture(autouse=True)
def alder(runtime: Runtime) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Alder", ("https://alder.example",))


def site(runtime: Runtime) -> Site:
    with runtime.reading() as session:
        return site_named(session, "alder")


def secret_in(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return next(word for word in result.output.split() if word.startswith("whsec_"))


def test_pages_and_webhook_are_set_and_what_is_left_out_stays(
    gallery: Run, runtime: Runtime
) -> None:
    secret = secret_in(gallery("sites", "set", "alder", "--webhook", HOOK))
    result = gallery("sites", "set", "alder", "--page", PAGE)
    assert result.exit_code == 0, result.output
    assert secret not in result.output
    assert (site(runtime).pages, site(runtime).webhook_url) == ([PAGE], HOOK)
    assert HOOK in gallery("sites", "list").output
    gallery("sites", "set", "alder", "--no-pages", "--no-webhook")
    assert (site(runtime).pages, site(runtime).webhook_url) == ([], None)


def test_a_secret_is_rotated_and_the_old_one_retired(gallery: Run, runtime: Runtime) -> None:
    first = secret_in(gallery("sites", "set", "alder", "--webhook", HOOK))
    second = secret_in(gallery("sites", "rotate", "alder"))
    assert first != second
    row = site(runtime)
    assert runtime.vault.decrypt(row.webhook_previous_secret_encrypted or "") == first
    retired = gallery("sites", "rotate", "alder", "--retire-old")
    assert (retired.exit_code, "whsec_" in retired.output) == (0, False)
    row = site(runtime)
    assert row.webhook_previous_secret_encrypted is None
    assert runtime.vault.decrypt(row.webhook_secret_encrypted or "") == second


def test_what_cannot_be_set_says_why(gallery: Run, runtime: Runtime) -> None:
    private = gallery("sites", "set", "alder", "--webhook", "http://10.0.0.1/hook")
    assert (private.exit_code, "whsec_" in private.output) == (1, False)
    assert gallery("sites", "set", "nobody", "--page", PAGE).exit_code == 1
    both = gallery("sites", "set", "alder", "--webhook", HOOK, "--no-webhook")
    assert (both.exit_code, "not both" in both.output) == (2, True)
    assert site(runtime).webhook_url is None
