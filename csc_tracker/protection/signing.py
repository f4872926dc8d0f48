"""Signatures that whoever owns the database cannot make: Ed25519, with a key that only the service is given.

The key comes from the environment (CSC_SIGNING_KEY or CSC_SIGNING_KEY_FILE) and is never in the database. Its public
half only verifies, so it can be given to auditors, and it is all that is kept of an earlier key
(CSC_SIGNING_PUBLIC_KEYS).

A signature is a line of text, “ed25519:KEY:SIGNATURE”: KEY is the short id of the key, SIGNATURE the 64 bytes in
base64 for addresses. What is signed is “csc-tracker”, the purpose and the data, with a zero byte between, so that a
signature for one purpose is none for another.
"""

import hashlib
from base64 import b64decode, urlsafe_b64encode
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

ALGORITHM = "ed25519"
# Bytes of a key, secret or public.
KEY_SIZE = 32
# Characters of a signature as it is kept; a column for one has room for these.
LONGEST = 120


class Signed(StrEnum):
    """What a signature says of the data that it stands beside."""

    VALID = "signed"
    OTHER_KEY = "signed with a key that is not here"
    INVALID = "not signed by this key"
    NOT_SIGNED = "not signed"


def sign(data: bytes, purpose: str = "") -> str:
    """The signature of the data with the service's key.

    `purpose` says what the data is, such as “frozen position”; `verify` needs the same.
    """
    secret = _secret_key(settings.SIGNING_KEY)
    return f"{ALGORITHM}:{_id_of(secret.public_key())}:{_text(secret.sign(_message(data, purpose)))}"


def verify(data: bytes, signature: str, purpose: str = "") -> Signed:
    """What the signature says of the data, by the service's own key and the earlier ones that it accepts.

    Anything may be given as a signature; what is none is INVALID, and an empty text is NOT_SIGNED.
    """
    if not signature:
        return Signed.NOT_SIGNED
    algorithm, _, rest = signature.partition(":")
    name, _, text = rest.partition(":")
    if algorithm != ALGORITHM or not name or not text:
        return Signed.INVALID
    key = _public_keys(settings.SIGNING_KEY, tuple(settings.SIGNING_PUBLIC_KEYS)).get(name)
    if key is None:
        return Signed.OTHER_KEY
    try:
        key.verify(bytes_of(text), _message(data, purpose))
    except (InvalidSignature, ValueError):
        return Signed.INVALID
    return Signed.VALID


def key_of(signature: str) -> str:
    """The short id of the key that a signature says it was made with; empty where it says none."""
    return signature.partition(":")[2].partition(":")[0]


def public_keys() -> dict[str, str]:
    """The public keys that are accepted, by their short id: the service's own first, then the earlier ones."""
    keys = _public_keys(settings.SIGNING_KEY, tuple(settings.SIGNING_PUBLIC_KEYS))
    return {name: _text(key.public_bytes_raw()) for name, key in keys.items()}


def bytes_of(text: str) -> bytes:
    """The bytes of a text in base64, with or without its padding; ValueError where it is none."""
    text = text.strip().rstrip("=")
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def is_key(text: str) -> bool:
    """Whether a text can be a key, secret or public: 32 bytes in base64."""
    try:
        return len(bytes_of(text)) == KEY_SIZE
    except ValueError:
        return False


def _message(data: bytes, purpose: str) -> bytes:
    return b"\0".join([b"csc-tracker", purpose.encode(), data])


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _id_of(key: Ed25519PublicKey) -> str:
    """Twelve characters by which a key is known: the beginning of its sha256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:12]


@lru_cache(maxsize=4)
def _secret_key(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes_of(text))


@lru_cache(maxsize=4)
def _public_keys(own: str, earlier: tuple[str, ...]) -> dict[str, Ed25519PublicKey]:
    keys = [_secret_key(own).public_key(), *(Ed25519PublicKey.from_public_bytes(bytes_of(text)) for text in earlier)]
    return {_id_of(key): key for key in keys}
