"""Roles, the groups they belong to, and the default-deny table of acts."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique

Group = Literal["INV", "VCO", "ETH", "ALT", "AAP", "STAT", "CUST"]
Lane = Literal["allegation", "retaliation", "assistance", "identity"]
Action = Literal[
    "message",
    "question",
    "status",
    "note",
    "assign",
    "category",
    "assessment",
    "task",
    "task-state",
    "plan-step",
    "outcome",
    "approve",
    "send-back",
    "review",
    "stage",
    "assistance",
    "episode",
    "episode-step",
    "consent",
    "consent-withdraw",
    "assistance-approve",
    "contact",
    "handover",
    "child-alert",
    "best-interest",
    "plan-shown",
    "referral",
    "referral-step",
    "packet",
    "followup",
    "gap",
    "contact-notice",
    "notice-seen",
    "safety-moment-ahead",
    "safety-acknowledged",
    "subject-notified",
    "unsuitable-entry",
    "recuse",
    "decline",
    "grant",
    "grant-approval",
    "conflict-declaration",
    "conflict-clearance",
    "identity-request",
    "identity-share",
    "identity-opened",
    "withdraw",
    "rotate",
    "removal",
    "adopt",
    "hold",
    "release",
    "destroy",
    "exported",
]
# Not acts in a case: keeping the directory of services, and showing its public part to everybody.
Duty = Literal["directory", "publish-directory"]
LANE_NUMBERS: dict[str, int] = {"allegation": 1, "retaliation": 2, "assistance": 3, "identity": 4}
COORDINATION = 5
# Whoever may hold a lane may give it up and must say whether they stand in conflict: neither takes anything.
OF_EVERY_HOLDER = frozenset({"decline", "conflict-declaration"})


@dataclass(frozen=True)
class Role:
    """One role. `OF_EVERY_HOLDER` are acts of every role with a lane, listed or not."""

    id: str
    label: str
    shown_as: str
    group: Group
    lanes: tuple[Lane, ...]
    actions: tuple[Action, ...]
    oversees: bool = False
    receives_reports: bool = True
    duties: tuple[Duty, ...] = ()

    def may(self, action: str, lane: int) -> bool:
        """Whether an act counts in a lane (1 to 5). Coordination is shared by all who act in some lane."""
        if action in OF_EVERY_HOLDER:
            return bool(self.lanes)
        if action not in self.actions:
            return False
        return lane == COORDINATION or lane in {LANE_NUMBERS[name] for name in self.lanes}


@dataclass(frozen=True)
class Roles:
    """All roles, and the pairs of lanes that never meet in one hand."""

    policy: Header
    separate: tuple[tuple[Lane, ...], ...]
    roles: tuple[Role, ...]

    def __post_init__(self) -> None:
        unique("roles", tuple(role.id for role in self.roles))
        for role in self.roles:
            for pair in self.separate:
                if set(pair) <= set(role.lanes):
                    raise InvalidValueError(
                        "roles", f"{role.id!r} holds {' and '.join(pair)}; give one of them up"
                    )
        if not any(role.oversees for role in self.roles):
            raise InvalidValueError(
                "roles", "one role must have oversees = true: someone must watch the others"
            )

    def role(self, role_id: str) -> Role | None:
        """Look a role up; `None` where it is unknown."""
        return next((role for role in self.roles if role.id == role_id), None)

    def may(self, role_id: str, action: str, lane: int) -> bool:
        """The table, read with default deny: unknown role, unknown act or foreign lane is a no."""
        role = self.role(role_id)
        return role is not None and role.may(action, lane)

    def has_duty(self, role_id: str, duty: Duty) -> bool:
        """Whether a role does this outside cases; an unknown role does nothing."""
        role = self.role(role_id)
        return role is not None and duty in role.duties
