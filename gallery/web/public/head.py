"""What every page says about itself and its practice."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from gallery.feeds.entry import Image
from gallery.published import Practice
from gallery.web.public import gallery, urls
from gallery.web.public.languages import words_for
from gallery.web.public.stylesheet import stylesheet_path, versioned_path
from gallery.web.public.words import Words


@dataclass(frozen=True)
class Site:
    """Hold what is the same on every public page."""

    practice: Practice
    words: Words
    stylesheet_path: str
    home_path: str

    def asset(self, filename: str) -> str:
        """Return the path of a static file in its present version."""
        return versioned_path(filename)


@dataclass(frozen=True)
class Head:
    """Hold what one page tells search engines and sharing sites.

    ``image`` is a before or nothing (rule R9), and nothing where it shows nudity (R19);
    ``structured_data`` is JSON safe in a script.
    """

    title: str
    description: str
    canonical_url: str
    feed_path: str
    image: Image | None
    structured_data: Markup
    is_indexed: bool = True
    is_adult: bool = False


def current_site() -> Site:
    """Read the practice and choose its words."""
    practice = gallery.current().practice()
    return Site(
        practice=practice,
        words=words_for(practice.locale),
        stylesheet_path=stylesheet_path(),
        home_path=url_for("public.home"),
    )


def describe(
    title: str,
    description: str,
    path: str,
    *,
    image: Image | None,
    structured_data: str,
    is_indexed: bool = True,
    is_adult: bool = False,
) -> Head:
    """Describe a page that lives at ``path``."""
    return Head(
        title=title,
        description=description,
        canonical_url=urls.absolute(path),
        feed_path=url_for("public.json_cases", site_key="website"),
        image=image,
        structured_data=Markup(structured_data),  # noqa: S704 - made script-safe by gallery.feeds
        is_indexed=is_indexed,
        is_adult=is_adult,
    )
