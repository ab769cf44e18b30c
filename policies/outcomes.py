"""How a case can end and what was done about it."""

from dataclasses import dataclass

from policies.errors import InvalidValueError
from policies.header import Header, unique


@dataclass(frozen=True)
class Outcome:
    """One ending. `text` is what the reporter reads; `informal` endings are barred for some categories."""

    code: str
    label: str
    text: str
    retention: str
    approvers: int = 1
    informal: bool = False
    closes_alone: bool = True

    def __post_init__(self) -> None:
        if self.approvers < 1:
            raise InvalidValueError("approvers", "must be 1 or more")


@dataclass(frozen=True)
class ActionTaken:
    """A coarse code of what the organisation did."""

    code: str
    label: str


@dataclass(frozen=True)
class Outcomes:
    """All endings and actions."""

    policy: Header
    outcomes: tuple[Outcome, ...]
    actions: tuple[ActionTaken, ...]

    def __post_init__(self) -> None:
        unique("outcomes", tuple(outcome.code for outcome in self.outcomes))
        unique("actions", tuple(action.code for action in self.actions))
