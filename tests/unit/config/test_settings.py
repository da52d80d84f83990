import json
from pathlib import Path

import pytest

from gallery import config
from gallery.errors import ConfigurationError

KEYS = {"GALLERY_SECRET_KEY": "s" * 32, "GALLERY_DATA_KEY": "d" * 32}


def load(tmp_path: Path, **given: str) -> config.Settings:
    named = {f"GALLERY_{name.upper()}": value for name, value in given.items()}
    return config.load({**KEYS, "GALLERY_INSTANCE": str(tmp_path), **named})


def test_lists_are_split_at_commas(tmp_path: Path) -> None:
    retired = f" {'a' * 32} ,{'b' * 32}, "
    settings = load(
        tmp_path, data_keys_retired=retired, trusted_origins="http://10.0.0.5:8080,https://[::1]"
    )
    assert settings.data_keys_retired == ("a" * 32, "b" * 32)
    assert settings.trusted_origins == ("http://10.0.0.5:8080", "https://[::1]")


def test_nothing_given_means_empty_lists_and_no_purge(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert (settings.data_keys_retired, settings.trusted_origins) == ((), ())
    assert settings.cdn_purge == "none"


@pytest.mark.parametrize("written", [["a" * 32, "b" * 32], f"{'a' * 32},{'b' * 32}"])
def test_retired_keys_come_from_the_instance_as_a_list_or_with_commas(
    tmp_path: Path, written: object
) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"data_keys_retired": written}))
    assert load(tmp_path).data_keys_retired == ("a" * 32, "b" * 32)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"cdn_purge": "magic"}, "GALLERY_CDN_PURGE "),
        ({"cdn_purge": "url"}, "GALLERY_CDN_PURGE_URL"),
        ({"cdn_purge": "url", "cdn_purge_url": "cdn.example"}, "GALLERY_CDN_PURGE_URL"),
        ({"cdn_url": "cdn.example"}, "GALLERY_CDN_URL"),
        ({"trusted_origins": "http://user@10.0.0.5"}, "GALLERY_TRUSTED_ORIGINS"),
        ({"trusted_origins": "http://10.0.0.5/path"}, "GALLERY_TRUSTED_ORIGINS"),
        ({"trusted_origins": "10.0.0.5"}, "GALLERY_TRUSTED_ORIGINS"),
        ({"evidence_years": "0"}, "GALLERY_EVIDENCE_YEARS"),
        ({"signing_link_hours": "-1"}, "GALLERY_SIGNING_LINK_HOURS"),
        ({"signing_link_hours": "soon"}, "GALLERY_SIGNING_LINK_HOURS"),
        ({"ledger_key": "short"}, "GALLERY_LEDGER_KEY"),
        ({"data_keys_retired": f"{'a' * 32},short"}, "GALLERY_DATA_KEYS_RETIRED"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_setting(
    tmp_path: Path, given: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load(tmp_path, **given)


def test_no_secret_is_shown_by_the_settings(tmp_path: Path) -> None:
    secrets = {
        "ledger_key": "hidden-1" * 4,
        "data_keys_retired": "hidden-2" * 4,
        "cdn_purge_token": "hidden-3",
    }
    assert "hidden" not in repr(load(tmp_path, **secrets))
