"""From records to acts: bodies that are well formed, in their place, and allowed to their author."""

import types
from collections.abc import Iterable

from policies.acts import (
    access,
    assistance,
    conflicts,
    conversation,
    coordination,
    destruction,
    handling,
    identity,
    outcome,
    referring,
    work,
)
from policies.acts.shapes import ActType, Body
from policies.loader import Policies
from policies.records import GENESIS, REPORTER, SUPPLEMENT, Act, Problem, Record

ACT_TYPES = types.MappingProxyType(
    {
        act.name: act
        for feature in (
            conversation,
            access,
            conflicts,
            identity,
            handling,
            work,
            outcome,
            assistance,
            referring,
            coordination,
            destruction,
        )
        for act in feature.ACTS
    }
)


def read_acts(records: Iterable[Record], policies: Policies) -> tuple[tuple[Act, ...], tuple[Problem, ...]]:
    """All acts that count, in the order given, and a problem for each body that does not."""
    acts: list[Act] = []
    problems: list[Problem] = []
    for record in records:
        if record.kind in {GENESIS, SUPPLEMENT}:
            continue
        for lane, body in record.bodies.items():
            fault = _fault(record, lane, body, policies)
            if fault is None:
                acts.append(Act(record, lane, body["type"], body))
            else:
                problems.append(Problem(record.event_id, *fault))
    return tuple(acts), tuple(problems)


def _fault(record: Record, lane: int, body: Body, policies: Policies) -> tuple[str, str] | None:
    name = body.get("type")
    act = ACT_TYPES.get(name) if isinstance(name, str) else None
    if act is None:
        return "unknown-type", "This entry is of a type that this version does not know; it has no effect."
    if not (act.thread if record.thread else act.record) or (act.lanes and lane not in act.lanes):
        return "wrong-plane", f"A {act.name} stands in the wrong place; it has no effect."
    if record.kind != act.kind:
        return "wrong-kind", f"A {act.name} came in the wrong kind of entry; it has no effect."
    if not _may(record.role, act, lane, policies):
        return "not-allowed", f"The role {record.role} may not sign a {act.name} here; it has no effect."
    if not act.check(body, policies):
        return "malformed", f"This {act.name} is not filled in as it must be; it has no effect."
    return None


def _may(role: str, act: ActType, lane: int, policies: Policies) -> bool:
    if role == REPORTER:
        return act.reporter
    return act.members and policies.roles.may(role, act.name, lane)
