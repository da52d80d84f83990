"""A certificate that cannot sign is told with what it lacks."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gallery.errors import ConfigurationError
from gallery.provenance.identity import read_identity
from tests.support.signing_authority import Authority, Leaf, key_pem


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def refusal(leaf: Leaf) -> str:
    with pytest.raises(ConfigurationError) as refused:
        read_identity(leaf.chain, leaf.key)
    return refused.value.message


@pytest.mark.parametrize(
    ("curve", "algorithm"), [(ec.SECP256R1(), "ES256"), (ec.SECP384R1(), "ES384")]
)
def test_a_good_one_is_read(authority: Authority, curve: ec.EllipticCurve, algorithm: str) -> None:
    leaf = authority.leaf(curve=curve)
    identity = read_identity(leaf.chain, leaf.key)
    assert (identity.algorithm, identity.organisation) == (algorithm, "Example Practice")
    assert b"PRIVATE" not in repr(identity).encode()


def test_a_key_in_the_older_form_is_read_too(authority: Authority, tmp_path: Path) -> None:
    leaf = authority.leaf()
    key = serialization.load_pem_private_key(leaf.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    older = tmp_path / "older.key"
    older.write_bytes(key_pem(key, serialization.PrivateFormat.TraditionalOpenSSL))
    assert b"BEGIN PRIVATE KEY" in read_identity(leaf.chain, older).key_pem


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ("keyUsage", "digitalSignature"),
        ("extKeyUsage", "emailProtection"),
        ("authorityKeyIdentifier", "authority key identifier"),
    ],
)
def test_a_missing_extension_is_named(authority: Authority, left_out: str, told: str) -> None:
    assert told in refusal(authority.leaf(without=(left_out,)))


def test_everything_that_is_missing_is_named_at_once(authority: Authority) -> None:
    message = refusal(authority.leaf(without=("keyUsage",), organisation=None))
    assert "digitalSignature" in message
    assert "organisation (O)" in message


def test_a_key_of_another_certificate_is_refused(authority: Authority) -> None:
    leaf = replace(authority.leaf(), key=authority.leaf().key)
    assert "belongs to another certificate" in refusal(leaf)


def test_files_that_are_not_there_or_hold_something_else(authority: Authority) -> None:
    leaf = authority.leaf()
    nowhere = leaf.chain.with_name("nowhere.pem")
    assert "GALLERY_C2PA_CERTIFICATE cannot be read" in refusal(replace(leaf, chain=nowhere))
    assert "holds no certificate" in refusal(replace(leaf, chain=leaf.key))
    assert "holds no private key" in refusal(replace(leaf, key=leaf.chain))


def test_an_authority_in_the_first_place_is_no_signer(authority: Authority) -> None:
    leaf = authority.leaf()
    alone = leaf.chain.with_suffix(".authority")
    alone.write_text(authority.anchor_pem)
    assert "the first one is an authority's" in refusal(replace(leaf, chain=alone))
