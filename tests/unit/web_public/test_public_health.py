from flask.testing import FlaskClient


def test_alive_process_says_so(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"


def test_ready_when_everything_is_there(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (200, {"database": True, "bucket": True})


def test_not_ready_while_one_part_is_missing(client: FlaskClient) -> None:
    client.application.extensions["readiness"] = lambda: {"database": True, "bucket": False}
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (503, {"database": True, "bucket": False})
