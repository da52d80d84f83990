"""Fill an empty installation with the demo cases, through the actions that staff use."""

import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import func, select

from gallery.actions.add_photo import PhotoUpload, add_photo
from gallery.actions.align_pair import apply_proposal
from gallery.actions.compare_pair import compare_pair
from gallery.actions.open_case import CaseFacts, open_case
from gallery.actions.pair_alignment import alignment_of
from gallery.actions.pair_photos import pair_photos
from gallery.actions.place_case import place_case
from gallery.actions.publish_case import publish_case
from gallery.actions.record_consent import ConsentTerms, Evidence, ScopeTerms, record_consent
from gallery.actions.request_reading import request_missing_readings
from gallery.actions.set_practice import set_practice
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.clock import utc_now
from gallery.demo import signing
from gallery.demo.case import ConsentWanted, DemoCase, StageWanted
from gallery.demo.cases import DEMO_CASES
from gallery.demo.pictures import render_pair
from gallery.errors import Conflict
from gallery.jobs import drain
from gallery.models import Case, Job, Pair
from gallery.runtime import OPERATOR, Runtime

PRACTICE = {
    "name": "Alder Vein & Skin",
    "tagline": "Before and after photographs, shown with our patients' consent",
    "watermark_text": "Alder Vein & Skin",
    "postal_address": "12 Alder Lane, Culver City, California",
    "withdrawal_contact": "privacy@alder.example",
}
_YEAR = timedelta(days=365)
POST_CHANNEL = "social:instagram"
_WEBSITE = ("website_gallery", "website_embed:website")


@dataclass(frozen=True)
class _Told:
    """Place a case's history in time; ``ends_on`` is when its consent expires."""

    opened_at: datetime
    signed_at: datetime
    published_at: datetime
    ends_at: datetime


def seed(
    runtime: Runtime, say: Callable[[str], None], cases: Sequence[DemoCase] = DEMO_CASES
) -> int:
    """Draw, upload, pair, consent and publish the demo cases; return how many.

    :raises Conflict: ``installation_not_empty``.
    """
    with runtime.reading() as session:
        if session.execute(select(func.count(Case.id))).scalar_one():
            raise Conflict(
                "This installation has cases already; the demo fills an empty one only.",
                code="installation_not_empty",
            )
    # Drawn by the product itself: these pictures need not be searched for names before they go
    # public. The worker reads them afterwards, as it reads all that came in before it could.
    later, runtime = (
        runtime,
        replace(runtime, settings=replace(runtime.settings, picture_text="off")),
    )
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, PRACTICE)
    for number, (case, drawn) in enumerate(_drawn(cases), start=1):
        say(f"[{number}/{len(cases)}] {case.title}")
        _tell(runtime, case, drawn, _when(case, number))
    say("Making the last pictures ...")
    drain(runtime)
    with later.unit_of_work(OPERATOR) as uow:
        request_missing_readings(uow)
    return len(cases)


def _drawn(cases: Sequence[DemoCase]) -> Iterator[tuple[DemoCase, list[tuple[bytes, bytes]]]]:
    """Draw ahead on every core while the product works on what is drawn."""
    workers = max(1, (os.cpu_count() or 2) - 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = [
            (case, [pool.submit(render_pair, pair.recipe) for pair in case.pairs]) for case in cases
        ]
        for case, pairs in waiting:
            yield case, [pair.result() for pair in pairs]


def _when(case: DemoCase, number: int) -> _Told:
    now = utc_now().replace(minute=17, second=0, microsecond=0)
    if case.consent is ConsentWanted.EXPIRED:
        published_at = now - timedelta(days=380)
        ends_at = now - timedelta(days=12)
    else:
        published_at = now - timedelta(days=5 + 9 * number)
        ends_at = now + (timedelta(days=20) if case.consent is ConsentWanted.EXPIRING else _YEAR)
    return _Told(
        opened_at=published_at - timedelta(days=3),
        signed_at=published_at - timedelta(days=2),
        published_at=published_at,
        ends_at=ends_at,
    )


def _tell(
    runtime: Runtime, case: DemoCase, drawn: Sequence[tuple[bytes, bytes]], told: _Told
) -> None:
    case_id = _open(runtime, case, told)
    _add_pairs(runtime, case, case_id, drawn, told)
    if case.consent is ConsentWanted.MISSING:
        _make_pictures(runtime, case_id)
        signing.ask(runtime, case_id)
        return
    if case.consent is ConsentWanted.ON_SCREEN:
        signing.sign_on_screen(runtime, case_id, _signer(case))
        _make_pictures(runtime, case_id)
        with runtime.unit_of_work(OPERATOR) as uow:
            publish_case(uow, case_id, _WEBSITE)
        return
    with runtime.unit_of_work(OPERATOR, at=told.signed_at + timedelta(hours=1)) as uow:
        consent = record_consent(uow, case_id, _terms(case, told), Evidence(_scan(case)))
    _make_pictures(runtime, case_id)  # after the consent, which says what files may tell
    if case.stage is StageWanted.PUBLISHED:
        with runtime.unit_of_work(OPERATOR, at=told.published_at) as uow:
            publish_case(uow, case_id, _WEBSITE)
    if case.consent is ConsentWanted.WITHDRAWN:
        with runtime.unit_of_work(OPERATOR, at=told.published_at) as uow:
            place_case(uow, case_id, POST_CHANNEL, "https://social.example/p/demo", None)
        with runtime.unit_of_work(OPERATOR) as uow:
            withdraw_consent(uow, consent.id, "The patient asked at her follow-up visit.")


def _make_pictures(runtime: Runtime, case_id: str) -> None:
    """Render here what no worker has begun, and wait for what one has."""
    query = select(Job.id).where(
        Job.case_id == case_id, Job.kind == "render_photo", Job.state.in_(("queued", "running"))
    )
    while True:
        drain(runtime)
        with runtime.reading() as session:
            if session.execute(query).first() is None:
                return
        time.sleep(0.1)


def _open(runtime: Runtime, case: DemoCase, told: _Told) -> str:
    facts = CaseFacts(
        chart_ref=case.chart_ref,
        title=case.title,
        procedures=case.procedures,
        area=case.area,
        is_adult_at_capture=True,
        laterality=case.laterality,
        sessions=case.sessions,
        provider=case.provider,
        story=case.story,
        age_band=case.age_band,
        gender=case.gender,
        skin_type=case.skin_type,
    )
    with runtime.unit_of_work(OPERATOR, at=told.opened_at) as uow:
        return open_case(uow, facts).id


def _add_pairs(
    runtime: Runtime,
    case: DemoCase,
    case_id: str,
    drawn: Sequence[tuple[bytes, bytes]],
    told: _Told,
) -> None:
    befores: dict[str, str] = {}
    for pair, (before, after) in zip(case.pairs, drawn, strict=True):
        key = pair.recipe.before_key
        if key not in befores:
            befores[key] = _upload(runtime, case_id, before, ("before", pair.view, None), told)
        place = ("after", pair.view, pair.interval)
        after_id = _upload(runtime, case_id, after, place, told)
        with runtime.unit_of_work(OPERATOR, at=told.opened_at) as uow:
            pair_id = pair_photos(uow, case_id, befores[key], after_id).id
        _align(runtime, pair_id, told)


def _align(runtime: Runtime, pair_id: str, told: _Told) -> None:
    """Apply what registration proposes before any picture is made, so that none is made twice."""
    compare_pair(runtime, pair_id)
    with runtime.unit_of_work(OPERATOR, at=told.opened_at) as uow:
        if alignment_of(uow.get(Pair, pair_id, "pair")).proposal is not None:
            apply_proposal(uow, pair_id)


def _upload(
    runtime: Runtime,
    case_id: str,
    content: bytes,
    place: tuple[str, str, str | None],
    told: _Told,
) -> str:
    role, view, interval = place
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(content)
        file.flush()
        upload = PhotoUpload(Path(file.name), role, view, interval, "none_apparent")
        with runtime.unit_of_work(OPERATOR, at=told.opened_at) as uow:
            return add_photo(uow, case_id, upload).id


def _terms(case: DemoCase, told: _Told) -> ConsentTerms:
    website = "deny" if case.consent is ConsentWanted.OFFICE_ONLY else "permit"
    scopes = [ScopeTerms(channel="in_office", decision="permit")]
    scopes += [ScopeTerms(channel=channel, decision=website) for channel in _WEBSITE]
    if case.consent is ConsentWanted.WITHDRAWN:
        scopes.append(ScopeTerms(channel=POST_CHANNEL, decision="permit"))
    return ConsentTerms(
        signer_name=_signer(case),
        signed_at=told.signed_at,
        expires_on=told.ends_at.date(),
        scopes=tuple(scopes),
        demographics_allowed=_told_of(case),
        future_photos=False,
        purposes=("To show results of the named procedure",),
    )


def _told_of(case: DemoCase) -> tuple[str, ...]:
    """Let an expired consent tell nothing: its files are made today, when it holds no longer."""
    is_over = case.consent is ConsentWanted.EXPIRED
    return () if is_over else ("age_band", "gender", "skin_type")


def _signer(case: DemoCase) -> str:
    return f"Demo Person {case.chart_ref}"


def _scan(case: DemoCase) -> bytes:
    """Return a picture that stands for the scan of the signed form."""
    sheet = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((120, 140), "Photo release (demo)", fill="black", font=ImageFont.load_default(48))
    draw.text((120, 240), case.chart_ref, fill="black", font=ImageFont.load_default(32))
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
