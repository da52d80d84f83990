"""Entries of feeds for tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from gallery.feeds.entry import Entry, EntryPair, Feed, Image, Named, Removal

PACIFIC_NOON = datetime(2030, 1, 2, 12, 0, 0, 999, tzinfo=timezone(timedelta(hours=-8)))
HOSTILE = "</script><img src=x onerror=alert(1)> & \"quotes\" 'single' ]]> \u2028"


def image(name: str) -> Image:
    url = f"https://gallery.example/media/{name}.jpg"
    return Image(url, 1200, 1600, f"Leg, {name}", name.capitalize())


def pair() -> EntryPair:
    return EntryPair("AP", "Front", "P6W", "6 weeks", image("before"), image("after"))


def entry(**changes: object) -> Entry:
    base = Entry(
        id="pub-1",
        url="https://gallery.example/cases/case-1",
        title="Spider veins",
        procedures=(Named("sclerotherapy", "Sclerotherapy"),),
        area=Named("legs", "Legs"),
        sessions=2,
        provider="Dr. Rivera",
        pairs=(pair(),),
        disclosure="Results vary.",
        published_at=PACIFIC_NOON,
        updated_at=PACIFIC_NOON,
        channel="website_gallery",
        receipt_id="urn:receipt:1",
        valid_until=PACIFIC_NOON,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def feed(*entries: Entry, removals: tuple[Removal, ...] = ()) -> Feed:
    return Feed(
        title="Before and after",
        description="Actual patients.",
        language="en-US",
        home_page_url="https://gallery.example/",
        feed_url="https://gallery.example/feeds/website/cases.json",
        author_name="Practice",
        author_url=None,
        entries=entries,
        removals=removals,
    )


def removal() -> Removal:
    return Removal("pub-9", datetime(2030, 1, 3, tzinfo=UTC), "consent_ended")
