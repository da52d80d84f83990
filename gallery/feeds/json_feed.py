"""Write JSON Feed 1.1, extended by ``_case`` and ``_tombstones`` (see docs/feeds.md)."""

import json
from collections.abc import Mapping
from html import escape

from gallery.feeds.entry import Entry, EntryPair, Feed, Image, Removal, rfc3339

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
MAX_PAGE_BYTES = 100_000

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def encode(feed: Feed) -> bytes:
    """Write one page of the feed as UTF-8 JSON."""
    document: dict[str, Json] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home_page_url,
        "feed_url": feed.feed_url,
        "description": feed.description,
        "language": feed.language,
        "authors": [_present({"name": feed.author_name, "url": feed.author_url})],
    }
    if feed.next_url is not None:
        document["next_url"] = feed.next_url
    document["items"] = [_item(entry) for entry in feed.entries]
    document["_tombstones"] = [_tombstone(removal) for removal in feed.removals]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _present(values: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in values.items() if value is not None}


def _item(entry: Entry) -> Json:
    address: dict[str, Json] = {} if entry.url is None else {"url": entry.url}
    return {
        "id": entry.id,
        **address,
        "title": entry.title,
        "summary": _summary(entry),
        "content_html": _content(entry),
        "image": entry.cover.url,
        "date_published": rfc3339(entry.published_at),
        "date_modified": rfc3339(entry.updated_at),
        "authors": [{"name": entry.provider}],
        "tags": [label.name for label in (*entry.procedures, entry.area)],
        "_case": _case(entry),
    }


def _summary(entry: Entry) -> str:
    words = [procedure.name for procedure in entry.procedures]
    return " · ".join([*words, entry.area.name, entry.pairs[0].interval_label])


def _content(entry: Entry) -> str:
    figures = "".join(_figure(pair) for pair in entry.pairs[:1])
    story = f"<p>{escape(entry.story)}</p>" if entry.story else ""
    return f"{figures}{story}<p><small>{escape(entry.disclosure)}</small></p>"


def _figure(pair: EntryPair) -> str:
    caption = f"{pair.view_label} · {pair.before.label} · {pair.after.label}"
    return (
        f"<figure>{_img(pair.before)}{_img(pair.after)}"
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _img(image: Image) -> str:
    return (
        f'<img src="{escape(image.url)}" alt="{escape(image.alt)}"'
        f' width="{image.width_px}" height="{image.height_px}">'
    )


def _case(entry: Entry) -> Json:
    return _present(
        {
            "procedures": [{"slug": item.slug, "name": item.name} for item in entry.procedures],
            "area": {"slug": entry.area.slug, "name": entry.area.name},
            "laterality": entry.laterality,
            "sessions": entry.sessions,
            "interval": entry.pairs[0].interval,
            "provider": entry.provider,
            "age_band": entry.age_band,
            "gender": entry.gender,
            "skin_type": entry.skin_type,
            "rating": entry.rating,
            "confirm_age_url": entry.confirm_age_url,
            "comparability": entry.comparability,
            "disclosure": entry.disclosure,
            "consent": {
                "channel": entry.channel,
                "receipt_id": entry.receipt_id,
                "valid_until": rfc3339(entry.valid_until),
            },
            "pairs": [_pair(pair) for pair in entry.pairs],
        }
    )


def _pair(pair: EntryPair) -> Json:
    return _present(
        {
            "view": pair.view,
            "view_label": pair.view_label,
            "interval": pair.interval,
            "interval_label": pair.interval_label,
            "before": _image(pair.before),
            "after": _image(pair.after),
            "comparability": _comparability(pair),
        }
    )


def _comparability(pair: EntryPair) -> Json:
    known = pair.comparability
    if known is None:
        return None
    return {"passed": known.passed, "of": known.out_of, "checks": dict(known.checks)}


def _image(image: Image) -> Json:
    return {
        "url": image.url,
        "width": image.width_px,
        "height": image.height_px,
        "media_type": image.media_type,
        "alt": image.alt,
        "label": image.label,
    }


def _tombstone(removal: Removal) -> Json:
    return {
        "id": removal.id,
        "deleted_at": rfc3339(removal.deleted_at),
        "reason": removal.reason,
    }
