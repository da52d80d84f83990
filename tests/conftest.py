"""Fixtures of the whole suite; each is defined in tests/support, by what it stands for."""

pytest_plugins = [
    "tests.support.object_store",
    "tests.support.postgres",
    "tests.support.quick_engines",
    "tests.support.installation",
    "tests.support.practice",
    "tests.support.public_view",
]
