"""The public side's only way to the data."""

from typing import cast

from flask import current_app

from gallery.published import PublishedGallery


def current() -> PublishedGallery:
    """Return the gallery of consent-cleared cases that this application serves."""
    return cast("PublishedGallery", current_app.extensions["published"])
