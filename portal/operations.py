"""Every operation of the API, a row each: what it takes, what it answers, and how it may refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from portal.packets.wire import (
    PacketAnswers,
    PacketIdsRequest,
    PacketOpenRequest,
    PacketRecordAnswer,
    PacketRequest,
)
from portal.wire import (
    AcksRequest,
    ChallengeAnswer,
    CountAnswer,
    DoneAnswer,
    DutyAnswer,
    EntriesAnswer,
    EntryShape,
    EventAnswer,
    IntakeKeysRequest,
    LoginAnswer,
    LoginRequest,
    MailboxAnswer,
    OpeningsAnswer,
    OpeningsRequest,
    OrderRequest,
    OrdersAnswer,
    OwnIntakeKeysAnswer,
    ReturnedAnswer,
    RosterRequest,
    StoredAnswer,
    SurveyAcksRequest,
    SurveysAnswer,
    SuspensionRequest,
)


@dataclass(frozen=True)
class Plain:
    """A body without a shape of ours. `content`: its media type, and the schema."""

    content: Mapping[str, Any]


Body = type[BaseModel] | Plain

OCTETS: Final = Plain({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}})
JSON: Final = Plain({"application/json": {"schema": {}}})
_STORED: Final = (200, 201)
_NEW: Final = (201,)
_TEXT: Final = {"type": "string"}
_YES_NO: Final = {"type": "string", "enum": ["yes", "no"]}
_PAGE: Final = {"after": _TEXT, "limit": {"type": "integer", "minimum": 1, "maximum": 200}}
_FROM: Final = {"after": {"type": "integer", "minimum": 0, "maximum": 2_147_483_647}}


@dataclass(frozen=True)
class Operation:
    """One row, under its method and path. `good`, `bad`: statuses beside those of every operation; `query`: schemas."""

    name: str
    about: str
    gives: Body
    bad: tuple[int, ...] = ()
    takes: Body | None = None
    good: tuple[int, ...] = (200,)
    query: Mapping[str, Any] = field(default_factory=dict)


PUBLIC: Final = {
    "GET /keyring": Operation("getKeyring", "The current keyring", OCTETS),
    "GET /keyring/{keyring_hash}": Operation(
        "getKeyringByHash", "A keyring that was published", OCTETS, (404,)
    ),
    "GET /root": Operation("getRootChange", "What announces the root key", OCTETS, (404,)),
    "GET /manifest": Operation("getManifest", "The signed list of the pages", OCTETS, (404,)),
    "GET /intake": Operation("getIntake", "The intake keys to seal to today", OCTETS),
    "GET /statistics": Operation("getStatisticsKeys", "The keys to seal a survey to today", OCTETS),
    "POST /surveys": Operation(
        "sendSurvey", "Send a sealed survey, tied to no case", StoredAnswer, (400, 409), OCTETS, _NEW
    ),
    "GET /policies/routing": Operation("getRouting", "The rules that route a report", JSON),
    "POST /packets/open": Operation(
        "openPacket", "What a service seals its answer to", PacketRecordAnswer, (400, 403), PacketOpenRequest
    ),
    "POST /packets/answers": Operation(
        "answerPacket", "Answer a referral", StoredAnswer, (400, 403), OCTETS, _STORED
    ),
    "GET /services": Operation("getServices", "The signed public directory of services", OCTETS, (404,)),
    "GET /services/{language}/urgent": Operation("getUrgentServices", "Services to show first", JSON, (404,)),
    "GET /openapi.json": Operation("getDescription", "This description", JSON),
    "POST /reports": Operation(
        "sendReport", "Send a sealed report", StoredAnswer, (400, 409), OCTETS, _STORED
    ),
    "POST /challenges": Operation("newChallenge", "A challenge to sign", ChallengeAnswer),
    "POST /mailbox/open": Operation("openMailbox", "Open a case", MailboxAnswer, (403,), LoginRequest),
    "POST /mailbox/events": Operation(
        "sendReporterEvent", "Write, or replace the code", EventAnswer, (400, 403, 409), OCTETS, _STORED
    ),
    "POST /members/login": Operation("logIn", "Begin a session", LoginAnswer, (403,), LoginRequest),
}

# With a session, whose absence answers 401.
MEMBERS: Final = {
    "POST /members/logout": Operation("logOut", "End the session", DoneAnswer),
    "GET /members/entries": Operation("listEntries", "All records", EntriesAnswer, (400,), query=_PAGE),
    "GET /members/entries/{event_id}": Operation("getEntry", "One record", EntryShape, (404,)),
    # Rule E11: what tells the reporter that a person has read it ends the alarm; a blind portal is told.
    "POST /members/events": Operation(
        "sendEvent",
        "Add an event",
        EventAnswer,
        (400, 403, 404, 409),
        OCTETS,
        _STORED,
        {"acknowledges": _YES_NO},
    ),
    "POST /members/returns": Operation(
        "giveBack",
        "Give back records of one case that the portal has lost",
        ReturnedAnswer,
        (400, 403, 404, 409),
        OCTETS,
        _STORED,
        {"acknowledged": _TEXT},
    ),
    "POST /members/acks": Operation("acknowledge", "Drop stored wraps", DoneAnswer, (400,), AcksRequest),
    "GET /members/intake-keys": Operation("listIntakeKeys", "Own intake keys", OwnIntakeKeysAnswer),
    "POST /members/intake-keys": Operation(
        "publishIntakeKeys", "Publish own intake keys", CountAnswer, (400,), IntakeKeysRequest
    ),
    "GET /members/packets": Operation("listAnswers", "Answers of services", PacketAnswers),
    "POST /members/packets": Operation(
        "openPacketPlace", "Wait for a service's answer", DoneAnswer, (400, 403), PacketRequest, _NEW
    ),
    "POST /members/packets/acks": Operation(
        "dropAnswers", "Drop stored answers", DoneAnswer, (400,), PacketIdsRequest
    ),
    "POST /members/packets/waiting": Operation(
        "answersAt", "Answers at places that a colleague opened", PacketAnswers, (400,), PacketIdsRequest
    ),
    "POST /members/packets/closed": Operation(
        "closePlaces", "Close places for answers", DoneAnswer, (400,), PacketIdsRequest
    ),
    "PUT /members/directory": Operation(
        "publishServices", "Publish the public directory of services", CountAnswer, (400, 403, 409), OCTETS
    ),
    "POST /members/suspensions": Operation(
        "suspend", "Suspend a member", DoneAnswer, (400,), SuspensionRequest, _NEW
    ),
    "GET /members/destructions": Operation(
        "listOrders", "Orders to destroy that were carried out", OrdersAnswer, (400,), query=_FROM
    ),
    "POST /members/destructions": Operation(
        "destroy", "Destroy what two members ordered", DoneAnswer, (400, 403, 404), OrderRequest, _STORED
    ),
    "GET /members/openings": Operation(
        "listOpenings", "Sealed lists of openings", OpeningsAnswer, (400, 403), query=_FROM
    ),
    "POST /members/openings": Operation(
        "sendOpenings", "Hand in the sealed list of a day", DoneAnswer, (400, 409), OpeningsRequest, _STORED
    ),
    "GET /members/surveys": Operation("listSurveys", "Sealed surveys", SurveysAnswer, (403,)),
    "POST /members/surveys/acks": Operation(
        "dropSurveys", "Acknowledge stored surveys", DoneAnswer, (400, 403), SurveyAcksRequest
    ),
    "GET /members/duty": Operation("getDuty", "The duty roster and the last calls", DutyAnswer),
    "POST /members/duty": Operation(
        "putRoster", "Put a signed duty roster in force", DoneAnswer, (400, 403, 409), RosterRequest, _STORED
    ),
}
