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


def _lanes_given(body: Body) -> bool:
    """`lanes`: whole lanes; `threads`: lanes of which the conversation alone is given. One of them at least."""
    lanes, threads = body.get("lanes", []), body.get("threads", [])
    return is_list_of(lanes, is_lane) and is_list_of(threads, is_lane) and bool(lanes or threads)


def _grant(body: Body, _policies: Policies) -> bool:
    right = is_member(body.get("to")) and _lanes_given(body)
    return (
        right
        and is_code(body.get("history"), {"all", "from-now"})
        and isinstance(body.get("until"), str | None)
    )


def _approval(body: Body, _policies: Policies) -> bool:
    return is_member(body.get("to")) and _lanes_given(body)


def _rotate(body: Body, _policies: Policies) -> bool:
    return is_lane(body.get("lane")) and is_list_of(body.get("roster"), is_member)


def _names_member(body: Body, _policies: Policies) -> bool:
    return is_member(body.get("member"))


# An exit that stands in the conversation can be cited by the rotation that follows from it (rule E12); those of
# coordination, which has no conversation, stand in the record.
ACTS = (
    ActType("removal", _removal, thread=True),
    ActType("recuse", nothing, thread=True, record=True),
    ActType("withdraw", _names_member, thread=True, record=True),
    ActType("adopt", names_events("events"), thread=True),
    ActType("decline", nothing, record=True),
    ActType("grant-approval", _approval, record=True),
    ActType("grant", _grant, record=True, kind="keys"),
    ActType("rotate", _rotate, thread=True, record=True, kind="keys"),
)
