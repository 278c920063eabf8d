"""Accounts: roles, who acts, and what a role may reach at all."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What an account is for."""

    PRODUCER = "producer"
    COMMUNE = "commune"
    PROVINCE = "province"
    MINISTRY = "ministry"
    ASSESSOR = "assessor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


#: What people read for each role.
ROLE_WORDS = {
    Role.PRODUCER: "Chủ thể",
    Role.COMMUNE: "Cán bộ xã",
    Role.PROVINCE: "Cán bộ tỉnh",
    Role.MINISTRY: "Cán bộ Bộ",
    Role.ASSESSOR: "Thành viên hội đồng",
    Role.AUDITOR: "Kiểm toán",
    Role.ADMINISTRATOR: "Quản trị",
}
#: Roles that belong to an administrative unit (the Ministry's is the whole country).
UNIT_ROLES = (Role.COMMUNE, Role.PROVINCE, Role.ASSESSOR)
#: Roles of the office rooms.
OFFICE_ROLES = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.ASSESSOR, Role.AUDITOR, Role.ADMINISTRATOR)


class Scope(StrEnum):
    """What an API token may be limited to; a token without scopes has its user's rights."""

    READ = "read"
    SUBJECTS = "subjects"
    PRODUCTS = "products"
    LOTS = "lots"
    DECISIONS = "decisions"
    LABELS = "labels"
    DOSSIERS = "dossiers"
    TRACES = "traces"


@dataclass(frozen=True)
class Actor:
    """Who asks: a person's account, or the operator at the terminal.

    `unit_id` is the office of a commune, province or assessor; `subject_id` the subject that a producer
    acts for. `scopes` None means no limit beyond the role.
    """

    id: str
    name: str
    role: Role
    subject_id: str | None = None
    unit_id: str | None = None
    scopes: frozenset[str] | None = field(default=None)

    def allows(self, scope: Scope) -> bool:
        """Tell whether the actor's token, if it has scopes, includes one."""
        return self.scopes is None or scope in self.scopes


#: Who acts when the operator runs a command on the machine itself.
OPERATOR = Actor(id="operator", name="operator", role=Role.ADMINISTRATOR)
