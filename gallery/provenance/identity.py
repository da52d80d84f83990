"""The certificate and the private key that credentials are signed with, checked before use."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from gallery.errors import ConfigurationError

E = TypeVar("E", bound=x509.ExtensionType)

CERTIFICATE, PRIVATE_KEY = "GALLERY_C2PA_CERTIFICATE", "GALLERY_C2PA_PRIVATE_KEY"
#: C2PA 2.2 §14.5.1: purposes that a signer's certificate may name; the last is C2PA's own.
PURPOSES = (
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier("1.3.6.1.4.1.62558.2.1"),
)
CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
SHORTEST_RSA_BITS = 2048


@dataclass(frozen=True)
class Identity:
    """Hold a checked certificate chain (PEM, leaf first) and its key (PKCS#8 PEM)."""

    chain_pem: bytes
    key_pem: bytes = field(repr=False)
    algorithm: str
    organisation: str
    not_before: datetime
    not_after: datetime

    @property
    def fingerprint(self) -> str:
        """Return 12 hexadecimal characters that change with the certificate."""
        return hashlib.sha256(self.chain_pem).hexdigest()[:12]

    def is_valid_at(self, instant: datetime) -> bool:
        """Tell whether a signature of ``instant`` would be inside the certificate's validity."""
        return self.not_before <= instant < self.not_after


def read_identity(certificate: Path, private_key: Path) -> Identity:
    """Read a chain and a key, and check what C2PA asks of them (specification 2.2 §14.5).

    :raises ConfigurationError: naming the setting and everything that is missing.
    """
    chain = _chain(certificate)
    key = _key(private_key)
    leaf = chain[0]
    missing = [*_faults_of_leaf(leaf), *_faults_of_chain(chain)]
    if _public_bytes(key) != leaf.public_key().public_bytes(*_SPKI):
        missing.append(f"the key of {PRIVATE_KEY} (it belongs to another certificate)")
    if missing:
        raise ConfigurationError(
            f"{CERTIFICATE} cannot sign Content Credentials. It lacks: {'; '.join(missing)}."
            " See docs/content-credentials.md."
        )
    return Identity(
        chain_pem=b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain),
        key_pem=key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        algorithm=_algorithm(key),
        organisation=_organisation(leaf) or "",
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
    )


_SPKI = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _public_bytes(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(*_SPKI)


def _chain(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{CERTIFICATE} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise ConfigurationError(
            f"{CERTIFICATE} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)."
        ) from None


def _key(path: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise ConfigurationError(f"{PRIVATE_KEY} cannot be read: {error.strerror}.") from None
    except TypeError:
        raise ConfigurationError(
            f"{PRIVATE_KEY} is locked by a passphrase: give the key without one, readable by the"
            " service alone."
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise ConfigurationError(
            f"{PRIVATE_KEY} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)."
        ) from None


def _algorithm(key: PrivateKeyTypes) -> str:
    """Return the name that C2PA gives to the key's signatures (specification 2.2 §13.2)."""
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ED25519"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SHORTEST_RSA_BITS:
        return "PS256"
    raise ConfigurationError(
        f"{PRIVATE_KEY} is of a kind that C2PA does not take: give an elliptic curve key (P-256,"
        f" P-384, P-521), Ed25519, or RSA of {SHORTEST_RSA_BITS} bits or more."
    )


def _faults_of_leaf(leaf: x509.Certificate) -> list[str]:
    faults = []
    constraints = _extension(leaf, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        faults.append("a signer's certificate in the first place (the first one is an authority's)")
    if leaf.issuer == leaf.subject:
        faults.append("an issuer (it is signed by itself)")
    usage = _extension(leaf, x509.KeyUsage)
    if usage is None or not usage.digital_signature:
        faults.append("the key usage digitalSignature")
    purposes = _extension(leaf, x509.ExtendedKeyUsage)
    if purposes is None or not set(purposes) & set(PURPOSES):
        faults.append("an extended key usage for it (emailProtection, documentSigning or C2PA's)")
    if _extension(leaf, x509.AuthorityKeyIdentifier) is None:
        faults.append("an authority key identifier")
    if not _organisation(leaf):
        faults.append("an organisation (O) in its subject: viewers show it as the signer")
    return faults


def _faults_of_chain(chain: list[x509.Certificate]) -> list[str]:
    for one, issuer in pairwise(chain):
        try:
            one.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            return ["the certificates between it and its authority, in order, signer first"]
    return []


def _organisation(leaf: x509.Certificate) -> str | None:
    named = leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(named[0].value) if named else None


def _extension(leaf: x509.Certificate, kind: type[E]) -> E | None:
    try:
        return leaf.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
