"""Consent texts, sites and checks, as the API tells them."""

from importlib.resources import files

import pytest

from gallery.actions.manage_sites import add_site, rotate_webhook_secret, set_site
from gallery.actions.reconcile import Options, reconcile
from gallery.runtime import OPERATOR, Runtime
from tests.integration.api.caller import Api, fields_of, refusal

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ENGLISH = files("gallery.consent").joinpath("texts", "photo-release", "1", "en.toml")


def source(version: str) -> str:
    """Return the product's text as another version of its own."""
    text = ENGLISH.read_text(encoding="utf-8")
    return text.replace('version = "1"', f'version = "{version}"', 1)


def test_texts_are_listed_with_the_hash_of_what_is_signed(api: Api) -> None:
    listed = api.get("/consent-texts").get_json()["consent_texts"]
    named = {(row["id"], row["version"], row["language"]) for row in listed}
    assert {("photo-release", "1", "en"), ("photo-release", "1", "es")} <= named
    one = api.get("/consent-texts/photo-release/1/en").get_json()
    (short,) = [row for row in listed if (row["id"], row["language"]) == (one["id"], "en")]
    assert one["sha256"] == short["sha256"]
    assert one["sections"][0]["id"] == "about"
    assert one["source"].startswith('id = "photo-release"')


def test_a_text_tells_what_the_chosen_packs_miss_in_it(api: Api) -> None:
    lint = api.get("/consent-texts/photo-release-au/1/en").get_json()["lint"]
    assert lint["packs"]
    assert all(row["pack"] and row["element"] and row["source"] for row in lint["missing"])
    assert {row["pack"] for row in lint["missing"]} <= set(lint["packs"])
    assert lint["missing"]


def test_r22_a_version_is_added_once_and_can_be_asked_for(api: Api) -> None:
    made = api.post("/consent-texts", {"source": source("2")})
    assert made.status_code == 201, made.text
    told = made.get_json()
    assert (told["version"], told["is_altered"], told["added_at"] is None) == ("2", False, False)
    kept = api.get("/consent-texts/photo-release/2/en").get_json()
    assert (kept["sha256"], kept["added_at"]) == (told["sha256"], told["added_at"])
    again = api.post("/consent-texts", {"source": source("2")})
    assert refusal(again) == (409, "text_version_exists")


@SQLITE
def test_a_text_that_cannot_be_used_is_refused_by_its_section(api: Api) -> None:
    broken = source("3").replace("hipaa.information", "hipaa.nothing")
    refused = api.post("/consent-texts", {"source": broken})
    assert refusal(refused) == (422, "text_invalid")
    assert fields_of(refused) == {"sections.what.satisfies"}
    assert fields_of(api.post("/consent-texts", {"source": "id ="})) == {"source"}
    assert fields_of(api.post("/consent-texts", {})) == {"source"}
    for path in ("photo-release/9/en", "photo-release/1/fr", "no-such/1/en"):
        assert refusal(api.get(f"/consent-texts/{path}")) == (404, "not_found")


def test_sites_are_told_without_their_secrets(api: Api, runtime: Runtime) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Alder", ("https://alder.example",), pages=("https://alder.example/cases",))
        hook = "https://alder.example/hook"
        _, secret = set_site(uow, "alder", pages=(), webhook_url=hook)
        newer = rotate_webhook_secret(uow, "alder")
    answer = api.get("/sites")
    told = {row["key"]: row for row in answer.get_json()["sites"]}
    assert told["alder"]["webhook"] == {
        "url": hook,
        "has_secret": True,
        "is_rotating": True,
        "disabled_at": None,
    }
    assert told["website"]["webhook"] is None
    assert not [word for word in (secret, newer) if word is None or word in answer.text]


def test_checks_are_told_newest_first(api: Api, runtime: Runtime) -> None:
    assert api.get("/reconcile-runs").get_json()["reconcile_runs"] == []
    for _ in range(2):
        reconcile(runtime, OPERATOR, Options(is_quick=True))
    first, second = api.get("/reconcile-runs").get_json()["reconcile_runs"]
    assert first["started_at"] > second["started_at"]
    assert (first["actor"], first["is_repair"], first["findings"]) == ("operator", False, [])
    assert set(first["counts"].values()) == {0}
    assert len(api.get("/reconcile-runs?limit=1").get_json()["reconcile_runs"]) == 1
    assert fields_of(api.get("/reconcile-runs?limit=0")) == {"limit"}
