"""Fixtures of the whole suite; each is defined in tests/support, by what it stands for."""

import pytest

pytest_plugins = [
    "tests.support.object_store",
    "tests.support.postgres",
    "tests.support.quick_engines",
    "tests.support.installation",
    "tests.support.practice",
    "tests.support.public_view",
]

#: Where single tests take many seconds: begun last, they would leave the other processors idle.
LONG = (
    "integration/histories",
    "integration/corpus",
    "integration/embedded",
    "integration/jobs",
    "browser",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long ones; the order is random otherwise."""
    items.sort(key=lambda item: not item.nodeid.startswith(tuple(f"tests/{p}" for p in LONG)))
