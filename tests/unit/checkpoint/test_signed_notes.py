"""The form of a signed note, by the vectors of Go's sumdb/note and of the C2SP specification."""

import base64

import pytest

from gallery.checkpoint import SigningKey, VerifierKey, open_text
from gallery.errors import InvalidInput

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_SIGNED = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_SIGNED = (
    "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLo"
    "x33WWd1RvMc+QQ=\n"
)
SPECIFIED = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFIED_NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXp"
    "pzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def keys(*texts: str) -> tuple[VerifierKey, ...]:
    return tuple(VerifierKey.parse(text) for text in texts)


def test_signing_gives_the_published_bytes() -> None:
    key = SigningKey("PeterNeumann", PETER_SEED)
    assert str(key.verifier) == PETER
    assert key.sign_text(TEXT) == f"{TEXT}\n{PETER_SIGNED}"


@pytest.mark.parametrize(
    ("note", "key", "text"),
    [
        (f"{TEXT}\n{PETER_SIGNED}", PETER, TEXT),
        (f"{TEXT}\n{PETER_SIGNED}{ENOCH_SIGNED}", ENOCH, TEXT),
        (f"{TEXT}\n{ENOCH_SIGNED}{PETER_SIGNED}", PETER, TEXT),
        (SPECIFIED_NOTE, SPECIFIED, "This is an example message.\n"),
    ],
)
def test_published_notes_open(note: str, key: str, text: str) -> None:
    assert open_text(note, keys(key)) == (text, VerifierKey.parse(key))


def test_a_signature_of_an_unknown_key_counts_for_nothing() -> None:
    with pytest.raises(InvalidInput, match="no key that is trusted"):
        open_text(f"{TEXT}\n{ENOCH_SIGNED}", keys(PETER))


def test_a_wrong_signature_of_a_trusted_key_spoils_the_note_though_another_fits() -> None:
    wrong = PETER_SIGNED[:60] + "ABCD" + PETER_SIGNED[60:]
    with pytest.raises(InvalidInput, match="altered"):
        open_text(f"{TEXT}\n{ENOCH_SIGNED}{wrong}", keys(PETER, ENOCH))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n{PETER_SIGNED[:-1]}",
        f"\x01{TEXT}\n{PETER_SIGNED}",
        f"{TEXT}\n{PETER_SIGNED}Unexpected line.\n",
        f"{TEXT}\n{PETER_SIGNED}\n",
        f"{TEXT}\n{PETER_SIGNED.replace('PeterNeumann', 'Bad Name')}",
        f"{TEXT}\n{PETER_SIGNED.replace(chr(0x2014), '-')}",
        f"{TEXT}\n{PETER_SIGNED * 101}",
        f"{TEXT}\n\u2014 PeterNeumann x08go\n",
        f"{TEXT}\n{PETER_SIGNED}".replace("\n", "\r\n"),
        f"{TEXT.replace('answer', 'Answer')}\n{PETER_SIGNED}",
        "x" * 1_000_000 + f"\n\n{PETER_SIGNED}",
    ],
)
def test_a_damaged_note_is_refused(note: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_text(note, keys(PETER))
    assert caught.value.code == "checkpoint_rejected"


def test_no_part_of_a_verifier_key_is_a_key() -> None:
    parts = {
        PETER[start:end] for start in range(len(PETER)) for end in range(start + 1, len(PETER) + 1)
    }
    for part in parts - {PETER}:
        with pytest.raises(InvalidInput):
            VerifierKey.parse(part)


@pytest.mark.parametrize("place", range(len(PETER)))
def test_a_verifier_key_changed_by_one_letter_is_refused(place: int) -> None:
    changed = PETER[:place] + chr(ord(PETER[place]) + 1) + PETER[place + 1 :]
    with pytest.raises(InvalidInput) as caught:
        VerifierKey.parse(changed)
    assert caught.value.code == "verifier_key_invalid"


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_key_of_another_length_or_algorithm_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput):
        VerifierKey.parse(key)
