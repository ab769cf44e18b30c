"""What every policy file says about itself."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError

Review = Literal["in-force", "draft-needs-local-review"]


@dataclass(frozen=True)
class Header:
    """The `[policy]` table of a file: who owns it, since when it holds, whether a specialist signed."""

    id: str
    version: int
    effective_from: dt.date
    owner_role: str
    review_by: dt.date
    status: Review

    def __post_init__(self) -> None:
        if self.version < 1:
            raise InvalidValueError("version", "must be 1 or higher; raise it with every change")
        if self.review_by <= self.effective_from:
            raise InvalidValueError("review_by", "must lie after effective_from")


def unique(key: str, values: tuple[str, ...]) -> None:
    """Raise `InvalidValueError` where a code stands twice: the second would silently win."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InvalidValueError(key, f"{value!r} stands twice; keep one")
        seen.add(value)
