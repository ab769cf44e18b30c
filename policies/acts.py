"""From records to acts: bodies that are well formed, in their place, and allowed to their author."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from policies.loader import Policies
from policies.records import GENESIS, REPORTER, Act, Problem, Record

Body = Mapping[str, Any]

_MEMBER_HEX = 32
_EVENT_HEX = 64
_LANES = range(1, 6)
_HEX = frozenset("0123456789abcdef")

# Acts that the reporter's page must see travel in the thread; all others never leave the members' plane.
THREAD_ACTS = frozenset({"message", "status", "removal", "adopt", "recuse", "rotate", "code-replaced"})
MEMBER_PLANE_ACTS = frozenset(
    {
        "note",
        "assign",
        "category",
        "stage",
        "assistance",
        "grant",
        "withdraw",
        "decline",
        "hold",
        "release",
        "destroy",
    }
    | {"rotate"}
)
ALL_ACTS = THREAD_ACTS | MEMBER_PLANE_ACTS
_KINDS = {"grant": "keys", "rotate": "keys", "code-replaced": "code-replaced"}


def read_acts(records: Iterable[Record], policies: Policies) -> tuple[tuple[Act, ...], tuple[Problem, ...]]:
    """All acts that count, in the order given, and a problem for each body that does not."""
    acts: list[Act] = []
    problems: list[Problem] = []
    for record in records:
        if record.kind == GENESIS:
            continue
        for lane, body in record.bodies.items():
            fault = _fault(record, lane, body, policies)
            if fault is None:
                acts.append(Act(record, lane, body["type"], body))
            else:
                problems.append(Problem(record.event_id, *fault))
    return tuple(acts), tuple(problems)


def _fault(record: Record, lane: int, body: Body, policies: Policies) -> tuple[str, str] | None:
    kind = body.get("type")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None or not isinstance(kind, str):
        return "unknown-type", "This entry is of a type that this version does not know; it has no effect."
    if kind not in (THREAD_ACTS if record.thread else MEMBER_PLANE_ACTS):
        return "wrong-plane", f"A {kind} stands in the wrong place; it has no effect."
    if record.kind != _KINDS.get(kind, "event"):
        return "wrong-kind", f"A {kind} came in the wrong kind of entry; it has no effect."
    if not _may(record.role, kind, lane, policies):
        return "not-allowed", f"The role {record.role} may not sign a {kind} here; it has no effect."
    if not check(body, policies):
        return "malformed", f"This {kind} is not filled in as it must be; it has no effect."
    return None


def _may(role: str, kind: str, lane: int, policies: Policies) -> bool:
    if role == REPORTER:
        return kind in {"message", "code-replaced"}
    return kind != "code-replaced" and policies.roles.may(role, kind, lane)


def is_member(value: object) -> bool:
    """Whether a value is a member id in hex."""
    return isinstance(value, str) and len(value) == _MEMBER_HEX and set(value) <= _HEX


def is_event(value: object) -> bool:
    """Whether a value is an event id in hex."""
    return isinstance(value, str) and len(value) == _EVENT_HEX and set(value) <= _HEX


def _texts(body: Body, *names: str) -> bool:
    return all(isinstance(body.get(name, ""), str) for name in names)


def _list_of(value: object, check: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(check(item) for item in value)


def _lanes(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(type(lane) is int and lane in _LANES for lane in value)
    )


def _message(body: Body, _policies: Policies) -> bool:
    return isinstance(body.get("text"), str) and _texts(body, "sent_at", "role")


def _status(body: Body, policies: Policies) -> bool:
    code = body.get("status")
    status = policies.statuses.status(code) if isinstance(code, str) else None
    return status is not None and status.settable and _texts(body, "note", "sent_at")


def _removal(body: Body, _policies: Policies) -> bool:
    return is_member(body.get("member")) and _texts(body, "reason_code")


def _events(name: str) -> Callable[[Body, Policies], bool]:
    return lambda body, _policies: _list_of(body.get(name), is_event) and bool(body[name])


def _nothing(_body: Body, _policies: Policies) -> bool:
    return True


def _note(body: Body, _policies: Policies) -> bool:
    return isinstance(body.get("text"), str)


def _to(body: Body, _policies: Policies) -> bool:
    return is_member(body.get("to"))


def _category(body: Body, policies: Policies) -> bool:
    codes = body.get("categories")
    return _list_of(
        codes, lambda code: isinstance(code, str) and policies.taxonomy.category(code) is not None
    )


def _stage(body: Body, policies: Policies) -> bool:
    return body.get("stage") in policies.sharing.stages and (
        body.get("names") is None or is_event(body["names"])
    )


def _assistance(body: Body, policies: Policies) -> bool:
    return body.get("state") in policies.sharing.assistance


def _grant(body: Body, _policies: Policies) -> bool:
    right = is_member(body.get("to")) and _lanes(body.get("lanes"))
    return right and body.get("history") in {"all", "from-now"} and isinstance(body.get("until"), str | None)


def _rotate(body: Body, _policies: Policies) -> bool:
    lane = body.get("lane")
    return type(lane) is int and lane in _LANES and _list_of(body.get("roster"), is_member)


def _release(body: Body, _policies: Policies) -> bool:
    return _list_of(body.get("holds", []), is_event)


def _destroy(body: Body, _policies: Policies) -> bool:
    named = _list_of(body.get("events"), is_event) and bool(body["events"])
    return named and _list_of(body.get("approvals", []), is_event)


_CHECKS: dict[str, Callable[[Body, Policies], bool]] = {
    "message": _message,
    "status": _status,
    "removal": _removal,
    "recuse": _nothing,
    "decline": _nothing,
    "withdraw": lambda body, _policies: is_member(body.get("member")),
    "adopt": _events("events"),
    "note": _note,
    "assign": _to,
    "category": _category,
    "stage": _stage,
    "assistance": _assistance,
    "grant": _grant,
    "rotate": _rotate,
    "code-replaced": _nothing,
    "hold": lambda body, _policies: _texts(body, "reason_code", "until"),
    "release": _release,
    "destroy": _destroy,
}
