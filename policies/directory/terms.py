"""What HSDS has no field for, as attributes of the taxonomy `psea-va`: sector, urgent window, who may see an entry.

An attribute's taxonomy term names the question (`code`), its `value` the answer, as text.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

TAXONOMY: Final = "psea-va"
# Ids of attributes and terms that we make: the same words always get the same id, so that two consoles agree.
NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:amparo:psea-va")
VISIBILITIES: Final = ("public", "staff", "va_only", "sealed")
SHELTER: Final = "SHE"

Kind = Literal["flag", "choice", "number", "date", "text"]


@dataclass(frozen=True)
class Term:
    """One question. `choices`: allowed answers of a choice; `many`: several attributes may answer it."""

    code: str
    kind: Kind
    choices: tuple[str, ...] = ()
    many: bool = False


TERMS: Final[Mapping[str, Term]] = {
    term.code: term
    for term in (
        Term("sector", "text", many=True),
        Term("visibility", "choice", VISIBILITIES),
        Term("urgent_window_h", "choice", ("72", "120")),
        Term("pep_stock", "flag"),
        Term("ec_stock", "flag"),
        Term("cmr_trained", "flag"),
        Term("child_friendly", "flag"),
        Term("serves_men_boys", "flag"),
        Term("lgbti_safe", "flag"),
        Term("female_staff", "flag"),
        Term("walk_in", "flag"),
        Term("hotline_24_7", "flag"),
        Term("disability_accessible", "text", many=True),
        Term("referral_form", "choice", ("none", "paper", "link")),
        Term("provider_public_key", "text"),
        Term("confidentiality_agreement", "flag"),
        Term("mandatory_reporting", "text"),
        Term("police_report_needed", "flag"),
        Term("id_needed", "flag"),
        Term("cost_to_person", "text"),
        Term("transport_support", "flag"),
        Term("capacity", "choice", ("open", "limited", "full")),
        Term("response_time_h", "number"),
        Term("provider_of_last_resort", "text"),
        Term("verified_on", "date"),
        Term("verified_by_role", "text"),
        Term("next_check", "date"),
        Term("safe_to_publish_address", "flag"),
        Term("contact_route", "text"),
    )
}
# What others than members must never be shown: who is safe to send there can out the person sent.
STAFF_TERMS: Final = frozenset(
    {"lgbti_safe", "provider_public_key", "confidentiality_agreement", "contact_route", "verified_by_role"}
)


def wrong_value(code: str, value: str, sectors: Collection[str]) -> str | None:
    """What is wrong with an answer, as the rest of a sentence; None where it is fine."""
    term = TERMS.get(code)
    if term is None:
        return f"{code!r} is no attribute of {TAXONOMY}; known: {', '.join(sorted(TERMS))}"
    if code == "sector":
        return None if value in sectors else f"sector {value!r} is unknown; known: {', '.join(sectors)}"
    fits, wanted = _wanted(term, value)
    return None if fits else f"{code} must be {wanted}, not {value!r}"


def _wanted(term: Term, value: str) -> tuple[bool, str]:
    match term.kind:
        case "choice":
            return value in term.choices, f"one of {', '.join(term.choices)}"
        case "flag":
            return value in {"yes", "no"}, "yes or no"
        case "number":
            return value.isascii() and value.isdigit(), "a whole number"
        case "date":
            return date_of(value) is not None, "a date like 2026-11-30"
    return True, ""


def date_of(value: object) -> dt.date | None:
    """The day in an ISO date, or in the date part of a time; None for anything else."""
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def answers_of(service: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Attribute code -> answers of one service, ours only."""
    found: dict[str, tuple[str, ...]] = {}
    for attribute in service.get("attributes") or ():
        code = code_of(attribute)
        if code:
            found[code] = (*found.get(code, ()), str(attribute.get("value", "")))
    return found


def code_of(attribute: object) -> str:
    """The code of an attribute of ours; "" for another taxonomy's."""
    term = attribute.get("taxonomy_term") if isinstance(attribute, Mapping) else None
    if not isinstance(term, Mapping) or term.get("taxonomy") != TAXONOMY:
        return ""
    return str(term.get("code") or term.get("name") or "")


def attribute(service_id: str, code: str, value: str) -> dict[str, Any]:
    """An HSDS attribute that answers `code` with `value` for a service."""
    return {
        "id": str(uuid.uuid5(NAMESPACE, f"{service_id}/{code}/{value}")),
        "link_id": service_id,
        "link_entity": "service",
        "value": value,
        "taxonomy_term": {
            "id": str(uuid.uuid5(NAMESPACE, code)),
            "code": code,
            "name": code,
            "taxonomy": TAXONOMY,
        },
    }


def with_answers(service: Mapping[str, Any], answers: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The service with these codes answered anew; an empty collection takes an answer away. Others stay."""
    kept = [one for one in service.get("attributes") or () if code_of(one) not in answers]
    fresh = [
        attribute(str(service["id"]), code, value)
        for code, values in answers.items()
        for value in dict.fromkeys(values)
        if value
    ]
    return {**service, "attributes": [*kept, *fresh]}
