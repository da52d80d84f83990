"""Accounts, sessions and the throttle, on real rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from gallery.actions import sign_in as module
from gallery.actions.change_password import change_password
from gallery.actions.manage_staff import create_first_administrator, deactivate_user, set_role
from gallery.actions.manage_tokens import issue_token
from gallery.actions.sign_in import session_user, sign_in, sign_out
from gallery.clock import utc_now
from gallery.errors import (
    Conflict,
    InvalidInput,
    NotAuthenticated,
    NotPermitted,
    TooManyAttempts,
)
from gallery.permissions import Permission
from gallery.runtime import OPERATOR, Actor, Runtime
from tests.support.installation import PASSWORD


def test_sign_in_throttle_holds_across_processes(
    runtime: Runtime, add_staff: Callable[[str], str]
) -> None:
    email = add_staff("editor")
    other_process = Runtime.open(runtime.settings)
    for number in range(runtime.settings.sign_in_attempts):
        door = (runtime, other_process)[number % 2]
        with pytest.raises(NotAuthenticated):
            sign_in(door, email, "wrong", f"10.0.0.{number}")
    with pytest.raises(TooManyAttempts) as caught:
        sign_in(other_process, email, PASSWORD, "10.0.0.99")
    assert 0 < caught.value.retry_after_seconds <= runtime.settings.sign_in_window_seconds
    other_process.engine.dispose()


def test_parallel_guesses_do_not_slip_through_together(
    runtime: Runtime, add_staff: Callable[[str], str]
) -> None:
    email = add_staff("editor")

    def guess(number: int) -> str:
        try:
            sign_in(runtime, email, f"guess {number}", "10.0.0.1")
        except (NotAuthenticated, TooManyAttempts) as error:
            return type(error).__name__
        return "signed in"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count("NotAuthenticated") == runtime.settings.sign_in_attempts


def test_session_ends_when_idle_or_old(
    runtime: Runtime, add_staff: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sign_in(runtime, add_staff("viewer"), PASSWORD, "10.0.0.1").token
    began, idle = utc_now(), runtime.settings.session_idle_seconds
    limit = runtime.settings.session_absolute_seconds
    for seconds in range(0, limit, idle // 2):
        monkeypatch.setattr(module, "utc_now", lambda s=seconds: began + timedelta(seconds=s))
        assert session_user(runtime, token) is not None, seconds
    monkeypatch.setattr(module, "utc_now", lambda: began + timedelta(seconds=limit))
    assert session_user(runtime, token) is None
    monkeypatch.setattr(module, "utc_now", lambda: began + timedelta(seconds=2 * idle))
    fresh = sign_in(runtime, "viewer@practice.example", PASSWORD, "10.0.0.1").token
    monkeypatch.setattr(module, "utc_now", lambda: utc_now() + timedelta(seconds=idle + 5))
    assert session_user(runtime, fresh) is None


def test_session_ends_with_sign_out_password_and_account(
    runtime: Runtime, add_staff: Callable[[str], str]
) -> None:
    email = add_staff("viewer")
    first, second = (sign_in(runtime, email, PASSWORD, "a") for _ in range(2))
    sign_out(runtime, first.token)
    assert session_user(runtime, first.token) is None
    assert session_user(runtime, second.token) is not None
    with runtime.unit_of_work(OPERATOR) as uow:
        change_password(uow, second.user.id, PASSWORD, "another sentence 9")
    assert session_user(runtime, second.token) is None
    third = sign_in(runtime, email, "another sentence 9", "a")
    with runtime.unit_of_work(OPERATOR) as uow:
        deactivate_user(uow, third.user.id)
    assert session_user(runtime, third.token) is None
    with pytest.raises(NotAuthenticated):
        sign_in(runtime, email, "another sentence 9", "a")


def test_the_first_administrator_is_made_once(runtime: Runtime) -> None:
    made = create_first_administrator(runtime)
    assert made is not None
    signed_in = sign_in(runtime, *made, "a")
    assert signed_in.user.must_change_password
    assert create_first_administrator(runtime) is None
    with (
        pytest.raises(Conflict, match="last administrator"),
        runtime.unit_of_work(OPERATOR) as uow,
    ):
        set_role(uow, signed_in.user.id, "viewer")


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("wrong", "another sentence 9", "password_wrong"),
        (PASSWORD, PASSWORD, "password_unchanged"),
        (PASSWORD, "short", "weak_password"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "weak_password"),
    ],
)
def test_a_bad_new_password_is_named(
    runtime: Runtime, add_staff: Callable[[str], str], current: str, new: str, code: str
) -> None:
    user = sign_in(runtime, add_staff("viewer"), PASSWORD, "a").user
    with pytest.raises(InvalidInput) as caught, runtime.unit_of_work(OPERATOR) as uow:
        change_password(uow, user.id, current, new)
    assert caught.value.code == code


def test_a_token_cannot_do_what_its_maker_may_not(runtime: Runtime) -> None:
    editor = Actor("staff:x", frozenset({Permission.VIEW_CASES}))
    with pytest.raises(NotPermitted), runtime.unit_of_work(editor) as uow:
        issue_token(uow, "greedy", ("publications:write",))
