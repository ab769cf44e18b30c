"""The steps of an inquiry, and which of them a case needs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from policies.header import Header, unique
from policies.taxonomy import Tier

Phase = Literal["prepare", "evidence", "fairness", "conclude"]


@dataclass(frozen=True)
class PlanStep:
    """One step. Empty `tiers` or `categories` mean: every case."""

    id: str
    phase: Phase
    title: str
    advice: str = ""
    tiers: tuple[Tier, ...] = ()
    categories: tuple[str, ...] = ()

    def concerns(self, tier: str, categories: Collection[str]) -> bool:
        """Whether a case of this tier and these categories needs the step."""
        fits = not self.categories or not set(self.categories).isdisjoint(categories)
        return fits and (not self.tiers or tier in self.tiers)


@dataclass(frozen=True)
class InvestigationPlan:
    """All steps in order."""

    policy: Header
    steps: tuple[PlanStep, ...]

    def __post_init__(self) -> None:
        unique("steps", tuple(step.id for step in self.steps))

    def step(self, step_id: str) -> PlanStep | None:
        """Look a step up; `None` where it is unknown."""
        return next((step for step in self.steps if step.id == step_id), None)

    def steps_for(self, tier: str, categories: Collection[str]) -> tuple[PlanStep, ...]:
        """The steps that a case needs, in order."""
        return tuple(step for step in self.steps if step.concerns(tier, categories))
