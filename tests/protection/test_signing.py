"""Signatures: what was signed is known, anything else is not, and each answer has its own name."""

from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.test import override_settings

from csc_tracker.protection import signing
from csc_tracker.protection.signing import Signed, sign, verify


def text(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


FIRST, SECOND = text(b"1" * 32), text(b"2" * 32)


@pytest.fixture(autouse=True)
def key(settings):
    settings.SIGNING_KEY, settings.SIGNING_PUBLIC_KEYS = FIRST, []


def test_what_was_signed_is_known():
    assert verify(b"words", sign(b"words")) == Signed.VALID


def test_a_signature_has_room_in_its_column():
    assert len(sign(b"words" * 1000, "some purpose")) <= signing.LONGEST


@pytest.mark.parametrize(
    ("data", "purpose", "spoil"),
    [
        (b"other words", "seal", lambda signature: signature),
        (b"words", "other purpose", lambda signature: signature),
        (b"words", "", lambda signature: signature),
        (b"words", "seal", lambda signature: signature[:-4]),
        (b"words", "seal", lambda signature: signature + "!"),
        (b"words", "seal", lambda signature: signature.replace("ed25519", "none")),
        (b"words", "seal", lambda signature: "ed25519"),
        (b"words", "seal", lambda signature: signature.rpartition(":")[0] + ":" + text(bytes(64))),
        (b"words", "seal", lambda signature: signature.rpartition(":")[0] + ":ü"),
        (b"words", "seal", lambda signature: signature.rpartition(":")[0] + ":"),
    ],
)
def test_anything_else_is_not_signed_by_this_key(data, purpose, spoil):
    # Cut or longer, of another algorithm, of other data or another purpose.
    assert verify(data, spoil(sign(b"words", "seal")), purpose) == Signed.INVALID


def test_a_purpose_is_not_part_of_the_data():
    assert verify(b"b", sign(b"b", "a"), "a") == Signed.VALID
    assert verify(b"a\0b", sign(b"b", "a")) == Signed.INVALID


def test_no_signature_is_said_to_be_none():
    assert verify(b"words", "") == Signed.NOT_SIGNED


def test_an_earlier_key_still_verifies_and_an_unknown_one_is_named():
    signature = sign(b"words")
    [(first, public)] = signing.public_keys().items()
    with override_settings(SIGNING_KEY=SECOND):
        assert verify(b"words", signature) == Signed.OTHER_KEY
        assert signing.key_of(signature) == first
    with override_settings(SIGNING_KEY=SECOND, SIGNING_PUBLIC_KEYS=[public]):
        assert verify(b"words", signature) == Signed.VALID
        assert verify(b"other", signature) == Signed.INVALID
        assert signing.key_of(sign(b"words")) != first
        assert list(signing.public_keys())[1:] == [first]


def test_the_public_key_alone_verifies(capsys):
    """As an auditor can, with any library of Ed25519."""
    signature = sign(b"words", "seal")
    call_command("signing_key")
    name, public, *_ = capsys.readouterr().out.split()
    assert name == signing.key_of(signature)
    key = Ed25519PublicKey.from_public_bytes(signing.bytes_of(public))
    key.verify(signing.bytes_of(signature.rpartition(":")[2]), b"csc-tracker\0seal\0words")


def test_the_command_prints_no_secret(capsys):
    call_command("signing_key")
    assert FIRST not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        (FIRST, True),
        (FIRST + "=", True),
        ("+/" + "A" * 41, True),
        (FIRST[:-2], False),
        ("", False),
        ("ü" * 43, False),
        (text(b"1" * 33), False),
    ],
)
def test_a_key_is_32_bytes_in_base64(words, is_one):
    assert signing.is_key(words) is is_one
