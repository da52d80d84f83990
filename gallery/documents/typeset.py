"""Layouts and values into PDF by Typst: tagged, fonts inside, the same bytes each time."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from gallery.errors import InvalidInput

Paper = Literal["us-letter", "a4"]

#: PDF/UA-1 (ISO 14289-1): Typst refuses to write a document that lacks tags, a title, a language
#: or the words for a picture.
_STANDARD: Literal["ua-1"] = "ua-1"
_HERE = Path(__file__).parent


def typeset(layout: str, values: Mapping[str, object], at: datetime) -> bytes:
    """Return the PDF of ``layout`` filled with ``values``, dated ``at``.

    Values reach the layout as JSON and are never read as markup; system fonts are not used.

    :raises InvalidInput: code ``document_not_made``, where a picture in ``values`` is damaged.
    """
    layouts = _HERE / "layouts"
    source = (layouts / "page.typ").read_bytes() + (layouts / f"{layout}.typ").read_bytes()
    try:
        return typst.compile(
            source,
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"values": json.dumps(values)},
            timestamp=int(at.timestamp()),
            pdf_standards=[_STANDARD],
        )
    except typst.TypstError:
        # Its message can quote the document: it is dropped, the patient's words with it.
        message = "The document cannot be made: a picture in it cannot be read. Check the pictures."
        raise InvalidInput(message, code="document_not_made") from None


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_HERE / "fonts")],
    )
