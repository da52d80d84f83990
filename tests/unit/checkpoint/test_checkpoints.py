import base64
from datetime import UTC, datetime

import pytest

from gallery.checkpoint import Checkpoint, SigningKey, VerifierKey, open_note, sign
from gallery.errors import ConfigurationError, InvalidInput

KEY = SigningKey.derive("ledger-key-that-only-the-tests-use")
NAME = KEY.verifier.name
CHECKPOINT = Checkpoint(57, "ab" * 32, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
HASH_LINE = base64.b64encode(b"\xab" * 32).decode()


def test_a_checkpoint_is_the_text_of_a_transparency_log_and_its_signature() -> None:
    lines = sign(CHECKPOINT, KEY).split("\n")
    assert lines[:5] == [NAME, "57", HASH_LINE, "time 2026-03-04T05:06:07Z", ""]
    assert lines[5].startswith(f"\u2014 {NAME} ")
    assert lines[6:] == [""]


def test_what_was_signed_comes_back() -> None:
    assert open_note(sign(CHECKPOINT, KEY), [KEY.verifier]) == CHECKPOINT


def test_the_verifier_key_survives_being_written_down() -> None:
    assert VerifierKey.parse(f" {KEY.verifier}\n") == KEY.verifier


def test_a_key_is_the_same_each_time_and_another_for_another_secret() -> None:
    assert SigningKey.derive("ledger-key-that-only-the-tests-use").verifier == KEY.verifier
    assert SigningKey.derive("another-ledger-key-of-the-tests!!!").verifier.name != NAME


def test_without_a_ledger_key_the_reader_is_told_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="GALLERY_LEDGER_KEY") as caught:
        SigningKey.derive("")
    assert caught.value.code == "ledger_key_missing"


@pytest.mark.parametrize(("old", "new"), [("57", "56"), ("q6ur", "q6us"), ("2026", "2027")])
def test_an_altered_checkpoint_is_refused(old: str, new: str) -> None:
    note = sign(CHECKPOINT, KEY)
    assert old in note
    with pytest.raises(InvalidInput, match="altered"):
        open_note(note.replace(old, new, 1), [KEY.verifier])


def test_a_checkpoint_of_another_installation_is_refused() -> None:
    stranger = SigningKey.derive("another-ledger-key-of-the-tests!!!")
    with pytest.raises(InvalidInput, match="--key"):
        open_note(sign(CHECKPOINT, stranger), [KEY.verifier])


@pytest.mark.parametrize(
    "lines",
    [
        [NAME],
        [NAME, "57", HASH_LINE],
        ["somebody-else", "57", HASH_LINE, "time 2026-03-04T05:06:07Z"],
        [NAME, "057", HASH_LINE, "time 2026-03-04T05:06:07Z"],
        [NAME, "-1", HASH_LINE, "time 2026-03-04T05:06:07Z"],
        [NAME, "9" * 5000, HASH_LINE, "time 2026-03-04T05:06:07Z"],
        [NAME, "57", "q6ur", "time 2026-03-04T05:06:07Z"],
        [NAME, "57", "not base64", "time 2026-03-04T05:06:07Z"],
        [NAME, "57", HASH_LINE, "time yesterday"],
        [NAME, "57", HASH_LINE, "", "time 2026-03-04T05:06:07Z"],
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(lines: list[str]) -> None:
    note = KEY.sign_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(InvalidInput) as caught:
        open_note(note, [KEY.verifier])
    assert caught.value.code == "checkpoint_rejected"


def test_lines_that_a_later_version_adds_are_passed_over() -> None:
    text = f"{NAME}\n57\n{HASH_LINE}\nsomething new\ntime 2026-03-04T05:06:07Z\n"
    assert open_note(KEY.sign_text(text), [KEY.verifier]) == CHECKPOINT
