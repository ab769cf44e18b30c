"""Acts of victim assistance: the episode, who cares for it, consent, and what the person is shown and says.

All stand in lane 3 or its conversation, which nobody outside of victim care can open. None of their fields is about
the report.
"""

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
    is_member,
    is_short,
)
from policies.door import CONTACT_WAYS
from policies.loader import Policies

ASSISTANCE = (3,)
GIVEN_BY = ("person", "caregiver", "child", "child-and-caregiver", "trusted-adult", "two-people")
BASES = ("consent", "caregiver-exception", "vital-interest")
YES_NO = ("yes", "no")
ASSENT = ("yes", "no", "not-needed")
DECISIONS = ("share", "do-not-share", "contact", "other-adult")
CONTACTED = ("person", "reporter")
REACHED = ("reached", "not-reached")
SHOWN = ("consent", "referral")
STATES_SHOWN = ("offered", "arranging", "in-place", "finished", "declined")
# Whoever may be named as recipient and is no service: their names are codes.
TEAMS = ("victim-care", "investigation", "statistics", "child-protection", "last-resort")


def _episode(body: Body, policies: Policies) -> bool:
    state, sop = body.get("state"), policies.referral_sop
    if not is_code(state, sop.episode_states) or not has_texts(body, "sent_at"):
        return False
    if state == "closed" and not is_code(body.get("reason"), ids(sop.closings)):
        return False
    manager, role = body.get("manager"), body.get("manager_role")
    named = (manager is None or is_member(manager)) and (role is None or _is_role(role, policies))
    # An episode begins with a named role that cares for it: that is what the word "start" means here.
    begun = state != "offered" or role is not None
    reviewed = body.get("review_on") is None or is_day(body["review_on"])
    return named and begun and reviewed and is_list_of_codes(body.get("needs", []), _sectors(policies))


def _episode_step(body: Body, policies: Policies) -> bool:
    steps = ids(policies.referral_sop.ticks("episode"))
    return (
        is_code(body.get("step"), steps)
        and isinstance(body.get("done"), bool)
        and is_code_or_none(body.get("age_band"), policies.consent.age_bands)
        and _evidence(body, policies)
        and has_texts(body, "text", "sent_at")
    )


def _consent(body: Body, policies: Policies) -> bool:
    consent = policies.consent
    reasons = ids(consent.caregiver_exceptions) | ids(consent.vital_interests)
    return (
        is_short(body.get("recipient"))
        and is_short(body.get("recipient_name"))
        and is_code(body.get("scope"), ids(consent.scopes))
        and is_list_of_codes(body.get("items"), ids(consent.items))
        and bool(body["items"])
        and is_code(body.get("answer"), YES_NO)
        and is_day(body.get("on"))
        and is_day(body.get("until"))
        and is_code(body.get("given_by"), GIVEN_BY)
        and is_code(body.get("how"), consent.how_given)
        and is_code(body.get("age_band"), consent.age_bands)
        and is_code(body.get("assent"), ASSENT)
        and is_code(body.get("basis"), BASES)
        and (body["basis"] == "consent" or is_code(body.get("reason"), reasons))
        and isinstance(body.get("shown", True), bool)
        and has_texts(body, "purpose", "witness_role", "sent_at")
    )


def _withdraw(body: Body, _policies: Policies) -> bool:
    named = is_list_of(body.get("consents", []), is_event)
    return named and (bool(body.get("consents")) or body.get("all") is True)


def _names_one(body: Body, _policies: Policies) -> bool:
    return is_event(body.get("names"))


def _contact(body: Body, _policies: Policies) -> bool:
    return (
        is_code(body.get("with"), CONTACTED)
        and is_code(body.get("way"), CONTACT_WAYS)
        and is_code(body.get("outcome"), REACHED)
        and is_day(body.get("on"))
    )


def _handover(body: Body, policies: Policies) -> bool:
    return is_member(body.get("to")) and _is_role(body.get("to_role"), policies)


def _best_interest(body: Body, policies: Policies) -> bool:
    reasons = ids(policies.consent.caregiver_exceptions) | ids(policies.consent.vital_interests)
    return (
        is_code(body.get("decision"), DECISIONS)
        and is_code(body.get("reason"), reasons)
        and is_day(body.get("on"))
    )


def _plan_shown(body: Body, policies: Policies) -> bool:
    shown = is_list_of(body.get("items"), lambda item: _shown(item, policies))
    return is_code(body.get("state"), STATES_SHOWN) and shown and has_texts(body, "sent_at")


def _shown(item: object, policies: Policies) -> bool:
    if not isinstance(item, dict) or not is_event(item.get("id")) or not is_code(item.get("kind"), SHOWN):
        return False
    until = item.get("until", "")
    return (
        is_short(item.get("organisation"))
        and is_code(item.get("sector", ""), {"", *_sectors(policies)})
        and is_list_of_codes(item.get("items", []), ids(policies.consent.items))
        and (until == "" or is_day(until))
    )


def _receipt(body: Body, _policies: Policies) -> bool:
    return is_event(body.get("referral")) and isinstance(body.get("received"), bool)


def _evidence(body: Body, policies: Policies) -> bool:
    return is_code_or_none(body.get("evidence"), ids(policies.referral_sop.evidence))


def _is_role(value: object, policies: Policies) -> bool:
    return isinstance(value, str) and policies.roles.role(value) is not None


def _sectors(policies: Policies) -> frozenset[str]:
    return frozenset(sector.code for sector in policies.referral_sop.sectors)


ACTS = (
    ActType("episode", _episode, record=True, lanes=ASSISTANCE),
    ActType("episode-step", _episode_step, record=True, lanes=ASSISTANCE),
    ActType("consent", _consent, record=True, lanes=ASSISTANCE),
    ActType("consent-withdraw", _withdraw, thread=True, record=True, reporter=True, lanes=ASSISTANCE),
    ActType("assistance-approve", _names_one, record=True, lanes=ASSISTANCE),
    ActType("contact", _contact, record=True, lanes=ASSISTANCE),
    ActType("handover", _handover, record=True, lanes=ASSISTANCE),
    ActType("child-alert", lambda body, _policies: is_day(body.get("on")), record=True, lanes=ASSISTANCE),
    ActType("best-interest", _best_interest, record=True, lanes=ASSISTANCE),
    ActType("plan-shown", _plan_shown, thread=True, lanes=ASSISTANCE),
    ActType("receipt", _receipt, thread=True, reporter=True, members=False, lanes=ASSISTANCE),
)
