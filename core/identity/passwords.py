"""Password policy and hashes (bcrypt, as streamlit-authenticator checks them)."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

import bcrypt

from core.kit.errors import Invalid
from core.kit.i18n import N_

MIN_LENGTH = 10
MAX_BYTES = 72  # what bcrypt reads
ROUNDS = 12
COMMON = frozenset({"password", "1234567890", "qwertyuiop", "selfmastery", "administrator"})


def check_policy(password: str, *, username: str = "") -> None:
    """Raise Invalid unless the password is long, not common and not the user's name."""
    lowered = password.lower()
    too_plain = lowered in COMMON or len(set(password)) < 4  # noqa: PLR2004
    if len(password) < MIN_LENGTH or len(_bytes(password)) > MAX_BYTES:
        message = N_("Use 10 to 72 characters.")
    elif too_plain or (username and username.lower() in lowered):
        message = N_("This password is too easy to guess. Choose another.")
    else:
        return
    raise Invalid("password.weak", message, fields={"password": message})


def _bytes(password: str) -> bytes:
    return password.encode(errors="surrogatepass")


def hash_password(password: str) -> str:
    """A salted bcrypt hash."""
    return bcrypt.hashpw(_bytes(password), bcrypt.gensalt(ROUNDS)).decode()


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether the password fits. Takes the same time when there is no such user."""
    given = _bytes(password)[:MAX_BYTES]
    fits = bcrypt.checkpw(given, (hashed or _dummy_hash()).encode())
    return fits and hashed is not None


@cache
def _dummy_hash() -> str:
    return hash_password(secrets.token_urlsafe(16))


def new_secret() -> str:
    """A random secret for sessions, tickets and tokens."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What the database keeps of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
