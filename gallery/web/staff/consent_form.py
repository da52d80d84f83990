"""The form of a signed consent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gallery.consent.channels import NAMED, PLAIN, channel_label
from gallery.consent.record import Decision, Grantor, Identifiability
from gallery.consent.terms import ConsentTerms, ScopeTerms, start_of
from gallery.errors import GalleryError
from gallery.models import Case, Site
from gallery.web.access import current_runtime
from gallery.web.staff import words
from gallery.web.staff.forms import Form, FormReader, FormState

METHOD_CHOICES = tuple(words.METHODS.items())
GRANTOR_CHOICES = tuple(words.GRANTORS.items())
IDENTIFIABILITY_CHOICES = tuple(
    (code, label)
    for code, label in words.IDENTIFIABILITY.items()
    if code != Identifiability.NONE_APPARENT
)
DEMOGRAPHIC_CHOICES = tuple(words.DEMOGRAPHICS.items())
JURISDICTION_CHOICES = (
    ("US-HIPAA", "United States (HIPAA)"),
    ("US-CA", "California"),
    ("AU-AHPRA", "Australia"),
    ("UK", "United Kingdom"),
    ("EU", "European Union"),
)
LANGUAGE_CHOICES = (("en", "English"), ("es", "Spanish"), ("other", "Another"))
COVERAGE_CHOICES = (
    ("now", "The photos that are in this case now"),
    ("future", "This case, also photos taken later"),
    ("chosen", "Only the photos ticked below"),
)
REMUNERATION_CHOICES = (("yes", "Says so"), ("no", "Says there is none"))
STATEMENT_CHOICES = (
    ("right_to_revoke", "The patient may withdraw at any time, and how"),
    ("treatment_not_conditioned", "Treatment does not depend on it"),
    ("redisclosure", "Others may pass on what was published"),
    ("copy_given", "The patient was given a copy"),
)
OTHER_KINDS = tuple((kind, channel_label(kind)) for kind in NAMED if kind != "website_embed")
CONDITION_CHOICES = tuple(words.CONDITIONS.items())
#: The form asks for a day where the record holds an instant.
_FIELDS = {"signed_at": "signed_on"}
#: Accounts and directories that many practices use; others are typed by name.
_USUAL_NAMED = {
    "social:instagram": "Instagram",
    "social:facebook": "Facebook",
    "social:tiktok": "TikTok",
    "directory:realself": "RealSelf (directory)",
}

BLANK = FormState.of(
    {
        "signature_method": "wet_scan",
        "grantor": Grantor.SELF.value,
        "jurisdiction": "US-HIPAA",
        "language": "en",
        "coverage": "future",
    }
)


@dataclass(frozen=True)
class ChannelField:
    """One line of the table of channels."""

    channel: str
    label: str


def channel_fields(sites: Sequence[Site]) -> tuple[ChannelField, ...]:
    """Return a line for every channel that the practice could be permitted to use."""
    at_sites = [ChannelField(f"website_embed:{s.key}", f"Embedded on {s.name}") for s in sites]
    plain = [ChannelField(code, channel_label(code)) for code in PLAIN]
    named = [ChannelField(code, label) for code, label in _USUAL_NAMED.items()]
    return (*plain[:2], *at_sites, *named, *plain[2:])


def parse(form: Form, case: Case, fields: Sequence[ChannelField]) -> ConsentTerms:
    """Read the terms as they were signed.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    signed_on = read.day("signed_on", label="Day of the signature", needed=True)
    expires_on = read.day("expires_on", label="Expiry", needed=True)
    zone = current_runtime().settings.zone
    coverage = read.choice("coverage", dict(COVERAGE_CHOICES), label="Photos", needed=True)
    terms = ConsentTerms(
        signer_name=read.text("signer_name", label="Name", longest=200, needed=True),
        signed_at=start_of(signed_on or date.min, zone),
        expires_on=expires_on or date.max,
        scopes=tuple(_scopes(read, fields)),
        signature_method=_one(read, "signature_method", METHOD_CHOICES, "Way of signing"),
        grantor=_one(read, "grantor", GRANTOR_CHOICES, "Who gives it"),
        authority_text=read.text("authority_text", label="Authority", longest=300) or None,
        witness=read.text("witness", label="Witness", longest=200) or None,
        language=_one(read, "language", LANGUAGE_CHOICES, "Language"),
        jurisdiction=_one(read, "jurisdiction", JURISDICTION_CHOICES, "Law"),
        photos=_chosen_photos(read, case) if coverage == "chosen" else (),
        future_photos=coverage == "future",
        identifiability_allowed=_ticked(read, "identifiability_allowed", IDENTIFIABILITY_CHOICES),
        demographics_allowed=_ticked(read, "demographics_allowed", DEMOGRAPHIC_CHOICES),
        conditions=_ticked(read, "conditions", CONDITION_CHOICES),
        remuneration_disclosed=_remuneration(read),
        acknowledgements=dict.fromkeys(_ticked(read, "statements", STATEMENT_CHOICES), True),
    )
    if not terms.scopes and "scopes" not in read.faults:
        read.faults["scopes"] = "Tick permit or deny for at least one channel."
    read.finish()
    return terms


def refused(form: Form, error: GalleryError) -> FormState:
    """Show what was typed, with each fault under the name that the form has for its field."""
    shown = FormState.refused(form, error)
    faults = {_FIELDS.get(name, name): text for name, text in shown.faults.items()}
    return FormState(shown.values, faults, shown.message)


def _one(read: FormReader, name: str, choices: Sequence[tuple[str, str]], label: str) -> str:
    return read.choice(name, dict(choices), label=label, needed=True) or ""


def _ticked(read: FormReader, name: str, choices: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return read.choices(name, dict(choices), label="These boxes")


def _remuneration(read: FormReader) -> bool | None:
    choice = read.choice("remuneration", dict(REMUNERATION_CHOICES), label="Payment or discount")
    return None if choice is None else choice == "yes"


def _chosen_photos(read: FormReader, case: Case) -> tuple[str, ...]:
    photos = read.choices("photos", {photo.id for photo in case.photos}, label="Photos")
    if not photos:
        read.faults["photos"] = "Tick the photos that the consent covers."
    return photos


def _scopes(read: FormReader, fields: Sequence[ChannelField]) -> Iterator[ScopeTerms]:
    allowed = {decision.value for decision in Decision}
    for row in fields:
        decision = read.choice(f"scope.{row.channel}", allowed, label=row.label)
        ends_on = read.day(f"until.{row.channel}", label=f"{row.label}, until")
        if decision:
            yield ScopeTerms(channel=row.channel, decision=decision, ends_on=ends_on)
    decision = read.choice("scope.other", allowed, label="Another channel")
    if decision:
        kind = read.choice("other_kind", dict(OTHER_KINDS), label="Another channel", needed=True)
        name = read.text("other_name", label="Its name", longest=48, needed=True).lower()
        yield ScopeTerms(
            channel=f"{kind}:{name}",
            decision=decision,
            ends_on=read.day("until.other", label="Another channel, until"),
        )
