"""Acts of one referral: what was chosen, the ticks, the follow-ups, and gaps in services."""

from typing import Any

from policies.acts.assistance import ASSISTANCE
from policies.acts.shapes import (
    ActType,
    Body,
    has_texts,
    ids,
    is_code,
    is_code_or_none,
    is_day,
    is_event,
    is_list_of,
    is_list_of_codes,
    is_short,
)
from policies.loader import Policies

ANSWERS = ("accepted", "rejected")
FOLLOWED = ("well", "problem", "not-reached")
_SNAPSHOT_TEXTS = ("service", "sector", "verified_on", "contact_route")
_MOST_STEPS = 20
_LONGEST_FOLLOWUP = 730


def _referral(body: Body, policies: Policies) -> bool:
    sop = policies.referral_sop
    sector = sop.sector(body["sector"]) if isinstance(body.get("sector"), str) else None
    return (
        sector is not None
        and sector.records
        and _entry(body.get("entry"))
        and is_list_of_codes(body.get("items"), ids(policies.consent.items))
        and isinstance(body.get("urgent"), bool)
        and isinstance(body.get("shown", True), bool)
        and is_day(body.get("on"))
        and _funding(body, policies)
        and _version(body.get("policy"))
        and has_texts(body, "sent_at")
    )


def _entry(value: object) -> bool:
    if (
        not isinstance(value, dict)
        or not is_short(value.get("entry"))
        or not is_short(value.get("organisation"))
    ):
        return False
    verified = value.get("verified_on", "")
    texts = all(isinstance(value.get(name, ""), str) for name in _SNAPSHOT_TEXTS)
    return texts and (verified == "" or is_day(verified))


def _version(value: object) -> bool:
    """The policy that a referral was made under stands in it: later versions do not reach back."""
    if not isinstance(value, dict) or type(value.get("version")) is not int:
        return False
    steps, days = value.get("steps"), value.get("followup_days")
    right = is_list_of(steps, _is_step) and bool(steps) and len(steps or ()) <= _MOST_STEPS
    hours = value.get("answer_hours")
    followups = is_list_of(days, lambda day: type(day) is int and 0 < day <= _LONGEST_FOLLOWUP)
    return right and followups and type(hours) is int and hours > 0


def _is_step(value: Any) -> bool:  # noqa: ANN401 — an item of hostile JSON
    return isinstance(value, dict) and is_short(value.get("id")) and is_short(value.get("label"), 300)


def _referral_step(body: Body, policies: Policies) -> bool:
    sop = policies.referral_sop
    codes = {
        "value": ANSWERS,
        "reason": ids(sop.refusals),
        "result": ids(sop.results),
        "evidence": ids(sop.evidence),
    }
    coded = all(is_code_or_none(body.get(name), known) for name, known in codes.items())
    if not coded or not is_event(body.get("referral")) or not is_short(body.get("step")):
        return False
    if body["step"] == "answered" and body.get("value") is None:
        return False
    if body.get("value") == "rejected" and body.get("reason") is None:
        return False
    # A result is always one of the policy's; an empty one would end a referral without saying how.
    return (
        (body["step"] != "result" or body.get("result") is not None)
        and is_day(body.get("on"))
        and (body.get("packet") is None or is_event(body["packet"]))
        and _funding(body, policies)
        and has_texts(body, "text", "sent_at")
    )


def _packet(body: Body, _policies: Policies) -> bool:
    """Where a service's answer to a packet lies, and what opens it: sealed to whoever cares for this person."""
    named = ("referral", "place", "proof", "seed")
    return all(_is_bytes(body.get(name)) for name in named) and is_day(body.get("until"))


def _is_bytes(value: object) -> bool:
    """32 bytes in hex, as ids of events are."""
    return is_event(value)


def _funding(body: Body, policies: Policies) -> bool:
    return is_code_or_none(body.get("funding"), ids(policies.referral_sop.funding_lines))


def _followup(body: Body, _policies: Policies) -> bool:
    return (
        is_event(body.get("referral"))
        and type(body.get("day")) is int
        and is_code(body.get("outcome"), FOLLOWED)
        and is_day(body.get("on"))
    )


def _gap(body: Body, policies: Policies) -> bool:
    sector = policies.referral_sop.sector(body["sector"]) if isinstance(body.get("sector"), str) else None
    asked = body.get("asked")
    return (
        sector is not None
        and is_short(body.get("place"))
        and (body.get("referral") is None or is_event(body["referral"]))
        and (asked is None or is_short(asked))
        and is_day(body.get("on"))
    )


ACTS = (
    ActType("referral", _referral, record=True, lanes=ASSISTANCE),
    ActType("referral-step", _referral_step, record=True, lanes=ASSISTANCE),
    ActType("packet", _packet, record=True, lanes=ASSISTANCE),
    ActType("followup", _followup, record=True, lanes=ASSISTANCE),
    ActType("gap", _gap, record=True, lanes=ASSISTANCE),
)
