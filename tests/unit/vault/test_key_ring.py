import pytest
from cryptography.fernet import Fernet

from gallery.errors import ConfigurationError
from gallery.vault import Vault

OLDEST, OLD, NEW = "oldest-key-" * 4, "older-key-" * 4, "current-key-" * 4


def test_a_retired_key_still_opens_what_it_wrote() -> None:
    token = Vault(OLD).encrypt("Chart 12")
    assert Vault(NEW, [OLD]).decrypt(token) == "Chart 12"


def test_only_the_current_key_writes() -> None:
    token = Vault(NEW, [OLD]).encrypt("Chart 12")
    assert Vault(NEW).decrypt(token) == "Chart 12"
    with pytest.raises(ConfigurationError):
        Vault(OLD).decrypt(token)


@pytest.mark.parametrize(
    "token",
    [Vault(OLD).encrypt("Chart 12"), Fernet(Fernet.generate_key()).encrypt(b"x").decode()],
    ids=["another data key", "no data key at all"],
)
def test_a_token_of_a_foreign_key_is_refused_with_what_to_do(token: str) -> None:
    with pytest.raises(ConfigurationError, match="GALLERY_DATA_KEYS_RETIRED") as caught:
        Vault(NEW).decrypt(token)
    assert caught.value.code == "data_key_unknown"


@pytest.mark.parametrize("token", ["", "x", "not a token", "gAAAAA", "é" * 40, "\0"])
def test_what_is_no_token_is_refused_in_the_same_way(token: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Vault(NEW, [OLD]).decrypt(token)
    assert caught.value.code == "data_key_unknown"
    assert Vault(NEW, [OLD]).generation(token) is None


def test_a_token_changed_by_one_letter_is_refused() -> None:
    token = Vault(NEW).encrypt("Chart 12")
    changed = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]
    with pytest.raises(ConfigurationError):
        Vault(NEW).decrypt(changed)


def test_a_generation_tells_the_place_in_the_ring() -> None:
    ring = Vault(NEW, [OLD, OLDEST])
    tokens = [Vault(key).encrypt("x") for key in (NEW, OLD, OLDEST, "stranger-" * 4)]
    assert [ring.generation(token) for token in tokens] == [0, 1, 2, None]


def test_indexes_hold_the_hash_of_every_key_the_current_one_first() -> None:
    ring = Vault(NEW, [OLD])
    assert ring.indexes("A 1") == (Vault(NEW).index("A 1"), Vault(OLD).index("A 1"))
    assert ring.index("A 1") == ring.indexes("A 1")[0]


def test_an_index_is_blind_to_case_and_space() -> None:
    assert Vault(NEW).index("  chart   12 ") == Vault(NEW).index("CHART 12")


def test_a_key_named_twice_counts_once() -> None:
    assert len(Vault(NEW, [NEW, OLD, OLD]).indexes("x")) == 2


def test_what_was_stored_before_there_was_a_ring_is_still_read_and_found() -> None:
    token = (
        "gAAAAABrAuo-kLA4ZXPZtQ9M3gyZwclrnI2dxQrIInQP1SYx5tbEHDpt7p-sS2bZG5MUsrGBz93HLYPXk9eD0MOtxt"
        "m12e_NPw=="
    )
    vault = Vault("data-key-that-only-the-tests-use!!")
    assert vault.decrypt(token) == "Chart 12"
    index = "a47314cef83df503a8cd90f4415a087a8bbeddc2cf2d1dd362b77592f82959a3"
    assert vault.index("Chart 12") == index
