"""Acts that decide who holds a lane: grants, rotations, removals, and what members take over."""

from policies.acts.shapes import (
    ActType,
    Body,
    has_texts,
    is_code,
    is_lane,
    is_list_of,
    is_member,
    names_events,
    nothing,
)
from policies.loader import Policies


def _removal(body: Body, _policies: Policies) -> bool:
    return is_member(body.get("member")) and has_texts(body, "reason_code")


def _grant(body: Body, _policies: Policies) -> bool:
    lanes = body.get("lanes")
    right = is_member(body.get("to")) and is_list_of(lanes, is_lane) and bool(lanes)
    return (
        right
        and is_code(body.get("history"), {"all", "from-now"})
        and isinstance(body.get("until"), str | None)
    )


def _rotate(body: Body, _policies: Policies) -> bool:
    return is_lane(body.get("lane")) and is_list_of(body.get("roster"), is_member)


ACTS = (
    ActType("removal", _removal, thread=True),
    ActType("recuse", nothing, thread=True),
    ActType("adopt", names_events("events"), thread=True),
    ActType("decline", nothing, record=True),
    ActType("withdraw", lambda body, _policies: is_member(body.get("member")), record=True),
    ActType("grant", _grant, record=True, kind="keys"),
    ActType("rotate", _rotate, thread=True, record=True, kind="keys"),
)
