"""A site that missed every message still learns what it has to remove (rule R5)."""

import pytest
from flask.testing import FlaskClient

from gallery.actions.edit_case import edit_case
from gallery.actions.unpublish_case import unpublish_case
from gallery.runtime import OPERATOR
from tests.support.practice import Practice

ADDRESS = "/sites/website/reconcile"


def shown_ids(client: FlaskClient) -> list[str]:
    return [item["id"] for item in client.get("/feeds/website/cases.json").get_json()["items"]]


def test_r5_what_is_no_longer_shown_is_to_be_removed(
    practice: Practice, client: FlaskClient
) -> None:
    withdrawn, taken_down, rated, _ = [practice.published_on_consent() for _ in range(4)]
    held = [*shown_ids(client), "unknown"]
    assert client.post(ADDRESS, json={"ids": held}).get_json() == {
        "keep": held[:4],
        "remove": ["unknown"],
    }
    practice.withdraw(withdrawn[1].id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, taken_down[0])
        edit_case(uow, rated[0], {"shows_nudity": True})
    answer = client.post(ADDRESS, json={"ids": [*held, held[0]]})
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.get_json()
    assert told["keep"] == shown_ids(client)
    assert len(told["keep"]) == 1
    assert sorted(told["keep"] + told["remove"]) == sorted(held)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"ids": "all"},
        {"ids": [1]},
        {"ids": ["x" * 41]},
        {"ids": ["x"] * 1001},
        {"ids": ["a\0b"]},
        {"ids": ["\ud800"]},
    ],
)
def test_what_is_no_list_of_ids_is_explained(client: FlaskClient, body: object) -> None:
    answer = client.post(ADDRESS, json=body, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "up to 1000 ids" in answer.get_json()["error"]["fields"]["ids"]


def test_brackets_without_end_are_explained(client: FlaskClient) -> None:
    nested = '{"ids": ' + "[" * 30_000
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    assert client.post(ADDRESS, data=nested, headers=headers).status_code == 422


def test_an_unknown_site_is_not_found(client: FlaskClient) -> None:
    assert client.post("/sites/nobody/reconcile", json={"ids": []}).status_code == 404
