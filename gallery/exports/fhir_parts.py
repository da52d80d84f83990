"""The parts that a FHIR Consent has in both releases."""

from collections.abc import Mapping
from dataclasses import dataclass

from gallery.consent.channels import channel_label
from gallery.consent.record import Decision, Grantor
from gallery.exports.codings import Release, code, coding, concept
from gallery.exports.instants import earliest, inclusive_period, latest, utc
from gallery.exports.plain_text import plain, plain_texts
from gallery.exports.record import ExportedConsent, ExportedScope

Json = dict[str, object]

#: Kind of channel -> purpose of use; every other kind shows cases to win patients.
_PURPOSES: Mapping[str, str] = {
    "education": "TRAIN",
    "publication": "HRESCH",
    "ai_training": "MLTRAINING",
}
_MARKETING = "HMARKT"
#: An authorization under 45 CFR 164.508, which the Californian pack builds on.
_HIPAA = frozenset({"US-HIPAA", "US-CA"})
_GRANTORS: Mapping[Grantor, str] = {
    Grantor.PERSONAL_REPRESENTATIVE: "Personal representative of the patient",
    Grantor.GUARDIAN: "Guardian of the patient",
}


@dataclass(frozen=True)
class Rule:
    """Hold a scope as a provision, and whether that provision permits."""

    permitted: bool
    channel: str
    provision: Json


def own(consent: ExportedConsent, kind: str, name: str) -> str:
    """Return an address for what FHIR has no code for, below the practice's own."""
    return f"{consent.practice.url.rstrip('/')}/fhir/{kind}/{name}"


def identifier(consent: ExportedConsent, name: str, value: str) -> Json:
    """Return an identifier in one of the practice's own number ranges."""
    return {"system": own(consent, "NamingSystem", name), "value": value}


def patient(consent: ExportedConsent) -> Json:
    """Return the subject as a logical reference by pseudonym: no name, no chart number."""
    return {
        "type": "Patient",
        "identifier": identifier(consent, "subject", consent.subject_pseudonym),
    }


def grantor(consent: ExportedConsent) -> Json:
    """Return who granted: the patient, or a representative by role alone."""
    if consent.grantor is Grantor.SELF:
        return patient(consent)
    return {"type": "RelatedPerson", "display": _GRANTORS[consent.grantor]}


def practice(consent: ExportedConsent) -> Json:
    """Return the discloser."""
    address = {"system": "urn:ietf:rfc:3986", "value": consent.practice.url}
    name = plain(consent.practice.name)
    reference: Json = {"type": "Organization", "identifier": address}
    return {**reference, "display": name} if name else reference


def categories(release: Release) -> list[Json]:
    """Return what kind of consent it is: to disclose, and a patient's consent document."""
    return [concept(release, "category", c) for c in ("IDSCL", "59284-0")]


def policy(consent: ExportedConsent, release: Release, element: str) -> Json:
    """Return the law that the text follows; words where the value set has no code."""
    if consent.jurisdiction in _HIPAA:
        return {**concept(release, element, "hipaa-auth"), "text": consent.jurisdiction}
    return {"text": consent.jurisdiction}


def attachment(consent: ExportedConsent) -> Json:
    """Describe the evidence without its bytes.

    Attachment.hash is SHA-1 in base64 (R4B, R5): the SHA-256 stands in an extension instead.
    """
    described: Json = {
        "language": consent.language,
        "title": f"{consent.text_id} version {consent.text_version}",
        "creation": utc(consent.signed_at),
    }
    if consent.evidence_media_type is not None:
        described["contentType"] = consent.evidence_media_type
    if consent.evidence_sha256 is not None:
        described["extension"] = [extension(consent, "sha256", consent.evidence_sha256)]
    return described


def extensions(consent: ExportedConsent) -> list[Json]:
    """Return what FHIR has no element for, as codes under the practice's own addresses."""
    single = (
        ("status", consent.status.value),
        ("signature-method", consent.method.value),
        ("text-id", consent.text_id),
        ("text-version", consent.text_version),
        ("text-sha256", consent.text_sha256),
        ("expires-on", consent.expires_on.isoformat()),
    )
    several = (
        ("procedure", consent.procedures),
        ("body-area", consent.areas or ()),
        ("identifiability", tuple(value.value for value in consent.identifiability)),
        ("demographic", consent.demographics),
        ("condition", consent.conditions),
        ("acknowledgement", consent.acknowledgements),
    )
    listed = [extension(consent, name, value) for name, value in single if value is not None]
    listed.append(extension(consent, "witness-present", consent.witness_present))
    listed.append(extension(consent, "covers-later-photos", consent.covers_later_photos))
    listed += [extension(consent, name, value) for name, values in several for value in values]
    permitted = [scope.channel for scope in consent.scopes if scope.decision is Decision.PERMIT]
    each = [plain_texts(consent.purposes), *map(consent.purposes_on, permitted)]
    said = dict.fromkeys(text for texts in each for text in texts)
    return [*listed, *(extension(consent, "purpose", text) for text in said)]


def whole_period(consent: ExportedConsent) -> Json | None:
    """Return the time in which the consent held; None where it never did."""
    period = inclusive_period(consent.effective_from, consent.ends_at)
    return None if period is None else {**period}


def _photo_data(consent: ExportedConsent, release: Release) -> list[Json]:
    return [
        {
            "meaning": code(release, "data_meaning", "instance"),
            "reference": {
                "type": "DocumentReference",
                "identifier": identifier(consent, "photo", photo),
            },
        }
        for photo in consent.photos
    ]


def present(members: Json) -> Json:
    """Drop members that say nothing: FHIR has neither nulls nor empty lists."""
    return {name: value for name, value in members.items() if value not in (None, [], {}, "")}


def rules(consent: ExportedConsent, scope: ExportedScope, release: Release) -> list[Rule]:
    """Return one scope as provisions; a permission that never has any time is a denial.

    Photos that are named and photos that are added later are permitted by a provision each: FHIR
    takes those of one provision together. A refusal that reaches later photos reaches all.
    """
    period = inclusive_period(
        latest(consent.effective_from, scope.starts_at),
        earliest(consent.ends_at, scope.ends_at, scope.withdrawn_at),
    )
    kind = scope.channel.partition(":")[0]
    photos = _photos(consent, release)
    permitted = period is not None and scope.decision is Decision.PERMIT and bool(photos)
    if not permitted:
        photos = [{}] if consent.covers_later_photos else [{"data": _photo_data(consent, release)}]
    said: Json = {
        "period": period,
        "actor": _actors(consent, scope.channel, release, with_recipients=permitted),
        "action": [concept(release, "action", "disclose")],
        "purpose": [coding(release, "purpose", _PURPOSES.get(kind, _MARKETING))],
    }
    return [Rule(permitted, scope.channel, present({**said, **each})) for each in photos]


def _photos(consent: ExportedConsent, release: Release) -> list[Json]:
    """Return what a permission is about; no members at all would mean whatever there is."""
    named: Json = {"data": _photo_data(consent, release)}
    later: Json = {"dataPeriod": {"start": utc(consent.recorded_at)}}
    return [*([named] if consent.photos else []), *([later] if consent.covers_later_photos else [])]


def _actors(
    consent: ExportedConsent, channel: str, release: Release, *, with_recipients: bool
) -> list[Json]:
    references: list[Json] = [
        {
            "type": "Group",
            "identifier": identifier(consent, "channel", channel),
            "display": channel_label(channel),
        }
    ]
    if with_recipients:
        said = consent.recipients_on(channel)
        references += [{"type": "Group", "display": words} for words in said]
    if release == "r5":  # its value set has no "information recipient", and it needs no role
        return [{"reference": reference} for reference in references]
    role = concept(release, "actor_role", "IRCP")
    return [{"role": role, "reference": reference} for reference in references]


def extension(consent: ExportedConsent, name: str, value: object) -> Json:
    """Return one extension below the practice's address, of a boolean or a string."""
    datatype = "Boolean" if isinstance(value, bool) else "String"
    url = own(consent, "StructureDefinition", f"consent-{name}")
    return {"url": url, f"value{datatype}": value}
