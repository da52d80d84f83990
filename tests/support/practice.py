"""A practice at work: cases with photos, pairs and consents, made through the product's actions."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from gallery.actions.add_photo import PhotoUpload, add_photo
from gallery.actions.find_cases import load_case
from gallery.actions.open_case import CaseFacts, open_case
from gallery.actions.pair_photos import pair_photos
from gallery.actions.publish_case import publish_case
from gallery.actions.record_consent import ConsentTerms, Evidence, ScopeTerms, record_consent
from gallery.actions.request_consent import request_consent
from gallery.actions.set_practice import set_practice
from gallery.actions.sign_consent import SignedConsent, Signing, sign_consent
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.clock import utc_now
from gallery.consent.offer import Offer
from gallery.jobs import drain
from gallery.models import ConsentRecord, Job, Photo, Publication, Takedown
from gallery.runtime import OPERATOR, Runtime
from tests.support.papers import PDF


def picture_bytes(seed: int, width_px: int = 640, height_px: int = 480) -> bytes:
    """Return a JPEG of soft colours with some grain, another one for each seed."""
    random = np.random.default_rng(seed)
    coarse = random.integers(90, 230, (6, 8, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((width_px, height_px), Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


@dataclass
class Practice:
    """Drive the actions as staff would, with believable defaults for what a test leaves open."""

    runtime: Runtime
    folder: Path
    pictures: int = field(default=0)

    def case(self, **facts: object) -> str:
        """Open a case and return its id."""
        known: dict[str, object] = {
            "chart_ref": "MRN-004711",
            "title": "Spider veins on the outer thigh",
            "procedures": ("sclerotherapy",),
            "area": "legs",
            "laterality": "left",
            "sessions": 2,
            "provider": "Dr. Rivera",
            "is_adult_at_capture": True,
            "age_band": "45-54",
            "gender": "female",
            "skin_type": "III",
        }
        with self.runtime.unit_of_work(OPERATOR) as uow:
            return open_case(uow, CaseFacts(**{**known, **facts})).id  # type: ignore[arg-type]

    def picture_file(self, content: bytes | None = None) -> Path:
        """Write a picture that no other call has written, or ``content``."""
        self.pictures += 1
        path = self.folder / f"upload-{self.pictures}"
        path.write_bytes(content if content is not None else picture_bytes(self.pictures))
        return path

    def photo(
        self,
        case_id: str,
        role: str,
        *,
        view: str = "AP",
        interval: str | None = "P6W",
        content: bytes | None = None,
    ) -> Photo:
        """Upload a photo."""
        upload = PhotoUpload(
            self.picture_file(content), role, view, interval if role == "after" else None
        )
        with self.runtime.unit_of_work(OPERATOR) as uow:
            return add_photo(uow, case_id, upload)

    def pair(self, case_id: str, *, view: str = "AP", interval: str | None = "P6W") -> str:
        """Upload a before and an after, pair them, and return the pair's id."""
        before = self.photo(case_id, "before", view=view)
        after = self.photo(case_id, "after", view=view, interval=interval)
        return self.pair_up(case_id, before.id, after.id)

    def pair_up(self, case_id: str, before_id: str, after_id: str) -> str:
        """Pair two photos that are there, and return the pair's id."""
        with self.runtime.unit_of_work(OPERATOR) as uow:
            return pair_photos(uow, case_id, before_id, after_id).id

    def terms(self, **changes: object) -> ConsentTerms:
        """Return the terms of a consent signed yesterday, for a year, for the website."""
        now = utc_now()
        known: dict[str, object] = {
            "signer_name": "Jane Q. Example",
            "signed_at": now - timedelta(days=1),
            "expires_on": (now + timedelta(days=365)).date(),
            "scopes": (ScopeTerms(channel="website_gallery", decision="permit"),),
            "demographics_allowed": ("age_band",),
        }
        return ConsentTerms(**{**known, **changes})  # type: ignore[arg-type]

    def consent(self, case_id: str, **changes: object) -> ConsentRecord:
        """Record a consent with a scan."""
        with self.runtime.unit_of_work(OPERATOR) as uow:
            return record_consent(uow, case_id, self.terms(**changes), Evidence(PDF))

    def consent_again(self, case_id: str, **changes: object) -> ConsentRecord:
        """Record a consent that was signed this moment, after whatever was withdrawn before."""
        return self.consent(case_id, **{"signed_at": utc_now(), **changes})

    def work(self) -> None:
        """Run every job that is due in this process, and wait for those that run elsewhere."""
        drain(self.runtime)
        while self._is_busy():
            time.sleep(0.05)
            drain(self.runtime)

    def _is_busy(self) -> bool:
        with self.runtime.reading() as session:
            running = select(Job.id).where(Job.state == "running").limit(1)
            return session.execute(running).first() is not None

    def publish(self, case_id: str, *channels: str) -> list[Publication]:
        """Publish on channels (none named: the website gallery)."""
        with self.runtime.unit_of_work(OPERATOR) as uow:
            return publish_case(uow, case_id, channels or ("website_gallery",))

    def published(self, **facts: object) -> str:
        """Return the id of a case that is public, its pictures made."""
        case_id = self.case(**facts)
        self.pair(case_id)
        self.consent(case_id)
        self.work()
        self.publish(case_id)
        return case_id

    def published_on_consent(self) -> tuple[str, ConsentRecord]:
        """Return the id of a case that is public, and the consent that it stands on."""
        case_id = self.case()
        self.pair(case_id)
        consent = self.consent(case_id)
        self.work()
        self.publish(case_id)
        return case_id, consent

    def introduce(self) -> None:
        """Tell what consent texts say of the practice."""
        with self.runtime.unit_of_work(OPERATOR) as uow:
            facts = {"postal_address": "1 Main Street, Culver City", "withdrawal_contact": "mail"}
            set_practice(uow, facts)

    def request(self, case_id: str, **changes: object) -> str:
        """Lay a consent before the patient for all photos of the case; return the link's token."""
        with self.runtime.unit_of_work(OPERATOR) as uow:
            photos = tuple(photo.id for photo in load_case(uow.session, case_id).photos)
            renews = changes.pop("supersedes_id", None)
            known: dict[str, object] = {
                "procedures": ("sclerotherapy",),
                "body_areas": ("legs",),
                "photos": photos,
                "channels": ("website_gallery", "social:instagram"),
                "identifiability": ("distinctive_mark",),
                "demographics": ("age_band",),
                "expires_on": (uow.now + timedelta(days=300)).date(),
            }
            offer = Offer(**{**known, **changes})  # type: ignore[arg-type]
            named = {"text_id": "photo-release", "version": "1", "language": "en"}
            renewed = str(renews) if renews else None
            return request_consent(uow, case_id, offer, **named, supersedes_id=renewed)[1]

    def sign(self, token: str, *channels: str, **changes: object) -> SignedConsent:
        """Sign as the patient would, for the channels named."""
        known: dict[str, object] = {
            "channels": channels or ("website_gallery",),
            "demographics": ("age_band",),
            "signer_name": "Jane Q. Example",
            "was_adult": True,
            "has_read": True,
        }
        signing = Signing(**{**known, **changes})  # type: ignore[arg-type]
        return sign_consent(self.runtime, token, signing)

    def withdraw(self, consent_id: str, *channels: str) -> list[Takedown]:
        """Withdraw a consent, or some of its channels."""
        with self.runtime.unit_of_work(OPERATOR) as uow:
            return withdraw_consent(uow, consent_id, None, channels)


def scopes(**decisions: str) -> tuple[ScopeTerms, ...]:
    """Return scopes from channel names; two underscores stand for the colon."""
    return tuple(
        ScopeTerms(channel=name.replace("__", ":"), decision=decision)
        for name, decision in decisions.items()
    )


def on(day: date) -> datetime:
    """Return noon of a day in UTC."""
    return datetime.fromisoformat(f"{day.isoformat()}T12:00:00+00:00")


@pytest.fixture
def practice(runtime: Runtime, tmp_path: Path) -> Practice:
    """Return a practice at work in an empty installation."""
    return Practice(runtime, tmp_path)


@pytest.fixture
def picture_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a small JPEG, another one for each seed."""

    def write(seed: int = 1, width_px: int = 640, height_px: int = 480) -> Path:
        path = tmp_path / f"picture-{seed}.jpg"
        path.write_bytes(picture_bytes(seed, width_px, height_px))
        return path

    return write
