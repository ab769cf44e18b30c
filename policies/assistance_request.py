"""What the person answered at the door about help: genesis body 3, hostile JSON read into plain typed values.

Every question may be left out; what is missing or not one of the known answers reads as "unknown" or "not-asked".
Nothing in here needs an answer about the report itself (invariant I2 of docs/THREAT_MODEL.md).
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.door import CONTACT_WAYS, NO_CONTACT, RECENCY, UNKNOWN, URGENT_HOURS
from policies.loader import Policies

HARMED = ("me", "someone-else", "unknown", "nobody")
DANGER = ("yes", "no", "unknown")
BANDS = (*dict.fromkeys(RECENCY.values()), UNKNOWN)
AGE_GROUPS = ("adult", "child", "unknown")
SUPPORT = ("yes", "no", "not-now", "not-asked")
REFERRED = ("yes", "partly", "no", "unknown")
ANSWERS = ("yes", "no", "not-asked")

_LONGEST = 2000


@dataclass(frozen=True)
class AssistanceRequest:
    """The answers about help. `consents`: scope id to "yes", "no" or "not-asked", every scope of the policy.

    `used`: something stands here; `asked`: the questions were put to the person at all. `needs`: sector codes.
    `contact_ok`: codes of CONTACT_WAYS. Texts are the person's own words, cut at 2,000 characters.
    """

    used: bool = False
    asked: bool = False
    harmed_person: str = "unknown"
    danger_now: str = "unknown"
    recency: str = "unknown"
    age_group: str = "unknown"
    wants_support: str = "not-asked"
    needs: tuple[str, ...] = ()
    contact_ok: tuple[str, ...] = ()
    unsafe_ways: str = ""
    safe_contact: str = ""
    not_from: str = ""
    already_referred: str = "unknown"
    consents: Mapping[str, str] = field(default_factory=lambda: types.MappingProxyType({}))
    language: str = ""
    claimed_at: str = ""

    @property
    def urgent(self) -> bool:
        """Whether help is to be offered within a day: danger, a child, or care that only works early."""
        return self.danger_now == "yes" or self.age_group == "child" or self.recency in URGENT_HOURS

    @property
    def child(self) -> bool:
        """Whether the person harmed is said to be under 18."""
        return self.age_group == "child"

    @property
    def through_reporter(self) -> bool:
        """Whether the person harmed is not the one who wrote: help is then offered through the reporter."""
        return self.harmed_person == "someone-else"

    @property
    def left_alone(self) -> bool:
        """Whether the person asked that nobody reaches out to them. They still read and write with their code."""
        return NO_CONTACT in self.contact_ok

    @property
    def wanted(self) -> bool:
        """Whether the person said that they want help."""
        return self.wants_support == "yes"


def read_request(body: Mapping[str, Any] | None, policies: Policies) -> AssistanceRequest:
    """Read an opened body of lane 3; None where it does not open here. Never raises."""
    if body is None:
        return AssistanceRequest()
    sectors = {sector.code for sector in policies.referral_sop.sectors}
    scopes = tuple(scope.id for scope in policies.consent.scopes)
    given = body.get("consents")
    answers = given if isinstance(given, Mapping) else {}
    return AssistanceRequest(
        used=body.get("used") is True,
        asked=body.get("asked") is True,
        harmed_person=_choice(body, "harmed_person", HARMED, "unknown"),
        danger_now=_choice(body, "danger_now", DANGER, "unknown"),
        recency=_choice(body, "recency", BANDS, UNKNOWN),
        age_group=_choice(body, "age_group", AGE_GROUPS, "unknown"),
        wants_support=_choice(body, "wants_support", SUPPORT, "not-asked"),
        needs=_codes(body, "needs", sectors),
        contact_ok=_codes(body, "contact_ok", CONTACT_WAYS),
        unsafe_ways=_text(body, "unsafe_ways"),
        safe_contact=_text(body, "safe_contact"),
        not_from=_text(body, "not_from"),
        already_referred=_choice(body, "already_referred", REFERRED, "unknown"),
        consents=types.MappingProxyType(
            {scope: _choice(answers, scope, ANSWERS, "not-asked") for scope in scopes}
        ),
        language=_text(body, "language"),
        claimed_at=_text(body, "claimed_at"),
    )


def _choice(body: Mapping[str, Any], name: str, known: tuple[str, ...], empty: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) and value in known else empty


def _codes(body: Mapping[str, Any], name: str, known: set[str] | tuple[str, ...]) -> tuple[str, ...]:
    value = body.get(name)
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(one for one in value if isinstance(one, str) and one in known))


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value[:_LONGEST] if isinstance(value, str) else ""
