"""Encryption at rest of account and phone numbers: AES-256-GCM, keyed from the secret key."""

from __future__ import annotations

import base64
import binascii
import os
from functools import cache
from typing import TYPE_CHECKING

import structlog

from core.kit.errors import Unavailable
from core.kit.i18n import N_
from core.kit.settings import get_settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PURPOSE = b"selfmastery/fields/1"
PREFIX = "v1."
NONCE_BYTES = 12
TAIL = 4
log = structlog.get_logger(__name__)


def encrypt(text: str) -> str:
    """`text` as a token for the database; equal texts give different tokens."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(get_settings().key()).encrypt(nonce, text.encode(), PURPOSE)
    return PREFIX + base64.urlsafe_b64encode(nonce + sealed).decode()


def decrypt(token: str) -> str:
    """The text of a token. Raises Unavailable when it was made with another key or altered."""
    from cryptography.exceptions import InvalidTag

    try:
        raw = base64.urlsafe_b64decode(token.removeprefix(PREFIX))
        cipher = _cipher(get_settings().key())
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], PURPOSE).decode()
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise Unavailable(
            "crypto.wrong_key",
            N_("This was encrypted with another secret key. Restore the key of this company."),
        ) from error


def tail_of(text: str | None) -> str | None:
    """The last characters of a number, enough to tell it from others."""
    plain = normalise_number(text or "")
    return plain[-TAIL:] or None


def decrypted(token: str | None) -> str | None:
    """As `decrypt`, but None where there is no token or the key does not fit, so that one
    unreadable number does not close a whole list."""
    if token is None:
        return None
    try:
        return decrypt(token)
    except Unavailable:
        log.warning("number_not_readable")
        return None


def normalise_number(text: str) -> str:
    """A number without blanks and dashes, letters in capitals."""
    return "".join(text.split()).replace("-", "").upper()


@cache
def _cipher(secret: str) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return AESGCM(derived.derive(secret.encode()))
