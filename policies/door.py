"""The help step of the report form: answers that a person may give, and what she is told before she sends."""

from dataclasses import dataclass
from typing import Any

from policies.errors import InvalidValueError
from policies.header import Header, unique

# The assistance body has 4 KiB, whatever stands in it: three texts of four-byte characters must fit.
TEXT_LIMIT = 200
# `when` bands of the story → hours as victim care counts them. A band, never a date.
RECENCY = {
    "today": "within-72h",
    "days-3": "within-72h",
    "days-5": "72-120h",
    "weeks-2": "over-120h",
    "month": "over-120h",
    "year": "over-120h",
    "longer": "over-120h",
    "ongoing": "ongoing",
}
UNKNOWN = "unknown"
NO_CONTACT = "none"
CONTACT_WAYS = ("code-page", "role-person", "phone", "in-person", NO_CONTACT)
# Hours that have passed at least, in the bands that urgent care is about; what still happens is recent by its meaning.
URGENT_HOURS = {"within-72h": 0, "72-120h": 72, "ongoing": 0}
WANTS = {
    "me": ("yes", "me"),
    "someone-else": ("yes", "someone-else"),
    "not-now": ("not-now", "unknown"),
    "no": ("no", "unknown"),
}


@dataclass(frozen=True)
class Urgent:
    """One sentence. `hours`: said while that many have not passed."""

    id: str
    hours: int
    label: str


@dataclass(frozen=True)
class Need:
    """A kind of help in the reporter's words; `code`: a sector of the referral policy."""

    code: str
    label: str


@dataclass(frozen=True)
class ContactWay:
    """A way to reach the person."""

    id: str
    label: str


@dataclass(frozen=True)
class ChildNote:
    """What a child is told before typing more."""

    label: str


@dataclass(frozen=True)
class Door:
    """All of the step. `consents`: scopes of the consent policy that are asked here; none is ticked before."""

    policy: Header
    max_services: int
    text_max_chars: int
    consents: tuple[str, ...]
    urgent: tuple[Urgent, ...]
    needs: tuple[Need, ...]
    contacts: tuple[ContactWay, ...]
    child: ChildNote

    def __post_init__(self) -> None:
        unique("urgent", tuple(one.id for one in self.urgent))
        unique("needs", tuple(need.code for need in self.needs))
        unique("contacts", tuple(way.id for way in self.contacts))
        strange = sorted({way.id for way in self.contacts} - set(CONTACT_WAYS))
        if strange:
            raise InvalidValueError(
                "contacts", f"{strange[0]!r} is no way that victim care knows; use {', '.join(CONTACT_WAYS)}"
            )
        if not 1 <= self.text_max_chars <= TEXT_LIMIT:
            raise InvalidValueError(
                "text_max_chars", f"must lie between 1 and {TEXT_LIMIT}: the help lane has 4 KiB"
            )
        if not 0 <= self.max_services <= 20:  # noqa: PLR2004 - what a phone can show
            raise InvalidValueError("max_services", "must lie between 0 and 20")

    def told(self, danger_now: str, recency: str) -> tuple[Urgent, ...]:
        """The urgent sentences for these answers; none where nothing is urgent."""
        passed = URGENT_HOURS.get(recency)
        danger = danger_now == "yes"
        if not danger and passed is None:
            return ()
        if recency == UNKNOWN:
            # Who is in danger and said nothing of when it was must not miss what works only early.
            passed = 0
        return tuple(
            one
            for one in self.urgent
            if (one.id == "danger" and danger)
            or (one.id != "danger" and (one.hours == 0 or (passed is not None and one.hours > passed)))
        )


def assistance_body(answers: dict[str, Any], *, asked: bool, when: str, language: str) -> dict[str, Any]:
    """Genesis body 3 of a report, without the time that it claims.

    `answers`: danger_now, age_group, wants, needs, contact_ok, safe_contact, unsafe_ways, not_from,
    already_referred, consents; all may be empty. The twin of `portal/static/src/assistance.js`.
    """
    wants, harmed = WANTS.get(answers.get("wants", ""), ("not-asked", "unknown"))
    consents = answers.get("consents", {}).values()
    filled = any(value for name, value in answers.items() if name != "consents")
    said = asked or filled or any(answer != "not-asked" for answer in consents)
    if not said:
        return {"used": False}
    return {
        "used": True,
        "asked": asked,
        "harmed_person": harmed,
        "danger_now": answers.get("danger_now") or "unknown",
        "recency": RECENCY.get(when, "unknown"),
        "age_group": answers.get("age_group") or "unknown",
        "wants_support": wants,
        "needs": list(answers.get("needs", ())),
        "contact_ok": list(answers.get("contact_ok", ())),
        "unsafe_ways": answers.get("unsafe_ways", ""),
        "safe_contact": answers.get("safe_contact", ""),
        "not_from": answers.get("not_from", ""),
        "already_referred": answers.get("already_referred") or "unknown",
        "consents": dict(answers.get("consents", {})),
        "language": language,
    }
