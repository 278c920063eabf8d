"""The mailing of notices: each once, whoever runs it; what does not go out is tried again."""

from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused

import structlog

from ocop.services.mails import Mailer
from ocop.services.notices import claim_notice_mails, unclaim_notice_mail
from ocop.services.work import unit_of_work

log = structlog.get_logger(__name__)


def mail_notices(now: datetime, mailer: Mailer | None) -> int:
    """Send what waits to be sent; return how many e-mails were taken."""
    if mailer is None:
        return 0
    with unit_of_work():
        claimed = claim_notice_mails(now)
    sent = 0
    for place, (notice_id, email, title, text) in enumerate(claimed):
        try:
            mailer.send(email, title, text)
            sent += 1
        except (SMTPDataError, SMTPRecipientsRefused, ValueError) as fault:
            log.warning("mail-refused", kind=type(fault).__name__)
            _unclaim([notice_id])
        except OSError as fault:
            log.warning("mail-server-away", kind=type(fault).__name__)
            _unclaim([one[0] for one in claimed[place:]])
            break
    return sent


def _unclaim(notice_ids: list[str]) -> None:
    with unit_of_work():
        for one in notice_ids:
            unclaim_notice_mail(one)
