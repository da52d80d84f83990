"""The terms of the Data Privacy Vocabulary that the receipt uses: a closed list.

Source: DPV 2.1 (https://w3id.org/dpv/2.1), its extension PD (https://w3id.org/dpv/pd) and the guide
"Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV"
(https://w3id.org/dpv/guides/consent-27560), which maps each field of the standard to a term.
"""

from collections.abc import Mapping

DPV = "https://w3id.org/dpv#"
PD = "https://w3id.org/dpv/pd#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPDX = "http://spdx.org/rdf/terms#"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: The guide's names for the version of the schema (field "schema version").
RECORD_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#record"
RECEIPT_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt-record"

CLASSES = frozenset(
    {
        "AcademicResearch",
        "Advertising",
        "ConsentExpired",
        "ConsentGiven",
        "ConsentInvalidated",
        "ConsentNotice",
        "ConsentReceipt",
        "ConsentRecord",
        "ConsentRefused",
        "ConsentRequested",
        "ConsentRevoked",
        "ConsentUnknown",
        "ConsentWithdrawn",
        "DataController",
        "DataSubject",
        "ExplicitlyExpressedConsent",
        "MakeAvailable",
        "Marketing",
        "Patient",
        "Process",
        "Purpose",
        "Recipient",
        "RenewedConsentGiven",
        "Representative",
        "ResearchAndDevelopment",
        "SocialMediaMarketing",
        "SpecialCategoryPersonalData",
        "StorageDuration",
        "StorageLocation",
        "UntilTimeDuration",
        "WithdrawConsent",
    }
)
PROPERTIES = frozenset(
    {
        "hasAddress",
        "hasConsentControl",
        "hasConsentStatus",
        "hasContact",
        "hasDataController",
        "hasDataSubject",
        "hasDuration",
        "hasIndicationMethod",
        "hasJurisdiction",
        "hasLegalBasis",
        "hasLocation",
        "hasName",
        "hasNotice",
        "hasPersonalData",
        "hasProcess",
        "hasProcessing",
        "hasPurpose",
        "hasRecipient",
        "hasRecordOfActivity",
        "hasStorageCondition",
        "isExercisedAt",
        "isIndicatedAtTime",
        "isIndicatedBy",
    }
)

#: The context stands in the document: nobody has to fetch anything to read a receipt.
CONTEXT: Mapping[str, object] = {
    "dpv": DPV,
    "pd": PD,
    "dct": DCT,
    "rdf": RDF,
    "spdx": SPDX,
    "xsd": XSD,
}


def dpv(term: str) -> str:
    """Return a term of DPV with its prefix.

    :raises LookupError: when it is not one of those listed here.
    """
    if term not in CLASSES and term not in PROPERTIES:
        raise LookupError(f"{term} is not a listed term of DPV.")
    return f"dpv:{term}"
