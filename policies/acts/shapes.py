"""The shapes that bodies are made of, and what is known of each type of act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from policies.loader import Policies

Body = Mapping[str, Any]
Check = Callable[[Body, Policies], bool]

_MEMBER_HEX = 32
_EVENT_HEX = 64
_LANES = range(1, 6)
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class ActType:
    """One type of act: the plane and the kind of entry that it belongs to, and the check of its body.

    `thread`: it stands in the conversation, where the reporter's page sees it; `record`: among members only.
    `reporter`: the reporter's own key may sign it. `members`: members may, where their role allows it.
    """

    name: str
    check: Check
    thread: bool = False
    record: bool = False
    kind: str = "event"
    reporter: bool = False
    members: bool = True


def nothing(_body: Body, _policies: Policies) -> bool:
    """The check of an act that needs no fields."""
    return True


def is_member(value: object) -> bool:
    """Whether a value is a member id in hex."""
    return isinstance(value, str) and len(value) == _MEMBER_HEX and set(value) <= _HEX


def is_event(value: object) -> bool:
    """Whether a value is an event id in hex."""
    return isinstance(value, str) and len(value) == _EVENT_HEX and set(value) <= _HEX


def is_lane(value: object) -> bool:
    """Whether a value is a lane's number, 1 to 5."""
    return type(value) is int and value in _LANES


def has_texts(body: Body, *names: str) -> bool:
    """Whether each of the fields is a text, or missing."""
    return all(isinstance(body.get(name, ""), str) for name in names)


def is_list_of(value: object, check: Callable[[Any], bool]) -> bool:
    """Whether a value is a list whose items all pass."""
    return isinstance(value, list) and all(check(item) for item in value)


def names_events(name: str) -> Check:
    """The check of a field that names one event or more."""
    return lambda body, _policies: is_list_of(body.get(name), is_event) and bool(body[name])
