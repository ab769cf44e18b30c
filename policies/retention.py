"""How long what is kept."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique

Trigger = Literal["handed-over", "closed", "assistance-closed", "last-need", "never"]


@dataclass(frozen=True)
class RetentionClass:
    """Days from the trigger until destruction is due. Trigger "never": nothing is destroyed silently."""

    id: str
    label: str
    trigger: Trigger
    days: int
    approvers: int = 2

    def __post_init__(self) -> None:
        if (self.days < 1) != (self.trigger == "never"):
            raise InvalidValueError("days", 'must be 1 or more; 0 only with trigger = "never"')
        if self.approvers < 2:  # noqa: PLR2004 — rule E9 of the protocol, not a tunable
            raise InvalidValueError("approvers", "must be 2 or more: nobody destroys alone")


@dataclass(frozen=True)
class Retention:
    """All classes, and the limits in days for holds, backups, a reporter's access and the audit chain."""

    policy: Header
    hold_max_days: int
    backup_days: int
    code_access_days: int
    audit_chain_days: int
    classes: tuple[RetentionClass, ...]

    def __post_init__(self) -> None:
        unique("classes", tuple(one.id for one in self.classes))
        for name in ("hold_max_days", "backup_days", "code_access_days", "audit_chain_days"):
            if getattr(self, name) < 1:
                raise InvalidValueError(name, "must be 1 or more")
