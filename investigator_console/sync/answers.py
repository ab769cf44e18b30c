"""What a portal answers, read as a stranger's: every field is checked, and what is wrong has a name.

Reading raises `PortalMalformedError` for whatever does not have the protocol's shape.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from investigator_console.sync.errors import PortalMalformedError


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Around the reading of `what`, as a sentence begins: "The portal's challenge"."""
    try:
        yield
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        raise PortalMalformedError(f"{what} can't be read.") from None


@dataclass(frozen=True)
class Entry:
    """One record as the portal hands it to a member: bytes as they were signed, nothing verified yet.

    `bodies`: 5 of a genesis, 1 of an event, None where the portal holds none. `wraps`: index in the header's
    list to 1,296 bytes. `received_on`: the portal's day, a claim. `cursor`: opaque.
    """

    event_id: bytes
    header: bytes
    signatures: tuple[bytes, ...]
    bodies: tuple[bytes | None, ...]
    wraps: Mapping[int, bytes]
    received_on: str
    cursor: str

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the API's JSON object."""
        with reading("An entry of the portal's"):
            return cls(
                event_id=_hex(document["event_id"], 32),
                header=_blob(document["header"]),
                signatures=tuple(_hex(signature, 64) for signature in document["signatures"]),
                bodies=tuple(None if body is None else _blob(body) for body in document["bodies"]),
                wraps={int(wrap["index"]): _blob(wrap["wrap"]) for wrap in document["wraps"]},
                received_on=str(document["received_on"])[:10],
                cursor=str(document.get("cursor", "")),
            )


@dataclass(frozen=True)
class EntryPage:
    """One page of entries. `remaining`: how many come after it, for the progress bar.

    `epoch`: another one after the portal's database was restored from a backup; "" from an older portal.
    """

    entries: Sequence[Entry]
    next: str
    more: bool
    remaining: int
    epoch: str = ""

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the API's JSON object."""
        with reading("The portal's page of entries"):
            return cls(
                entries=[Entry.from_json(entry) for entry in document["entries"]],
                next=str(document["next"] or ""),
                more=bool(document["more"]),
                remaining=int(document.get("remaining", 0)),
                epoch=str(document.get("epoch", ""))[:40],
            )


@dataclass(frozen=True)
class NumberedRecord:
    """Signed bytes that the portal hands out by number, not yet believed. `received_on`: a claim, or ""."""

    number: int
    record: bytes
    received_on: str = ""


@dataclass(frozen=True)
class NumberedPage:
    """Signed records by number, oldest first, and whether there are more."""

    records: Sequence[NumberedRecord]
    more: bool


@dataclass(frozen=True)
class DutyAnswer:
    """The signed roster or None, whether somebody is on duty now, and the last calls, newest first."""

    record: bytes | None
    covered: bool
    pings: Sequence[Mapping[str, Any]]


def read_challenge(document: Any) -> bytes:  # noqa: ANN401  what a portal sent
    """A nonce of 32 bytes, good once and for 60 seconds."""
    with reading("The portal's challenge"):
        return _hex(document["nonce"], 32)


def read_token(document: Any) -> str:  # noqa: ANN401  what a portal sent
    """What later calls carry; "" where there is none."""
    with reading("The portal's answer to the log-in"):
        return str(document.get("token", ""))


def read_returned(document: Any) -> frozenset[bytes]:  # noqa: ANN401  what a portal sent
    """The ids of what the portal had lost and now has again."""
    with reading("The portal's word about what was given back"):
        return frozenset(_hex(one, 32) for one in document["stored"])


def read_packet_answers(document: Any) -> list[tuple[bytes, bytes]]:  # noqa: ANN401  what a portal sent
    """(packet id, sealed answer) of each."""
    with reading("The portal's list of answers"):
        return [(_hex(one["packet_id"], 32), _blob(one["answer"])) for one in document["packets"]]


def read_intake_hashes(document: Any) -> frozenset[bytes]:  # noqa: ANN401  what a portal sent
    """SHA-256 of each intake key."""
    with reading("The portal's list of intake keys"):
        return frozenset(_hex(key["kem_hash"], 32) for key in document["keys"])


def read_orders(document: Any) -> NumberedPage:  # noqa: ANN401  what a portal sent
    """Orders to destroy."""
    with reading("The portal's list of orders"):
        rows = [
            NumberedRecord(int(row["number"]), _blob(row["record"]), str(row["received_on"])[:10])
            for row in document["orders"]
        ]
        return NumberedPage(rows, bool(document["more"]))


def read_openings(document: Any) -> NumberedPage:  # noqa: ANN401  what a portal sent
    """Sealed lists of openings."""
    with reading("The portal's lists of openings"):
        rows = [NumberedRecord(int(row["number"]), _blob(row["batch"])) for row in document["batches"]]
        return NumberedPage(rows, bool(document["more"]))


def read_surveys(document: Any) -> tuple[dict[bytes, bytes], bool]:  # noqa: ANN401  what a portal sent
    """Sealed statistics rows by their number, and whether there are more."""
    with reading("The portal's list of surveys"):
        rows = {_hex(one["row_id"], 16): _blob(one["row"]) for one in document["rows"]}
        return rows, bool(document["more"])


def read_duty(document: Any) -> DutyAnswer:  # noqa: ANN401  what a portal sent
    """The roster, and the last calls by hour, turn, channel, delivered and reason."""
    with reading("The portal's word about duty"):
        pings = [
            {
                "hour": int(one["hour"]),
                "turn": int(one["turn"]),
                "channel": str(one["channel"])[:8],
                "delivered": bool(one["delivered"]),
                "reason": str(one["reason"])[:80],
            }
            for one in document["pings"]
        ]
        record = None if document["record"] is None else _blob(document["record"])
        return DutyAnswer(record, bool(document["covered"]), pings)


def _hex(value: object, length: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * length:
        raise ValueError("wrong length")
    return bytes.fromhex(value)


def _blob(value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError("no text")
    return base64.b64decode(value, validate=True)
