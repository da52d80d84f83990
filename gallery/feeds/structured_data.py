"""Write schema.org JSON-LD about cases, safe to stand inside a ``<script>`` element."""

import json
from dataclasses import dataclass

from gallery.feeds.entry import Entry, Image, rfc3339

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
# Inside <script> a "<" could end the element; the separators end a line in old JavaScript.
_ESCAPES = str.maketrans(
    {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


@dataclass(frozen=True)
class Rights:
    """Say whose pictures these are and where their use is agreed."""

    holder: str
    holder_url: str | None
    contact_url: str | None


@dataclass(frozen=True)
class Part:
    """Name one case of a gallery; the cover is a before (rule R9), or None for nudity (R19)."""

    url: str
    title: str
    cover_url: str | None


def case(entry: Entry, rights: Rights) -> str:
    """Describe one case as an ImageGallery about its procedures, each before first (rule R9).

    Pictures of an adult one are not named: who follows their address does not get them (R19).
    """
    is_adult = entry.rating == "adult"
    images = [image for pair in entry.pairs for image in (pair.before, pair.after)]
    pictures: dict[str, Json] = (
        {"isFamilyFriendly": False}
        if is_adult
        else {"image": [_image(image, entry, rights) for image in images]}
    )
    return _script_safe(
        {
            "@context": "https://schema.org",
            "@type": "ImageGallery",
            **({"@id": entry.url, "url": entry.url} if entry.url else {}),
            "name": entry.title,
            "description": entry.disclosure,
            "datePublished": rfc3339(entry.published_at),
            "dateModified": rfc3339(entry.updated_at),
            "about": [
                {
                    "@type": "MedicalProcedure",
                    "name": procedure.name,
                    "bodyLocation": entry.area.name,
                }
                for procedure in entry.procedures
            ],
            "provider": _organization(rights),
            **pictures,
        }
    )


def gallery(url: str, name: str, description: str, parts: tuple[Part, ...]) -> str:
    """Describe a page of cases as an ImageGallery whose parts are the cases."""
    described: list[Json] = [
        {
            "@type": "ImageGallery",
            "@id": part.url,
            "url": part.url,
            "name": part.title,
            **({"thumbnailUrl": part.cover_url} if part.cover_url else {"isFamilyFriendly": False}),
        }
        for part in parts
    ]
    return _script_safe(
        {
            "@context": "https://schema.org",
            "@type": "ImageGallery",
            "url": url,
            "name": name,
            "description": description,
            "hasPart": described,
        }
    )


def _image(image: Image, entry: Entry, rights: Rights) -> Json:
    described: dict[str, Json] = {
        "@type": "ImageObject",
        "contentUrl": image.url,
        "encodingFormat": image.media_type,
        "width": image.width_px,
        "height": image.height_px,
        "name": image.label,
        "description": image.alt,
        "creditText": rights.holder,
        "copyrightNotice": rights.holder,
        "creator": _organization(rights),
    }
    if rights.holder_url:
        described["license"] = rights.holder_url
    if rights.contact_url:
        described["acquireLicensePage"] = rights.contact_url
    if entry.rating is not None:
        described["isFamilyFriendly"] = True
    return described


def _organization(rights: Rights) -> Json:
    named: dict[str, Json] = {"@type": "MedicalBusiness", "name": rights.holder}
    if rights.holder_url:
        named["url"] = rights.holder_url
    return named


def _script_safe(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
