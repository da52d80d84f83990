"""A column that holds keys and is forgotten here would have its objects erased as orphans."""

from gallery.actions.reconciling.rows import OWNERS
from gallery.models import Base
from gallery.storage import Prefix

#: Keys of other things than objects.
OTHER_KEYS = {"media_keys.key", "sites.key"}


def test_every_column_that_names_an_object_has_an_owner() -> None:
    columns = {
        str(column)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "key" or column.name.endswith("_key")
    }
    assert columns - OTHER_KEYS == {str(owner.key.property.columns[0]) for owner in OWNERS}


def test_every_prefix_has_an_owner() -> None:
    assert {prefix for owner in OWNERS for prefix in owner.prefixes} == set(Prefix)
