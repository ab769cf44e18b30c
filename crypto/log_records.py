"""What goes into a case log and what comes out: entries as handed over, verified records, problems."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from crypto.documents import from_hex
from crypto.errors import Malformed
from crypto.types import CaseId, EventId, KeyId, MemberId

GENESIS, EVENT, KEYS, CODE_REPLACED = "genesis", "event", "keys", "code-replaced"
SUPPLEMENT = "supplement"
REPORTER = "reporter"
_SIGNATURE_LEN = 64


@dataclass(frozen=True)
class Entry:
    """One signed record as it came: nothing in it is believed yet.

    `bodies`: five for a report, one or none for an event, None where not handed over; `wraps`: (index,
    bytes); `received_on`: the portal's claim, transport only, never an input of rules.
    """

    header: bytes = field(repr=False)
    signatures: tuple[bytes, ...] = field(repr=False)
    bodies: tuple[bytes | None, ...] = field(default=(), repr=False)
    wraps: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)
    received_on: str = ""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """From the JSON of the portal's API. Raises `Malformed`."""
        try:
            return cls(
                header=_blob(document["header"]),
                signatures=tuple(from_hex(one, _SIGNATURE_LEN) for one in document["signatures"]),
                bodies=tuple(None if one is None else _blob(one) for one in document["bodies"]),
                wraps=tuple((_index(one["index"]), _blob(one["wrap"])) for one in document["wraps"]),
                received_on=str(document.get("received_on", "")),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise Malformed("an entry has a header, signatures, bodies and wraps") from error


def _blob(text: object) -> bytes:
    if not isinstance(text, str):
        raise Malformed("a blob is base64 text")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("a blob is standard base64 with padding") from error


def _index(value: object) -> int:
    if type(value) is not int or value < 0:
        raise Malformed("a wrap's index is a whole number from 0")
    return value


@dataclass(frozen=True, order=True)
class Problem:
    """Something hostile, broken, unknown or withheld (rule E7): always shown, never an exception."""

    event_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One authentic entry, in the form that policy rules read.

    Ids are hex. `position` numbers the case's entries, parents first (rule E4); bit i of `ancestors` says
    that the entry at position i lies in the causal past. `bodies`: lane (1..5) to opened JSON, empty where
    it is sealed to others or no longer there. `void`: why it counts only once adopted, or empty.
    """

    event_id: str
    position: int
    ancestors: int
    parents: tuple[str, ...]
    kind: str
    thread: bool
    author: str
    role: str
    groups: tuple[str, ...]
    keyring_version: int
    void: str
    bodies: Mapping[int, Mapping[str, Any]] = field(repr=False)
    sealed: bool = False


@dataclass(frozen=True)
class ReporterIdentity:
    """The public keys of one case code of this case. `event_id` introduced them; `void` as in `Record`."""

    event_id: EventId
    author_id: MemberId
    auth_vk: bytes
    sign_vk: bytes
    kem_pk: bytes = field(repr=False)
    void: str = ""


@dataclass(frozen=True)
class CaseLog:
    """The verified history of one case, for one reader's keys.

    `heads`, `thread_heads`: what a new event cites, on either plane. `missing`: ids that others cite and
    nobody handed over. `keys`: every key held, by (compartment, key id), all generations; `current`: the key
    ids in force by compartment (two: concurrent rotations, rotate again first); `key_ids`: all in force;
    `key_history`: all that ever were, newest first, for a grant's header; `supplements`: for each supplement the
    ids that a grant of it names. `logs`: (author, log id) to the last (sequence number, event id). `received`:
    the portal's day for each event.
    """

    case_id: CaseId
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    parked: tuple[EventId, ...] = ()
    missing: tuple[EventId, ...] = ()
    heads: tuple[EventId, ...] = ()
    thread_heads: tuple[EventId, ...] = ()
    keyring_version: int = 0
    reporters: tuple[ReporterIdentity, ...] = ()
    keys: Mapping[tuple[int, KeyId], bytes] = field(default_factory=dict, repr=False)
    current: Mapping[int, tuple[KeyId, ...]] = field(default_factory=dict)
    key_ids: tuple[tuple[int, KeyId], ...] = ()
    supplements: Mapping[EventId, tuple[tuple[int, KeyId], ...]] = field(default_factory=dict)
    key_history: tuple[tuple[int, KeyId], ...] = ()
    logs: Mapping[tuple[MemberId, bytes], tuple[int, EventId]] = field(default_factory=dict)
    received: Mapping[str, str] = field(default_factory=dict)

    def key_for(self, c: int) -> bytes | None:
        """The key in force of a compartment (1..5, 17..19), where it is held and there is exactly one."""
        ids = self.current.get(c, ())
        return self.keys.get((c, ids[0])) if len(ids) == 1 else None
