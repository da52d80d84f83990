"""The form of a signed consent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from gallery.consent.channels import NAMED, PLAIN, channel_label
from gallery.consent.record import Decision, Grantor, Identifiability
from gallery.consent.terms import ConsentTerms, ScopeTerms
from gallery.errors import GalleryError
from gallery.models import Case, ConsentRecord, Site
from gallery.web.access import current_runtime
from gallery.web.staff import text_choices, words
from gallery.web.staff.forms import Form, FormReader, FormState
from gallery.web.staff.packs_in_use import PACK_CHOICES
from gallery.web.staff.text_choices import TextChoice

METHOD_CHOICES = tuple(words.METHODS.items())
GRANTOR_CHOICES = tuple(words.GRANTORS.items())
IDENTIFIABILITY_CHOICES = tuple(
    (code, label)
    for code, label in words.IDENTIFIABILITY.items()
    if code != Identifiability.NONE_APPARENT
)
DEMOGRAPHIC_CHOICES = tuple(words.DEMOGRAPHICS.items())
LANGUAGE_CHOICES = (("en", "English"), ("es", "Spanish"), ("other", "Another"))
COVERAGE_CHOICES = (
    ("now", "The photos that are in this case now"),
    ("future", "All photos of this case, also those added later"),
    ("chosen", "Only the photos ticked below"),
    ("chosen_later", "The photos ticked below, and those added after it is recorded"),
)
_CHOSEN, _LATER = ("chosen", "chosen_later"), ("future", "chosen_later")
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

#: What is known of a paper form that is none of the texts kept here.
_OWN_FORM = ("general-photo-release", "1")


@dataclass(frozen=True)
class ChannelField:
    """One line of the table of channels."""

    channel: str
    label: str


def channel_fields(sites: Sequence[Site], used: Iterable[str] = ()) -> tuple[ChannelField, ...]:
    """Return a line for every channel that the practice could use, those ``used`` included."""
    at_sites = [ChannelField(f"website_embed:{s.key}", f"Embedded on {s.name}") for s in sites]
    plain = [ChannelField(code, channel_label(code)) for code in PLAIN]
    named = [ChannelField(code, label) for code, label in _USUAL_NAMED.items()]
    usual = (*plain[:2], *at_sites, *named, *plain[2:])
    known = {row.channel for row in usual}
    return (*usual, *(ChannelField(c, channel_label(c)) for c in sorted(set(used) - known)))


def blank(jurisdiction: str, language: str) -> FormState:
    """Offer nothing but what is the same on most forms; nothing is permitted beforehand."""
    return FormState.of(
        {
            "signature_method": "wet_scan",
            "grantor": Grantor.SELF.value,
            "jurisdiction": jurisdiction,
            "language": language,
        }
    )


def parse(
    form: Form,
    case: Case,
    fields: Sequence[ChannelField],
    texts: Sequence[TextChoice],
    consents: Iterable[ConsentRecord],
) -> ConsentTerms:
    """Read the terms as they were signed.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    expires_on = read.day("expires_on", label="Expiry", needed=True)
    coverage = read.choice("coverage", dict(COVERAGE_CHOICES), label="Photos", needed=True)
    template, version, language = _text(read, texts)
    earlier = read.choice("supersedes", {row.id for row in consents}, label="The earlier consent")
    terms = ConsentTerms(
        signer_name=read.text("signer_name", label="Name", longest=200, needed=True),
        signed_at=_signed_at(read),
        expires_on=expires_on or date.max,
        scopes=tuple(_scopes(read, fields)),
        signature_method=_one(read, "signature_method", METHOD_CHOICES, "Way of signing"),
        grantor=_one(read, "grantor", GRANTOR_CHOICES, "Who gives it"),
        authority_text=read.text("authority_text", label="Authority", longest=300) or None,
        subject_name=read.text("subject_name", label="The patient's name", longest=200) or None,
        witness=read.text("witness", label="Witness", longest=200) or None,
        template=template,
        template_version=version,
        language=language,
        jurisdiction=_one(read, "jurisdiction", PACK_CHOICES, "Law"),
        photos=_chosen_photos(read, case) if coverage in _CHOSEN else (),
        future_photos=coverage in _LATER,
        identifiability_allowed=_ticked(read, "identifiability_allowed", IDENTIFIABILITY_CHOICES),
        demographics_allowed=_ticked(read, "demographics_allowed", DEMOGRAPHIC_CHOICES),
        conditions=_ticked(read, "conditions", CONDITION_CHOICES),
        remuneration_disclosed=_remuneration(read),
        remuneration=read.text("paid", label="What is given", longest=200) or None,
        supersedes=earlier,
        acknowledgements=dict.fromkeys(_ticked(read, "statements", STATEMENT_CHOICES), True),
        as_evidence=read.flag("as_evidence"),
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


def _signed_at(read: FormReader) -> datetime:
    """Return the instant of the signature: the day's beginning where no time is given."""
    day = read.day("signed_on", label="Day of the signature", needed=True) or date.min
    hour = read.clock_time("signed_time", label="Time of the signature") or time.min
    return datetime.combine(day, hour, tzinfo=current_runtime().settings.zone)


def _text(read: FormReader, texts: Sequence[TextChoice]) -> tuple[str, str, str]:
    """Return id, version and language: of a text that is kept here, or of the practice's own."""
    chosen = read.choice("text", {one.value for one in texts}, label="Text")
    if chosen:
        return text_choices.parts_of(chosen)
    name = read.text("other_text", label="Name of the form", longest=60)
    version = read.text("other_version", label="Version", longest=20)
    language = _one(read, "language", LANGUAGE_CHOICES, "Language")
    return name or _OWN_FORM[0], version or _OWN_FORM[1], language


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
