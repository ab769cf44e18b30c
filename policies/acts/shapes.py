"""The shapes that bodies are made of, and what is known of each type of act."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from policies.loader import Policies


class HasId(Protocol):
    """One line of a policy's list."""

    @property
    def id(self) -> str: ...  # noqa: D102


Body = Mapping[str, Any]
Check = Callable[[Body, Policies], bool]

_DAY_LENGTH = 10
_MEMBER_HEX = 32
_EVENT_HEX = 64
_LANES = range(1, 6)
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class ActType:
    """One type of act: the plane and the kind of entry that it belongs to, and the check of its body.

    `thread`: it stands in the conversation, where the reporter's page sees it; `record`: among members only.
    `reporter`: the reporter's own key may sign it. `members`: members may, where their role allows it.
    `lanes`: where it may stand (1 to 5); empty: in any lane.
    """

    name: str
    check: Check
    thread: bool = False
    record: bool = False
    kind: str = "event"
    reporter: bool = False
    members: bool = True
    lanes: tuple[int, ...] = ()


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


def is_day(value: object) -> bool:
    """Whether a value is a day, `YYYY-MM-DD`."""
    if not isinstance(value, str) or len(value) != _DAY_LENGTH:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def ids(listed: Iterable[HasId]) -> frozenset[str]:
    """The ids of a policy's list."""
    return frozenset(one.id for one in listed)


def is_code(value: object, known: Container[str]) -> bool:
    """Whether a value is one of the known codes. Lists and objects of hostile JSON are none, and raise nothing."""
    return isinstance(value, str) and value in known


def is_code_or_none(value: object, known: Container[str]) -> bool:
    """The same for a field that may be missing."""
    return value is None or is_code(value, known)


def is_list_of_codes(value: object, known: Container[str]) -> bool:
    """Whether a value is a list of known codes; it may be empty."""
    return is_list_of(value, lambda item: is_code(item, known))


def is_short(value: object, longest: int = 200) -> bool:
    """Whether a value is a text that is not empty, of a line's length."""
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= longest


def is_list_of(value: object, check: Callable[[Any], bool]) -> bool:
    """Whether a value is a list whose items all pass."""
    return isinstance(value, list) and all(check(item) for item in value)


def names_events(name: str) -> Check:
    """The check of a field that names one event or more."""
    return lambda body, _policies: is_list_of(body.get(name), is_event) and bool(body[name])
