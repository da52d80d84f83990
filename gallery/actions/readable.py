"""Read encrypted values for a review; one that no data key opens is named, and nothing fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from gallery.actions.known_names import people_in, told_in, written_in_terms
from gallery.actions.seen_text import KnownText, text_seen
from gallery.errors import ConfigurationError
from gallery.models import Case, Photo
from gallery.publishing.review import UnreadableValue
from gallery.vault import Vault

#: What a page shows in the place of a value.
UNREADABLE = "(cannot be read: its data key is missing)"


@dataclass
class Reader:
    """Read the values of one case; ``unreadable`` collects those that cannot be read."""

    vault: Vault
    unreadable: list[UnreadableValue] = field(default_factory=list)

    def chart_refs(self, case: Case) -> tuple[str, ...]:
        """Return the chart reference of the case's patient."""
        token = case.subject.chart_ref_encrypted
        return tuple(self._texts("The patient's chart reference", case.id, token))

    def signers(self, session: Session, case: Case) -> tuple[str, ...]:
        """Return the names on every consent of the patient, whatever the case."""
        names, about = [*written_in_terms(session, [case.subject_id])], list[str]()
        for consent_id, what, token, is_name in told_in(session, [case.subject_id]):
            (names if is_name else about).extend(self._texts(what, consent_id, token))
        return tuple(dict.fromkeys((*names, *people_in(session, about))))

    def seen_in(self, photo: Photo) -> KnownText | None:
        """Return what was read in a picture."""
        try:
            return text_seen(self.vault, photo)
        except ConfigurationError:
            self.unreadable.append(UnreadableValue("The text seen in a picture", photo.id))
            return None

    def _texts(self, what: str, subject_id: str, token: str) -> Iterator[str]:
        text = self.vault.read(token)
        if text is None:
            self.unreadable.append(UnreadableValue(what, subject_id))
        else:
            yield text
