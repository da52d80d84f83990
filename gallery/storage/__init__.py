"""The object store, over the S3 API: the only part that knows boto3, and the naming of keys."""

from gallery.storage.keys import Prefix, is_own_key, new_key
from gallery.storage.objects import ListedObject, ObjectFacts, ObjectStore

__all__ = ["ListedObject", "ObjectFacts", "ObjectStore", "Prefix", "is_own_key", "new_key"]
