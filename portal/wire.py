import binascii
from base64 import b64decode
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crypto.errors import Malformed

Hex16 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Blob = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
# Exact lengths are the protocol's business: its parsers say what is wrong.
IntakeBlob = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=1_744)]
SuspensionBlob = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=280)]
OrderBlob = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=86_016)]
OpeningsBlob = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=65_536)]
RosterBlob = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=65_536)]


def decode_blob(text: str) -> bytes:
    """The bytes of standard base64. Raises `Malformed`: one value has one spelling."""
    try:
        return b64decode(text, validate=True)
    except binascii.Error as error:
        raise Malformed("this is no base64") from error


class Shape(BaseModel):
    """A JSON object of the API: known fields only, no coercion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LoginRequest(Shape):
    """Proof of a log-in key over a fresh challenge."""

    auth_vk: Hex32
    nonce: Hex32
    origin: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,255}$")]
    signature: Hex64


class AcksRequest(Shape):
    """Records whose keys the member has stored."""

    event_ids: Annotated[list[Hex32], Field(min_length=1, max_length=500)]


class IntakeKeysRequest(Shape):
    """Signed intake records of the member, 1,308 bytes each."""

    records: Annotated[list[IntakeBlob], Field(min_length=1, max_length=32)]


class SuspensionRequest(Shape):
    """One suspension record, 208 bytes, signed by two members."""

    record: SuspensionBlob


class StoredAnswer(Shape):
    """The report is stored."""

    stored: Literal[True]


class ChallengeAnswer(Shape):
    """A challenge: good once, for 60 seconds."""

    nonce: Hex32


class EventAnswer(Shape):
    """The event is stored under this id."""

    event_id: Hex32


class LoginAnswer(Shape):
    """A member's session."""

    token: Hex32
    expires_in: int


class CountAnswer(Shape):
    """How many were new."""

    stored: int


class ReturnedAnswer(Shape):
    """What was given back: stored now, and what stood here already and stays as it is."""

    stored: list[Hex32]
    known: list[Hex32]


class DoneAnswer(Shape):
    """Done, now or before."""

    done: Literal[True]


class WrapShape(Shape):
    """A wrap and its place among the header's wrap entries."""

    index: int
    wrap: Blob


class EntryShape(Shape):
    """A stored record. `bodies`: five for a report, one or none else; null once destroyed."""

    event_id: Hex32
    header: Blob
    signatures: list[Hex64]
    bodies: list[Blob | None]
    wraps: list[WrapShape]
    received_on: Day


class PagedEntryShape(EntryShape):
    """A stored record with the cursor that stands behind it."""

    cursor: str


class EntriesAnswer(Shape):
    """A page of records. `next` goes into `after` of the next request; `epoch` changes with a restored backup."""

    epoch: str
    entries: list[PagedEntryShape]
    next: str
    more: bool
    remaining: int


class OwnIntakeKey(Shape):
    """An intake key of the member that still lives. `kind`: 1 weekly, 2 reserve."""

    kem_hash: Hex32
    kind: Literal[1, 2]
    not_before: Day
    not_after: Day


class OwnIntakeKeysAnswer(Shape):
    """The member's own current and future intake keys."""

    keys: list[OwnIntakeKey]


class OrderRequest(Shape):
    """An order to destroy, signed by two members."""

    record: OrderBlob


class OrderShape(Shape):
    """An order that was carried out. `number` grows; it goes into `after` of the next request."""

    number: int
    record: Blob
    received_on: Day


class OrdersAnswer(Shape):
    """Orders of all cases, oldest first."""

    orders: list[OrderShape]
    more: bool


class OpeningsRequest(Shape):
    """A member's sealed list of cases opened, of one size."""

    batch: OpeningsBlob


class OpeningsShape(Shape):
    """One sealed list as oversight fetches it."""

    number: int
    batch: Blob


class OpeningsAnswer(Shape):
    """Sealed lists of all members, oldest first."""

    batches: list[OpeningsShape]
    more: bool


class SurveyAcksRequest(Shape):
    """Rows of the survey that the member has stored."""

    row_ids: Annotated[list[Hex16], Field(min_length=1, max_length=100)]


class SurveyShape(Shape):
    """One sealed row."""

    row_id: Hex16
    row: Blob


class SurveysAnswer(Shape):
    """Rows that the member has not acknowledged, in no order of time."""

    rows: list[SurveyShape]
    more: bool


class RosterRequest(Shape):
    """A signed duty roster."""

    record: RosterBlob


class PingShape(Shape):
    """One call to the person on duty: hours since 1970, whose turn, by which way, whether it left."""

    hour: int
    turn: int
    channel: Literal["mail", "webhook"]
    delivered: bool
    reason: str


class DutyAnswer(Shape):
    """Who is on duty as signed (or nothing), and how the last calls went."""

    record: Blob | None
    covered: bool
    pings: list[PingShape]


class HoursShape(Shape):
    """Hours in which somebody answers: ISO weekdays 1 to 7, minutes of the day, of the place."""

    days: list[int]
    start: int
    end: int


class CoverShape(Shape):
    """Whether somebody is on duty now, and when somebody is. The same for every case."""

    known: bool
    now: bool
    utc_offset: int
    hours: list[HoursShape]


class MailboxAnswer(Shape):
    """The thread of a case, padded so that its length tells little."""

    case_id: Hex32
    entries: list[EntryShape]
    orders: list[OrderShape]
    cover: CoverShape
    pad: str


class ErrorAnswer(Shape):
    """Why not."""

    error: str
    message: str = ""
