"""What a person harmed is asked before anything about them is shared, and who agrees for a child."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique

ADULT_AGE = 18


@dataclass(frozen=True)
class Scope:
    """One question. Its only default is "not-asked": silence is never a yes."""

    id: str
    text: str
    default: Literal["not-asked"]
    expires_days: int
    withdrawable: bool

    def __post_init__(self) -> None:
        if self.expires_days < 1:
            raise InvalidValueError("expires_days", "must be 1 or more: no consent is for ever")
        if not self.withdrawable:
            raise InvalidValueError("withdrawable", "must be true: consent can always be taken back")


@dataclass(frozen=True)
class MinorRule:
    """Who consents for children of these ages (both included), and whether the child must agree."""

    from_age: int
    to_age: int
    consent_by: Literal["caregiver", "child-and-caregiver"]
    assent: bool

    @property
    def band(self) -> str:
        """The ages as a code, like "6-11"."""
        return f"{self.from_age}-{self.to_age}"


@dataclass(frozen=True)
class CaregiverException:
    """When the caregiver does not decide, and who does. Never one person alone."""

    id: str
    label: str
    decided_by: Literal["trusted-adult-or-child-protection"]
    approvers: int

    def __post_init__(self) -> None:
        if self.approvers < 2:  # noqa: PLR2004 — a child's safety never hangs on one person
            raise InvalidValueError("approvers", "must be 2 or more")


@dataclass(frozen=True)
class Item:
    """One thing that can be shared. What is not in the list cannot be. `shown_as`: its words for the person herself."""

    id: str
    label: str
    shown_as: str


@dataclass(frozen=True)
class VitalInterest:
    """A reason to share without consent. Never one person alone."""

    id: str
    label: str
    approvers: int = 2

    def __post_init__(self) -> None:
        if self.approvers < 2:  # noqa: PLR2004 — a life never hangs on one person's judgement
            raise InvalidValueError("approvers", "must be 2 or more")


@dataclass(frozen=True)
class Consent:
    """All scopes, and the rules for children, which cover every age below 18 once."""

    policy: Header
    how_given: tuple[str, ...]
    scopes: tuple[Scope, ...]
    minors: tuple[MinorRule, ...]
    caregiver_exceptions: tuple[CaregiverException, ...]
    items: tuple[Item, ...]
    vital_interests: tuple[VitalInterest, ...]

    def __post_init__(self) -> None:
        unique("scopes", tuple(scope.id for scope in self.scopes))
        unique("caregiver_exceptions", tuple(one.id for one in self.caregiver_exceptions))
        unique("items", tuple(item.id for item in self.items))
        unique("vital_interests", tuple(one.id for one in self.vital_interests))
        ages = [age for rule in self.minors for age in range(rule.from_age, rule.to_age + 1)]
        if ages != list(range(ADULT_AGE)):
            raise InvalidValueError("minors", "must cover the ages 0 to 17 in order, each once")

    @property
    def age_bands(self) -> tuple[str, ...]:
        """Codes of all ages: those of the children's rules, youngest first, then "adult"."""
        return (*(rule.band for rule in self.minors), "adult")

    def minor_rule(self, band: str) -> MinorRule | None:
        """The rule for an age band; None for adults and for what is no band."""
        return next((rule for rule in self.minors if rule.band == band), None)

    def scope(self, scope_id: str) -> Scope | None:
        """Look a scope up; None where it is unknown."""
        return next((scope for scope in self.scopes if scope.id == scope_id), None)
