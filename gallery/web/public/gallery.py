"""The public side's only way to the data."""

from typing import cast

from flask import current_app, g

from gallery.published import PublishedGallery


def current() -> PublishedGallery:
    """Return the gallery of consent-cleared cases, for the answer that is being made."""
    return cast("PublishedGallery", g.published)


def of_this_process() -> PublishedGallery:
    """Return the gallery that this application serves; views take :func:`current`."""
    return cast("PublishedGallery", current_app.extensions["published"])
