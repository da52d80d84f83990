import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.fake_published import FakeGallery, case
from tests.support.public_app import public_app


@pytest.fixture(scope="session")
def shared_app() -> Flask:
    """Compile the templates once; the gallery behind them is each test's own."""
    return public_app(FakeGallery())


@pytest.fixture
def gallery() -> FakeGallery:
    return FakeGallery(held=[case(1)], files={"k1": bytes(range(200))})


@pytest.fixture
def client(shared_app: Flask, gallery: FakeGallery) -> FlaskClient:
    shared_app.extensions["published"] = gallery
    shared_app.extensions["readiness"] = lambda: {"database": True, "bucket": True}
    return shared_app.test_client()
