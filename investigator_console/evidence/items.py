"""What of a case can be handed out: every body that opens here, field by field."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crypto.bundle import BundleEntry
from crypto.constants import THREAD_OFFSET
from crypto.event_header import EventHeader
from crypto.genesis_header import GenesisHeader
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.wording import act_label, lane_label, moment
from investigator_console.language import gettext

Direction = Literal["ltr", "rtl"]
# Fields of a body that say something to people; the others are the machine's.
_SHOWN = (
    "story",
    "where",
    "when",
    "text",
    "note",
    "status",
    "categories",
    "stage",
    "state",
    "reason",
    "answers",
)


@dataclass(frozen=True)
class Field:
    """One thing that somebody said. `id`: entry number, lane and name; `text`: as it was sealed."""

    id: str
    label: str
    text: str


@dataclass(frozen=True)
class Item:
    """One body that opens here. `number`: of its entry, from 1; `lane`: 1 to 5; `by`: whose it is, in words."""

    number: int
    lane: int
    event_id: str
    title: str
    by: str
    at: str
    fields: tuple[Field, ...]
    body: Mapping[str, Any] = field(repr=False)

    @property
    def id(self) -> str:
        """What the form calls it."""
        return f"{self.number}-{self.lane}"


def bundle_entries(record: CaseRecord) -> tuple[BundleEntry, ...]:
    """Every entry of the case: those that stand in their order, then what is parked."""
    order = [one.event_id for one in record.log.records]
    order += sorted(set(record.entries) - set(order))
    stored = (record.entries[one] for one in order)
    return tuple(BundleEntry(one.event_id, one.header, one.signatures) for one in stored)


def items_of(record: CaseRecord) -> tuple[Item, ...]:
    """What opens here and says something, in the order of the record."""
    found = []
    for number, entry in enumerate(record.log.records, start=1):
        for lane, body in sorted(entry.bodies.items()):
            fields = _fields(number, lane, body)
            if fields:
                found.append(
                    Item(
                        number,
                        lane,
                        entry.event_id,
                        _title(entry.kind, lane, body),
                        gettext("the reporter") if entry.role == "reporter" else _role(record, entry.role),
                        _time(body),
                        fields,
                        body,
                    )
                )
    return tuple(found)


def key_of(record: CaseRecord, item: Item) -> bytes | None:
    """The key under which an item's body was sealed, of those that this vault holds."""
    stored = record.entries[item.event_id]
    if stored.is_report:
        key_id = GenesisHeader.parse(stored.header).key_ids[item.lane - 1]
        return record.log.keys.get((item.lane, key_id))
    header = EventHeader.parse(stored.header)
    return record.log.keys.get((header.c, header.key_id))


def thread_keys(record: CaseRecord, lane: int) -> tuple[bytes, ...]:
    """Every key of a lane's conversation: a reporter's message doesn't name the one that it was sealed under."""
    return tuple(key for (c, _), key in record.log.keys.items() if c == lane + THREAD_OFFSET)


def direction_of(text: str) -> Direction:
    """Which way a text is written: by its first letter that says so."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _title(kind: str, lane: int, body: Mapping[str, Any]) -> str:
    if kind == "genesis":
        return lane_label(lane)
    if kind == "supplement":
        return gettext("Added to: %(lane)s", lane=lane_label(lane))
    return f"{act_label(str(body.get('type', '')))} · {lane_label(lane)}"


def _role(record: CaseRecord, role_id: str) -> str:
    role = record.policies.roles.role(role_id)
    return role_id if role is None else gettext(role.label)


def _time(body: Mapping[str, Any]) -> str:
    claim = body.get("sent_at") or body.get("claimed_at")
    return moment(claim) if isinstance(claim, str) and claim else ""


def _fields(number: int, lane: int, body: Mapping[str, Any]) -> tuple[Field, ...]:
    found: list[Field] = []
    for name in _SHOWN:
        value = body.get(name)
        if isinstance(value, str) and value.strip():
            found.append(Field(f"{number}-{lane}-{name}", name, value))
        elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            found.append(Field(f"{number}-{lane}-{name}", name, ", ".join(value)))
        elif isinstance(value, dict):
            found += [
                Field(f"{number}-{lane}-{name}-{key}", key, one)
                for key, one in sorted(value.items())
                if isinstance(one, str) and one.strip()
            ]
    return tuple(found)
