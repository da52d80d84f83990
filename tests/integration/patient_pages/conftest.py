"""The patient's browser before a link; what the pages ask of the database is asked elsewhere."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.integration.staff.staff_page import Page
from tests.support.patient import invited, my_token, sign
from tests.support.practice import Practice


@pytest.fixture
def database_kind() -> str:
    """Read pages over one database: the actions behind them are tested on both."""
    return "sqlite"


@pytest.fixture
def token(practice: Practice) -> str:
    """Return the token of a link that nobody has used yet."""
    return invited(practice)[1]


@pytest.fixture
def hers(client: FlaskClient, token: str) -> str:
    """Return the token of the page of a patient who has signed."""
    return my_token(sign(client, token))


@pytest.fixture
def read(client: FlaskClient) -> Callable[..., Page]:
    """Return a function that opens an address and reads its page."""
    return lambda path, **options: Page(client.get(path, **options))
