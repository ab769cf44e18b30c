"""What can be reported: stable codes, plain labels, where each goes, how urgent it is."""

from dataclasses import dataclass
from typing import Literal

from policies.header import Header, unique

Route = Literal["investigation", "ethics", "feedback", "services"]
Tier = Literal["T1", "T2", "T3"]
Assistance = Literal["yes", "optional", "screen", "services", "no"]


@dataclass(frozen=True)
class Category:
    """One kind of report. `route` "services" means: show help, take no story."""

    code: str
    label: str
    route: Route
    assistance: Assistance
    tier: Tier
    informal_allowed: bool = True
    hint: str = ""
    child: bool = False

    @property
    def opens_assistance(self) -> bool:
        """Whether victim care hears of the case from the first day."""
        return self.assistance == "yes"


@dataclass(frozen=True)
class Taxonomy:
    """The categories in the order in which a reporter sees them."""

    policy: Header
    categories: tuple[Category, ...]

    def __post_init__(self) -> None:
        unique("categories", tuple(category.code for category in self.categories))

    def category(self, code: str) -> Category | None:
        """Look a code up; `None` where it is unknown."""
        return next((category for category in self.categories if category.code == code), None)
