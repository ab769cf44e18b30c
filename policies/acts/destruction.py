"""Acts of keeping and destroying."""

from datetime import date, timedelta

from policies.acts.shapes import ActType, Body, has_texts, is_event, is_lane, is_list_of, is_member
from policies.loader import Policies

_SIGNED_HEX = 232


def _hold(body: Body, policies: Policies) -> bool:
    """A hold without an end, or with one further away than the policy allows, would keep a story for good."""
    begins, ends = day_of(body.get("on")), day_of(body.get("until"))
    if begins is None or ends is None or not has_texts(body, "reason_code", "reason"):
        return False
    longest = timedelta(days=policies.retention.hold_max_days)
    named = is_member(body.get("owner", "0" * 32)) and is_list_of(body.get("renews", []), is_event)
    return begins <= ends <= begins + longest and named


def _release(body: Body, _policies: Policies) -> bool:
    return is_list_of(body.get("holds", []), is_event) and has_texts(body, "reason")


def _destroy(body: Body, _policies: Policies) -> bool:
    named = is_list_of(body.get("events"), is_event) and bool(body["events"])
    compartments = body.get("compartments", [])
    signed = body.get("signed", "0" * _SIGNED_HEX)
    whole = is_list_of(compartments, is_lane) and isinstance(signed, str) and len(signed) == _SIGNED_HEX
    return (
        named
        and whole
        and is_list_of(body.get("approvals", []), is_event)
        and has_texts(body, "on", "reason")
    )


def _exported(body: Body, _policies: Policies) -> bool:
    known = body.get("form") in {"bundle", "disclosure"}
    return (
        known and is_list_of(body.get("events", []), is_event) and has_texts(body, "on", "reason", "digest")
    )


def day_of(value: object) -> date | None:
    """The day in an ISO text, or None: a claim in a sealed body may be anything."""
    if not isinstance(value, str) or not value.isascii():
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.isoformat() == value else None


ACTS = (
    ActType("hold", _hold, record=True),
    ActType("release", _release, record=True),
    ActType("destroy", _destroy, record=True),
    ActType("exported", _exported, record=True),
)
