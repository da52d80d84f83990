"""A certificate authority made for a test, and certificates that sign Content Credentials."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PRACTICE = "Example Practice"


def _name(common: str, organisation: str | None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def key_pem(
    key: ec.EllipticCurvePrivateKey,
    form: serialization.PrivateFormat = serialization.PrivateFormat.PKCS8,
) -> bytes:
    """Write a private key without a passphrase."""
    none = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, none)


@dataclass(frozen=True)
class Leaf:
    """A signer's chain and key as files."""

    chain: Path
    key: Path


class Authority:
    """Issue signers' certificates into a folder."""

    def __init__(self, folder: Path) -> None:
        """Make the authority's own key and certificate."""
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        usage = _usage(certificates=True)
        subject_key = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        self.certificate = (
            self._blank("Test authority", PRACTICE, self.key.public_key(), timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(subject_key, critical=False)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def anchor_pem(self) -> str:
        """Return what a reader trusts."""
        return _pem(self.certificate).decode()

    def leaf(
        self,
        *,
        days: float = 20,
        organisation: str | None = PRACTICE,
        without: Collection[str] = (),
        curve: ec.EllipticCurve | None = None,
    ) -> Leaf:
        """Issue a certificate; ``without`` leaves out extensions by their names in RFC 5280."""
        key = ec.generate_private_key(curve or ec.SECP256R1())
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        subject = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = self._blank("Signer", organisation, key.public_key(), timedelta(days=days))
        extensions: dict[str, x509.ExtensionType] = {
            "basicConstraints": x509.BasicConstraints(ca=False, path_length=None),
            "keyUsage": _usage(certificates=False),
            "extKeyUsage": purpose,
            "authorityKeyIdentifier": issuer,
            "subjectKeyIdentifier": subject,
        }
        for name, extension in extensions.items():
            if name not in without:
                builder = builder.add_extension(extension, critical=name.endswith("nstraints"))
        certificate = builder.sign(self.key, hashes.SHA256())
        number = len(list(self.folder.iterdir()))
        chain, key_file = (self.folder / f"{number}.{kind}" for kind in ("pem", "key"))
        chain.write_bytes(_pem(certificate) + _pem(self.certificate))
        key_file.write_bytes(key_pem(key))
        return Leaf(chain, key_file)

    def _blank(
        self,
        common: str,
        organisation: str | None,
        public_key: ec.EllipticCurvePublicKey,
        lifetime: timedelta,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(_name(common, organisation))
            .issuer_name(_name("Test authority", PRACTICE))
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + lifetime)
        )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )
