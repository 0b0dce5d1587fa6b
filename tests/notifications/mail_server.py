"""A real SMTP server on this machine that takes, refuses, dawdles or hangs up, as told."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

OK = "250 taken"
Answer = Callable[[str], str]


@dataclass
class Post:
    """What arrived, and how the server behaves: `answer` to each recipient and to each mail."""

    mails: list[EmailMessage] = field(default_factory=list)
    to_recipient: Answer = lambda _: OK
    to_mail: Answer = lambda _: OK
    slow: float = 0.0  # seconds before the last word
    lock: Lock = field(default_factory=Lock)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipient(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.slow)
        answer = self.to_mail(envelope.rcpt_tos[0])
        if answer == OK:
            content = envelope.content
            assert isinstance(content, bytes)
            made = message_from_bytes(content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            with self.lock:
                self.mails.append(made)
        return answer

    @property
    def keys(self) -> Counter[str]:
        """Message-ID -> how often it was taken."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_password(*given: Any) -> AuthResult:
    """Only user "mailer" with "s3cret" comes in."""
    login = given[-1]
    good = isinstance(login, LoginPassword) and (login.login, login.password) == (
        b"mailer",
        b"s3cret",
    )
    return AuthResult(success=good, handled=good)


def protected(folder: Path, security: str) -> dict[str, Any]:
    """Options of a server with a certificate of its own, left in `folder` as mail.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "mail.pem", folder / "mail.key"
    pem.write_bytes(certificate.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    if security == "tls":
        return {"ssl_context": context}
    return {"tls_context": context, "require_starttls": True}


@contextmanager
def serving(post: Post, port: int, **options: Any) -> Iterator[Controller]:
    """The server while the block runs."""
    controller = Controller(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop(no_assert=True)
