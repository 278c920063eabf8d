"""The reminding: what is due is made, and told by e-mail where a server is set; each once, whoever runs it."""

from datetime import date, datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

import structlog

from ocop.services.mails import Mailer
from ocop.services.reminder_words import mail_words
from ocop.services.reminders import claim_mails, make_reminders, unclaim_mail
from ocop.services.work import unit_of_work

log = structlog.get_logger(__name__)


def remind(now: datetime, today: date, *, base_url: str, mailer: Mailer | None) -> tuple[list[dict[str, Any]], int]:
    """Make what is due and mail what can be mailed; return what was made and how many e-mails were taken."""
    with unit_of_work():
        made = make_reminders(now, today, base_url=base_url)
    sent = _mail(now, today, base_url, mailer) if mailer else 0
    log.info("reminded", made=len(made), mailed=sent)
    return made, sent


def _mail(now: datetime, today: date, base_url: str, mailer: Mailer) -> int:
    with unit_of_work():
        claimed = claim_mails(now, today, base_url=base_url)
    sent = 0
    for place, (reminder_id, row) in enumerate(claimed):
        try:
            mailer.send(row["email"], *mail_words(row))
            sent += 1
        except (SMTPDataError, SMTPRecipientsRefused, ValueError) as fault:
            # One address may be refused and the next taken; the server's own words hold addresses.
            log.warning("mail-refused", kind=type(fault).__name__)
            with unit_of_work():
                unclaim_mail(reminder_id)
        except OSError as fault:
            log.warning("mail-server-away", kind=type(fault).__name__)
            with unit_of_work():
                for left, _ in claimed[place:]:
                    unclaim_mail(left)
            break
    return sent
