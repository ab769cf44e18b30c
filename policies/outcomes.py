"""How a case can end and what was done about it."""

from dataclasses import dataclass

from policies.assessment import Choice
from policies.errors import InvalidValueError
from policies.header import Header, unique
from policies.taxonomy import Tier


@dataclass(frozen=True)
class Outcome:
    """One ending. `text` is what the reporter reads; `informal` endings are barred for some categories.

    `without_inquiry`: it says why nothing was looked into; one person may say so alone where the tier allows it.
    """

    code: str
    label: str
    text: str
    retention: str
    approvers: int = 1
    informal: bool = False
    closes_alone: bool = True
    without_inquiry: bool = False

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
    """All endings, actions and standards of proof."""

    policy: Header
    alone_tiers: tuple[Tier, ...]
    outcomes: tuple[Outcome, ...]
    actions: tuple[ActionTaken, ...]
    standards: tuple[Choice, ...]

    def __post_init__(self) -> None:
        unique("outcomes", tuple(outcome.code for outcome in self.outcomes))
        unique("actions", tuple(action.code for action in self.actions))
        unique("standards", tuple(standard.code for standard in self.standards))
        if "T1" in self.alone_tiers:
            raise InvalidValueError("alone_tiers", 'must not hold "T1": nobody ends an urgent case alone')

    def outcome(self, code: str) -> Outcome | None:
        """Look an ending up; `None` where it is unknown."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    def approvals_needed(self, code: str, tier: str) -> int:
        """How many people other than its author must approve an outcome; an unknown one needs what nobody can give."""
        found = self.outcome(code)
        if found is None:
            return 1_000
        return 0 if found.without_inquiry and tier in self.alone_tiers else found.approvers
