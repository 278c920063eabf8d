"""What each role does in its office: which doors its room has."""

from dataclasses import dataclass

from ocop.domain.accounts import Actor, Role
from ocop.domain.rights import Action, roles_that

#: Who enters subjects and products at a desk, decides, keeps accounts, reads the audit trail.
DESK = (Role.COMMUNE, Role.PROVINCE, Role.ADMINISTRATOR)
DECIDING = (Role.PROVINCE, Role.MINISTRY)
KEEPING = (Role.ADMINISTRATOR, Role.MINISTRY, Role.PROVINCE, Role.COMMUNE)
AUDITING = (Role.AUDITOR, Role.ADMINISTRATOR)
#: Who says what one step up costs, and which days are holidays.
WEIGHING = (Role.PROVINCE, Role.MINISTRY, Role.ADMINISTRATOR)
DATING = (Role.PROVINCE, Role.ADMINISTRATOR)
#: Who reads what buyers report.
REPORTED = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR)
#: Who sees how products of the area are scanned, and who says what a suspicion comes to.
WATCHING = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.AUDITOR)
JUDGING = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY)


@dataclass(frozen=True)
class Duties:
    """What an actor may do in the office, for pages to show no door that would not open."""

    at_desk: bool
    decides: bool
    keeps_users: bool
    audits: bool
    reads_dossiers: bool
    weighs: bool
    sets_days: bool
    reads_reports: bool
    watches: bool
    judges: bool
    recalls: bool


def duties_of(by: Actor) -> Duties:
    """Return the duties of a role."""
    return Duties(
        by.role in DESK, by.role in DECIDING, by.role in KEEPING, by.role in AUDITING,
        by.role in roles_that(Action.READ), by.role in WEIGHING, by.role in DATING,
        by.role in REPORTED, by.role in WATCHING, by.role in JUDGING,
        by.role in roles_that(Action.LIFT_RECALL),
    )  # fmt: skip
