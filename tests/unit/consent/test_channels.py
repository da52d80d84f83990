"""Channels are a closed list."""

import pytest

from gallery.consent.channels import channel_label, channel_of
from gallery.errors import InvalidInput


@pytest.mark.parametrize(
    "text", ["website_gallery", "website_embed:partner", "directory:realself", "social:instagram"]
)
def test_known_channels_are_kept_as_written(text: str) -> None:
    assert channel_of(text) == text
    assert channel_label(text)


@pytest.mark.parametrize(
    "text",
    ["", "web", "website_gallery:", "website_gallery:x", "website_embed", "website_embed:",
     "social:In Sta", "directory:../x", "social:x\n", "WEBSITE_GALLERY"],
)  # fmt: skip
def test_anything_else_is_named_and_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        channel_of(text)
    assert caught.value.code == "unknown_channel"
    assert "website_gallery" in caught.value.message
