"""One conversation with a mail server. Errors say what they mean for the mail and the channel."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

import structlog

from core.notifications.channels.email.compose import compose
from core.notifications.channels.email.settings import EmailRow, Security, is_address
from core.notifications.channels.link import Broken, Down, Later, Mail, Refused

log = structlog.get_logger(__name__)

TIMEOUT = 20.0  # seconds without a word of the server
GOOD_BYE = 2.0
LIMIT = 60.0  # seconds a whole mail may take, whatever trickles in
OK, FORWARDED, CLOSING, REJECTED = 250, 251, 421, 500


class SmtpLink:
    """A connection that is greeted and signed in. Raises Down when that fails."""

    def __init__(
        self, settings: EmailRow, password: str, *, timeout: float = TIMEOUT, limit: float = LIMIT
    ) -> None:
        self._settings = settings
        self._limit = limit
        self._smtp: smtplib.SMTP | None = None
        try:
            with self._in_time():
                self._smtp = self._connect(timeout)
                self._greet(self._smtp, password)
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise Down(_words(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            raise Down(_named(error)) from error

    def _connect(self, timeout: float) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.port
        name = self._settings.sender.rpartition("@")[2] or "localhost"
        if self._settings.security is Security.TLS:
            return smtplib.SMTP_SSL(
                host, port, local_hostname=name, timeout=timeout, context=_trust()
            )
        return smtplib.SMTP(host, port, local_hostname=name, timeout=timeout)

    def _greet(self, smtp: smtplib.SMTP, password: str) -> None:
        if self._settings.security is Security.STARTTLS:
            smtp.starttls(context=_trust())
        if self._settings.username:
            smtp.login(self._settings.username, password)
        smtp.ehlo_or_helo_if_needed()

    def send(self, mail: Mail) -> None:
        """Hand in one mail. Raises Refused, Later, Broken, Down."""
        smtp = self._smtp
        if smtp is None:
            raise Broken("closed")
        data = _composed(mail, self._settings)
        with self._in_time():
            self._address(smtp, mail.address)
            self._hand_in(smtp, data)

    def _address(self, smtp: smtplib.SMTP, address: str) -> None:
        try:
            sender = smtp.mail(self._settings.sender)
            if sender[0] != OK:
                _not_taken(smtp, sender, Down)
            recipient = smtp.rcpt(address)
            if recipient[0] not in {OK, FORWARDED}:
                _not_taken(smtp, recipient, Refused)
        except UnicodeError as error:
            raise Refused(_named(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Broken(_named(error)) from error

    def _hand_in(self, smtp: smtplib.SMTP, data: bytes) -> None:
        try:
            answer = smtp.data(data)
        except smtplib.SMTPDataError as error:
            answer = (error.smtp_code, _bytes(error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            raise Broken(_named(error), uncertain=True) from error
        if answer[0] != OK:
            _not_taken(smtp, answer, Refused)

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Break the connection when all together takes too long, although words come."""
        watch = Timer(self._limit, self._break)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _break(self) -> None:
        if self._smtp is not None and self._smtp.sock is not None:
            with suppress(OSError):
                self._smtp.sock.shutdown(socket.SHUT_RDWR)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()

    def close(self) -> None:
        """Say good-bye; never raises."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(GOOD_BYE)
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _not_taken(
    smtp: smtplib.SMTP, answer: tuple[int, bytes], permanent: type[Refused] | type[Down]
) -> None:
    """Raise what an answer means: the server closes, never, or not now."""
    code, reason = answer[0], _words(*answer)
    if code == CLOSING or code < 0:
        raise Broken(reason)
    try:
        smtp.rset()
    except (OSError, smtplib.SMTPException) as error:
        raise Broken(f"{reason}; {_named(error)}") from error
    raise permanent(reason) if code >= REJECTED else Later(reason)


def _trust() -> ssl.SSLContext:
    """The machine's certificate authorities; SSL_CERT_FILE may name others."""
    return ssl.create_default_context()


def _composed(mail: Mail, settings: EmailRow) -> bytes:
    if not is_address(mail.address):
        raise Refused(f"no mail address: {mail.address[:100]}")
    try:
        return compose(mail, settings)
    except Exception as error:  # one that cannot be written keeps no other waiting
        log.exception("mail_not_composed", key=mail.key)
        raise Refused(_named(error)) from error


def _words(code: int, reason: bytes | str) -> str:
    return f"{code} {_bytes(reason).decode('utf-8', 'replace')}"


def _bytes(reason: bytes | str) -> bytes:
    return reason if isinstance(reason, bytes) else reason.encode()


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
