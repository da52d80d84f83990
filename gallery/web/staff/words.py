"""Words and tones of the staff pages: a state is always shown as both."""

from dataclasses import dataclass
from datetime import date, datetime

from gallery.consent.channels import channel_label
from gallery.consent.record import Grantor, Identifiability, SignatureMethod
from gallery.permissions import Permission, Role
from gallery.web.access import current_runtime


@dataclass(frozen=True)
class Badge:
    """Show a state: a word, and a tone (idle, busy, warn, bad, good, live) for its colour."""

    word: str
    tone: str


CASE_STATES = {
    "draft": Badge("Draft", "idle"),
    "needs_consent": Badge("Needs consent", "warn"),
    "needs_review": Badge("Needs review", "warn"),
    "approved": Badge("Ready to publish", "good"),
    "published": Badge("Published", "live"),
    "unpublished": Badge("Taken down", "idle"),
    "purged": Badge("Erased", "idle"),
}
PHOTO_STATES = {
    "uploaded": Badge("Waiting", "busy"),
    "processing": Badge("Processing", "busy"),
    "ready": Badge("Ready", "good"),
    "rejected": Badge("Rejected", "bad"),
}
ALIGNMENT_STATES = {
    "waiting": Badge("Being compared", "busy"),
    "proposed": Badge("Alignment proposed", "warn"),
    "refused": Badge("Cannot be aligned by itself", "bad"),
    "applied": Badge("Aligned", "good"),
    "corrected": Badge("Aligned by hand", "good"),
}
JOB_STATES = {
    "queued": Badge("Waiting", "idle"),
    "running": Badge("Running", "busy"),
    "done": Badge("Done", "good"),
    "failed": Badge("Failed", "bad"),
}
TAKEDOWN_STATES = {
    "pending": Badge("To do", "warn"),
    "sent": Badge("Asked", "busy"),
    "acknowledged": Badge("Acknowledged", "busy"),
    "names_nothing": Badge("Look for yourself", "warn"),
    "verified_gone": Badge("Gone, checked", "good"),
    "no_known_page": Badge("No page known", "idle"),
    "never_shown": Badge("Never shown there", "idle"),
    "failed": Badge("Not gone in time", "bad"),
    "manual_done": Badge("Done by hand", "good"),
    "overtaken": Badge("Permitted again", "idle"),
}
STANDINGS = {
    "not_begun": Badge("Not in force yet", "warn"),
    "active": Badge("In force", "good"),
    "expiring": Badge("Expires soon", "warn"),
    "expired": Badge("Expired", "bad"),
    "withdrawn": Badge("Withdrawn", "bad"),
    "superseded": Badge("Replaced by a newer one", "idle"),
    "invalidated": Badge("Did not hold", "bad"),
    "entered_in_error": Badge("Entered in error", "bad"),
}
REQUEST_STATES = {
    "open": Badge("Not opened yet", "busy"),
    "opened": Badge("Opened, not signed", "busy"),
    "signed": Badge("Signed", "good"),
    "declined": Badge("Declined", "bad"),
    "cancelled": Badge("Cancelled", "idle"),
    "expired": Badge("Expired unsigned", "warn"),
}
DELIVERY_STATES = {
    "pending": Badge("On its way", "busy"),
    "delivered": Badge("Delivered", "good"),
    "failed": Badge("Given up", "bad"),
    "disabled": Badge("Site answered 410", "bad"),
    "overtaken": Badge("Not sent: it ended before", "idle"),
}
CHECK_KINDS = {
    "published_without_consent": "Shown without a consent in force",
    "altered_bytes": "Files whose content has changed",
    "row_without_object": "Files that are missing",
    "object_without_row": "Files that belong to nothing",
    "unreadable_value": "Values that cannot be read",
    "index_mismatch": "Patients whom the search does not find",
    "ledger_mismatch": "Activity that does not fit the records",
    "takedown_overdue": "Surfaces not cleared in time",
}
END_REASONS = {
    "invalidated": "It was never valid: signed by the wrong person, under pressure, or unread",
    "entered_in_error": "It was entered by mistake, or on the wrong case",
}
EXPORTS = {
    "fhir-r4b": "FHIR R4B",
    "fhir-r5": "FHIR R5",
    "receipt": "Consent receipt (ISO/IEC TS 27560)",
}
CAUSES = {
    "consent.withdrawn": "Withdrawal",
    "consent.expired": "Expiry",
    "consent.lapsed": "End of a permission",
    "consent.invalidated": "Consent that did not hold",
    "consent.entered_in_error": "Consent entered in error",
    "case.unpublished": "Taken down",
}
JOB_KINDS = {
    "render_photo": "Make the pictures of a photo",
    "remake_case": "Make a case's pictures again",
    "erase_objects": "Erase files",
    "erase_renditions": "Erase published pictures",
    "erase_case": "Erase a case",
    "clear_surface": "Clear a surface and look",
    "deliver_webhook": "Tell a site",
    "purge_cache": "Have caches forget",
    "settle_expiries": "End what has expired",
    "give_notices": "Look for what is due",
    "see_pages": "See which cases sites show",
    "checkpoint_ledger": "Seal the activity",
    "look_for_names": "Look for names in what is public",
    "reconcile": "Compare files, records and activity",
}
ROLES = {"before": "Before", "after": "After"}
IDENTIFIABILITY = {
    Identifiability.NONE_APPARENT.value: "Cannot be recognised",
    Identifiability.DISTINCTIVE_MARK.value: "Tattoo, scar or other mark",
    Identifiability.PARTIAL_FACE.value: "Part of the face",
    Identifiability.FULL_FACE.value: "Full face",
}
METHODS = {
    SignatureMethod.WET_SCAN.value: "On paper, scanned",
    SignatureMethod.E_SIGN.value: "Signed electronically",
    SignatureMethod.VERBAL_WITNESSED.value: "Spoken, before a witness",
}
GRANTORS = {
    Grantor.SELF.value: "The patient",
    Grantor.PERSONAL_REPRESENTATIVE.value: "A personal representative",
    Grantor.GUARDIAN.value: "A guardian",
}
CONDITIONS = {
    "watermark_required": "Only with the practice's mark on the picture",
    "eyes_masked": "Only with the eyes covered",
    "review_before_post": "Only after the patient has seen it",
}
#: Rule R25: whoever is paid to agree is not quite free to refuse.
PAID_WARNING = (
    "Something is given for this consent. Where the law allows that at all, the form must say so,"
    " and the patient must be as free to refuse: have counsel look at it."
)
DEMOGRAPHICS = {"age_band": "Age band", "gender": "Gender", "skin_type": "Skin type"}
LATERALITIES = {"left": "Left", "right": "Right", "bilateral": "Both sides"}
GENDERS = {"female": "Female", "male": "Male", "non-binary": "Non-binary", "other": "Other"}
STAFF_ROLES = {
    Role.ADMINISTRATOR.value: "Administrator",
    Role.EDITOR.value: "Editor",
    Role.REVIEWER.value: "Reviewer",
    Role.VIEWER.value: "Viewer",
}
STAFF_ROLE_NOTES = {
    Role.VIEWER.value: "looks at cases",
    Role.EDITOR.value: "adds cases, photos and consents",
    Role.REVIEWER.value: "checks and publishes",
    Role.ADMINISTRATOR.value: "does everything, and looks after accounts",
}
SCOPES = {
    Permission.VIEW_CASES.value: "Read cases and photos' facts",
    Permission.EDIT_CASES.value: "Add and change cases, photos and pairs",
    Permission.DELETE_CASES.value: "Erase cases",
    Permission.VIEW_ORIGINALS.value: "Read original photos",
    Permission.VIEW_CONSENTS.value: "Read consents",
    Permission.RECORD_CONSENTS.value: "Record consents",
    Permission.WITHDRAW_CONSENTS.value: "Withdraw consents",
    Permission.PUBLISH.value: "Publish and take down",
    Permission.VIEW_AUDIT.value: "Read the activity record",
    Permission.EXPORT_RECORDS.value: "Export consents and everything about a patient",
}


def badge(table: dict[str, Badge], state: str) -> Badge:
    """Return the badge of ``state``; a state without words is shown as it is."""
    return table.get(state) or Badge(sentence(state), "idle")


def sentence(code: str) -> str:
    """Return a code such as ``photo_added`` as words: "Photo added"."""
    return code.replace("_", " ").replace(".", " ").strip().capitalize()


def surface(code: str) -> str:
    """Return words for a place where pictures may be shown."""
    kind, _, name = code.partition(":")
    if kind == "site":
        return f"Site: {name}"
    return {"origin": "This gallery", "cdn": "Caches in front"}.get(code) or channel_label(code)


def local(at: datetime) -> datetime:
    """Return an instant on the practice's clock."""
    return at.astimezone(current_runtime().settings.zone)


def instant(at: datetime | None) -> str:
    """Return an instant on the practice's clock, such as "22 Nov 2026, 10:06"."""
    return f"{local(at):%-d %b %Y, %H:%M}" if at else ""


def day(on: date | None) -> str:
    """Return a day, such as "22 Nov 2026"."""
    return f"{on:%-d %b %Y}" if on else ""


def iso(at: datetime) -> str:
    """Return an instant for the ``datetime`` attribute of ``<time>``."""
    return at.isoformat(timespec="seconds")


def file_size(size_bytes: int) -> str:
    """Return a size in the unit that people use for pictures."""
    if size_bytes < 1024 * 1024:
        return f"{max(1, round(size_bytes / 1024))} KB"
    return f"{size_bytes / 1024 / 1024:.1f} MB"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun, such as "1 photo" or "3 photos"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
