"""Sending mail: the standard library's SMTP, in a thread."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from luopan.kit.process import SetupError

TIMEOUT_SECONDS = 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailServer:
    """A mail server as `LUOPAN_SMTP_URL` names it: `smtp://` takes STARTTLS where offered, `smtps://` is TLS from the start."""

    host: str
    port: int
    is_tls: bool
    sender: str
    user: str | None
    password: str | None

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hands one plain-text mail over. Raises what `smtplib` raises where the server does not take it."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message.set_content(text)
        await asyncio.to_thread(self._send, message)

    def _send(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
            if self.is_tls
            else smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        ) as connection:
            connection.ehlo()
            is_private = self.is_tls or self.host in LOOPBACK
            if not self.is_tls and connection.has_extn("starttls"):
                connection.starttls(context=context)
                is_private = True
            if self.user is not None:
                if not is_private:
                    raise smtplib.SMTPNotSupportedError("The mail server offers no TLS: the password is not sent.")
                connection.login(self.user, self.password or "")
            connection.send_message(message)


def read_smtp_url(url: str) -> MailServer:
    """The server of `smtp://user:password@host:587?from=…`. Raises SetupError where that is no such address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in ("smtp", "smtps") or not host:
        raise SetupError("LUOPAN_SMTP_URL is not an address such as smtp://user:password@host:587?from=luopan@host.")
    is_tls = parts.scheme == "smtps"
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    sender = parse_qs(parts.query).get("from", [user if user and "@" in user else f"luopan@{host}"])[0]
    return MailServer(host, port or (465 if is_tls else 587), is_tls, sender, user, password)
