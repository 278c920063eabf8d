"""E-mail, where the operator has set a server; nothing ever waits for it or fails with it."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from ocop.domain.refusals import RuleBroken

#: Seconds that a server has to answer.
PATIENCE = 10


@dataclass(frozen=True)
class Mailer:
    """A server that takes mail: `smtp://`, `smtps://` (TLS from the start) or `smtp+starttls://`."""

    scheme: str
    host: str
    port: int
    name: str
    password: str
    sender: str

    def send(self, to: str, title: str, text: str) -> None:
        """Hand one message over. Raises OSError or SMTPException where the server does not take it."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, title
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        with self._opened() as server:
            if self.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if self.name:
                server.login(self.name, self.password)
            server.send_message(message)

    def _opened(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=PATIENCE)


_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


def mailer_of(url: str, sender: str) -> Mailer | None:
    """Return the mailer of the settings, or None where no server is set.

    Raises RuleBroken `setting-malformed` for an address that is none, or a server without a sender.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as fault:
        raise _malformed("OCOP_SMTP_URL") from fault
    if not parts.hostname:
        raise _malformed("OCOP_SMTP_URL")
    if "@" not in sender or "\n" in sender:
        raise _malformed("OCOP_MAIL_FROM")
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mailer(parts.scheme, parts.hostname, port, name, password, sender)


def _malformed(name: str) -> RuleBroken:
    return RuleBroken(
        "setting-malformed", "%(text)s cần có dạng smtp://máy:cổng, và OCOP_MAIL_FROM là địa chỉ gửi.", text=name
    )
