"""The same request with the same key: done once, answered the same."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from gallery.actions.remember_answer import KEPT_FOR
from gallery.models import IdempotencyRecord
from gallery.runtime import Runtime
from tests.integration.api.caller import CASE, Api, consent
from tests.support.practice import picture_bytes

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
SOCIAL = [{"channel": "social:instagram", "decision": "permit"}]
DENIED = [{"channel": "paid_ads", "decision": "deny"}]
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_a_repeated_request_is_done_once_and_answered_the_same(api: Api) -> None:
    first = api.post("/cases", CASE, headers=KEY)
    again = api.post("/cases", CASE, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert api.get("/cases").get_json()["total"] == 1


def test_a_key_with_another_request_is_refused(api: Api) -> None:
    api.post("/cases", CASE, headers=KEY)
    for path, body in (("/cases", {**CASE, "title": "Another"}), ("/cases?a=b", CASE)):
        reused = api.post(path, body, headers=KEY)
        assert reused.status_code == 422
        assert reused.get_json()["error"]["code"] == "idempotency_key_reused"
    assert api.get("/cases").get_json()["total"] == 1


def test_a_repeated_upload_is_known_by_its_parts(api: Api) -> None:
    path = f"/cases/{api.open_case()['id']}/photos"

    def send(seed: int, view: str = "AP") -> Any:
        file = (io.BytesIO(picture_bytes(seed)), f"name-{seed}.jpg")
        return api.post(path, data={"role": "before", "view": view, "file": file}, headers=KEY)

    first, again = send(1), send(1)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.data == again.data
    assert send(2).status_code == 422
    assert send(1, "OL").status_code == 422


def test_every_post_honours_a_key(api: Api, ready_case: dict[str, Any]) -> None:
    case, pair = ready_case, ready_case["pairs"][0]
    api("DELETE", f"/pairs/{pair['id']}")
    given = case["consents"][0]["id"]
    api.consent(case["id"], scopes=SOCIAL)
    requests: tuple[tuple[str, object], ...] = (
        (f"/cases/{case['id']}/pairs", {"before": pair["before"], "after": pair["after"]}),
        (f"/cases/{case['id']}/consents", consent(scopes=DENIED)),
        (f"/cases/{case['id']}/publication", {"channels": ["website_gallery"]}),
        (f"/cases/{case['id']}/patient-links", None),
        (f"/consents/{given}/withdrawal", {"reason": "Moved away"}),
        (f"/cases/{case['id']}/placements", {"channel": "social:instagram", "note": "A story"}),
    )
    for number, (path, body) in enumerate(requests):
        key = {"Idempotency-Key": f"key-{number}"}
        first, again = (api.post(path, body, headers=key) for _ in range(2))
        assert first.status_code in {200, 201}, first.text
        assert (again.status_code, again.data) == (first.status_code, first.data), path


def test_a_refused_request_may_be_tried_again_with_its_key(api: Api) -> None:
    path = f"/cases/{api.open_case()['id']}/consents"
    body = consent(information=["x"])
    assert api.post(path, body, headers=KEY).status_code == 422
    assert api.post(path, consent(information="this case, also future photos"), headers=KEY)
    assert api.post("/cases", {**CASE, "area": "nowhere"}, headers=KEY).status_code == 422


@SQLITE
def test_a_key_is_forgotten_after_a_day(api: Api, runtime: Runtime) -> None:
    api.post("/cases", CASE, headers=KEY)
    with runtime.engine.begin() as connection:
        kept = connection.execute(select(IdempotencyRecord.created_at)).scalar_one()
        early = kept - KEPT_FOR - timedelta(seconds=1)
        connection.execute(update(IdempotencyRecord).values(created_at=early))
    assert api.post("/cases", CASE, headers=KEY).status_code == 201
    assert api.get("/cases").get_json()["total"] == 2


@SQLITE
def test_keys_of_different_tokens_do_not_meet(api_as: Any) -> None:
    first, second = api_as(), api_as()
    one = first.post("/cases", CASE, headers=KEY).get_json()
    other = second.post("/cases", CASE, headers=KEY).get_json()
    assert one["id"] != other["id"]


@SQLITE
def test_remembered_answers_hold_nothing_in_clear(api: Api, runtime: Runtime) -> None:
    api.post("/cases", CASE, headers=KEY)
    with runtime.engine.connect() as connection:
        kept = connection.execute(select(IdempotencyRecord.__table__)).all()
    assert len(kept) == 1
    assert "MRN-004711" not in str(kept)
    assert KEY["Idempotency-Key"] not in str(kept)


def test_simultaneous_requests_with_one_key_are_done_once(api: Api) -> None:
    app = api.client.application

    def send(_number: int) -> bytes:
        caller = Api(app.test_client(), api.token, api.document)
        response = caller.post("/cases", CASE, headers=KEY)
        assert response.status_code == 201, response.text
        return bytes(response.data)

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, range(6)))
    assert len(answers) == 1
    assert api.get("/cases").get_json()["total"] == 1
