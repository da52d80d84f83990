"""Values that the vault encrypted, in every place that has them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from gallery.actions.signer_names import index_names
from gallery.models import Case, ConsentRecord, IdempotencyRecord, Site, Subject
from gallery.runtime import OPERATOR, Runtime
from gallery.vault import Vault

OLD, NEW = "data-key-that-only-the-tests-use!!", "newer-key-that-only-the-tests-use!"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def with_keys(runtime: Runtime, data_key: str, *retired: str) -> Runtime:
    """Return the installation as a process sees it that was started with these keys."""
    settings = replace(runtime.settings, data_key=data_key, data_keys_retired=retired)
    return replace(runtime, settings=settings, vault=Vault(data_key, retired))


def add_subjects(runtime: Runtime, count: int, prefix: str = "Chart") -> None:
    """Store subjects; the vault of ``runtime`` encrypts their chart references."""
    vault = runtime.vault
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.session.add_all(
            Subject(
                chart_ref_encrypted=vault.encrypt(f"{prefix} {number}"),
                chart_ref_index=vault.index(f"{prefix} {number}"),
                created_at=NOW,
            )
            for number in range(count)
        )


def add_one_of_each(runtime: Runtime) -> None:
    """Store a consent, a site and a remembered answer, each with encrypted values."""
    vault = runtime.vault
    with runtime.unit_of_work(OPERATOR) as uow:
        subject = Subject(
            chart_ref_encrypted=vault.encrypt("A 1"),
            chart_ref_index=vault.index("A 1"),
            created_at=NOW,
        )
        uow.session.add(subject)
        uow.session.flush()
        case = _case(subject)
        uow.session.add(case)
        uow.session.flush()
        consent = _consent(vault, subject, case)
        uow.session.add(consent)
        uow.session.flush()
        index_names(uow.session, vault, consent.id)
        site = uow.get(Site, "website", "site")
        site.webhook_secret_encrypted = vault.encrypt("secret")
        uow.session.add(
            IdempotencyRecord(
                key_hash="k" * 64,
                request_hash="r" * 64,
                status=200,
                body={"sealed": vault.encrypt("{}")},
                created_at=NOW,
            )
        )


def _case(subject: Subject) -> Case:
    return Case(
        slug="slug",
        subject_id=subject.id,
        state="draft",
        title="A case",
        area="thighs",
        is_adult_at_capture=True,
        created_at=NOW,
        updated_at=NOW,
    )


def _consent(vault: Vault, subject: Subject, case: Case) -> ConsentRecord:
    return ConsentRecord(
        receipt_id="receipt",
        case_id=case.id,
        subject_id=subject.id,
        template="t",
        template_version="1",
        language="en",
        jurisdiction="us-ca",
        terms={},
        covers_future_photos=True,
        signature_method="paper",
        signer_name_encrypted=vault.encrypt("Signer"),
        witness_encrypted=vault.encrypt("Witness"),
        authority_encrypted=vault.encrypt("Mother"),
        parties_key_encrypted=vault.encrypt("00" * 32),
        signed_at=NOW,
        effective_from=NOW,
        expires_on=date(2030, 1, 1),
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        recorded_at=NOW,
        recorded_by="operator",
    )
