"""What a new installation needs before its first request."""

from collections.abc import Iterator

from gallery.actions.manage_staff import create_first_administrator
from gallery.config import Settings
from gallery.runtime import Runtime


def first_administrator(settings: Settings) -> Iterator[str]:
    """Add an administrator where there is nobody yet; yield what the operator must see, once."""
    runtime = Runtime.open(settings)
    made = create_first_administrator(runtime)
    runtime.engine.dispose()
    if made:
        email, password = made
        yield f"First administrator: {email}"
        yield f"One-time password:   {password}   (shown once; you choose your own at sign-in)"
