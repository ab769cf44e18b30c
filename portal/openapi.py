"""The description of the API, from the shapes that check it: `python -m portal.openapi` writes the file."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal import wire

PATH = Path(__file__).with_name("openapi.json")
_OCTETS = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TEMPLATE = "#/components/schemas/{model}"
_SHAPES: tuple[type[BaseModel], ...] = (
    wire.LoginRequest,
    wire.AcksRequest,
    wire.IntakeKeysRequest,
    wire.SuspensionRequest,
    wire.PacketRequest,
    wire.PacketOpenRequest,
    wire.PacketIdsRequest,
    wire.PacketRecordAnswer,
    wire.PacketAnswerShape,
    wire.PacketAnswers,
    wire.OrderRequest,
    wire.OpeningsRequest,
    wire.RosterRequest,
    wire.SurveyAcksRequest,
    wire.StoredAnswer,
    wire.ChallengeAnswer,
    wire.EventAnswer,
    wire.LoginAnswer,
    wire.CountAnswer,
    wire.ReturnedAnswer,
    wire.DoneAnswer,
    wire.EntryShape,
    wire.EntriesAnswer,
    wire.OwnIntakeKeysAnswer,
    wire.OrdersAnswer,
    wire.OpeningsAnswer,
    wire.SurveysAnswer,
    wire.DutyAnswer,
    wire.MailboxAnswer,
    wire.ErrorAnswer,
)
_MEANING = {
    "200": "Done, now or before.",
    "201": "Stored.",
    "400": "The bytes do not follow the protocol.",
    "401": "No session, or one that has ended.",
    "403": "Refused; always the same bytes, whatever the reason.",
    "404": "Not here.",
    "409": "The case exists, or a key has lapsed: fetch the keyring and seal again.",
    "413": "Too large.",
    "429": "Too many requests from this network.",
    "503": "Not ready, or the database is away: try again.",
}
_LIMITED = ("413", "429", "503")


def _content(shape: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _TEMPLATE.format(model=shape.__name__)}}}


def _answers(good: dict[str, dict[str, Any]], bad: tuple[str, ...]) -> dict[str, Any]:
    answers = {
        status: {"description": _MEANING[status], "content": content} for status, content in good.items()
    }
    for status in sorted({*bad, *_LIMITED}):
        answers[status] = {"description": _MEANING[status], "content": _content(wire.ErrorAnswer)}
    return answers


def _operation(
    name: str,
    about: str,
    good: dict[str, dict[str, Any]],
    bad: tuple[str, ...] = (),
    *,
    takes: dict[str, Any] | None = None,
    member: bool = False,
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": name, "summary": about}
    if parameters:
        operation["parameters"] = parameters
    if takes is not None:
        operation["requestBody"] = {"required": True, "content": takes}
    if member:
        operation["security"] = [{"session": []}]
        bad = (*bad, "401")
    operation["responses"] = _answers(good, bad)
    return operation


def _public_paths() -> dict[str, Any]:
    both = {"200": _content(wire.StoredAnswer), "201": _content(wire.StoredAnswer)}
    event = {"200": _content(wire.EventAnswer), "201": _content(wire.EventAnswer)}
    opened = {"200": _content(wire.MailboxAnswer)}
    by_hash = [{"name": "keyring_hash", "in": "path", "required": True, "schema": _HASH}]
    language = [{"name": "language", "in": "path", "required": True, "schema": {"type": "string"}}]
    anything: dict[str, Any] = {"application/json": {"schema": {}}}
    return {
        "/keyring": {"get": _operation("getKeyring", "The current keyring", {"200": _OCTETS})},
        "/keyring/{keyring_hash}": {
            "get": _operation(
                "getKeyringByHash",
                "A keyring that was published",
                {"200": _OCTETS},
                ("404",),
                parameters=by_hash,
            )
        },
        "/root": {
            "get": _operation("getRootChange", "What announces the root key", {"200": _OCTETS}, ("404",))
        },
        "/manifest": {
            "get": _operation("getManifest", "The signed list of the pages", {"200": _OCTETS}, ("404",))
        },
        "/intake": {"get": _operation("getIntake", "The intake keys to seal to today", {"200": _OCTETS})},
        "/statistics": {
            "get": _operation("getStatisticsKeys", "The keys to seal a survey to today", {"200": _OCTETS})
        },
        "/surveys": {
            "post": _operation(
                "sendSurvey",
                "Send a sealed survey, tied to no case",
                {"201": _content(wire.StoredAnswer)},
                ("400", "409"),
                takes=_OCTETS,
            )
        },
        "/policies/routing": {
            "get": _operation("getRouting", "The rules that route a report", {"200": anything})
        },
        "/packets/open": {
            "post": _operation(
                "openPacket",
                "What a service seals its answer to",
                {"200": _content(wire.PacketRecordAnswer)},
                ("400", "403"),
                takes=_content(wire.PacketOpenRequest),
            )
        },
        "/packets/answers": {
            "post": _operation("answerPacket", "Answer a referral", both, ("400", "403"), takes=_OCTETS)
        },
        "/services": {
            "get": _operation(
                "getServices", "The signed public directory of services", {"200": _OCTETS}, ("404",)
            )
        },
        "/services/{language}/urgent": {
            "get": _operation(
                "getUrgentServices",
                "Services to show first",
                {"200": anything},
                ("404",),
                parameters=language,
            )
        },
        "/openapi.json": {"get": _operation("getDescription", "This description", {"200": anything})},
        "/reports": {
            "post": _operation("sendReport", "Send a sealed report", both, ("400", "409"), takes=_OCTETS)
        },
        "/challenges": {
            "post": _operation("newChallenge", "A challenge to sign", {"200": _content(wire.ChallengeAnswer)})
        },
        "/mailbox/open": {
            "post": _operation(
                "openMailbox", "Open a case", opened, ("403",), takes=_content(wire.LoginRequest)
            )
        },
        "/mailbox/events": {
            "post": _operation(
                "sendReporterEvent", "Write, or replace the code", event, ("400", "403", "409"), takes=_OCTETS
            )
        },
    }


def _member_paths() -> dict[str, Any]:
    event = {"200": _content(wire.EventAnswer), "201": _content(wire.EventAnswer)}
    by_id = [{"name": "event_id", "in": "path", "required": True, "schema": _HASH}]
    pages = [
        {"name": "after", "in": "query", "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}},
    ]

    def operation(name: str, about: str, good: dict[str, Any], *bad: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on
        return _operation(name, about, good, bad, member=True, **more)

    # Rule E11: what tells the reporter that a person has read it ends the alarm; a blind portal is told.
    acknowledges = [
        {"name": "acknowledges", "in": "query", "schema": {"type": "string", "enum": ["yes", "no"]}}
    ]
    done = {"200": _content(wire.DoneAnswer)}
    return {
        "/members/login": {
            "post": _operation(
                "logIn",
                "Begin a session",
                {"200": _content(wire.LoginAnswer)},
                ("403",),
                takes=_content(wire.LoginRequest),
            )
        },
        "/members/logout": {"post": operation("logOut", "End the session", done)},
        "/members/entries": {
            "get": operation(
                "listEntries", "All records", {"200": _content(wire.EntriesAnswer)}, "400", parameters=pages
            )
        },
        "/members/entries/{event_id}": {
            "get": operation(
                "getEntry", "One record", {"200": _content(wire.EntryShape)}, "404", parameters=by_id
            )
        },
        "/members/events": {
            "post": operation(
                "sendEvent",
                "Add an event",
                event,
                *("400", "403", "404", "409"),
                takes=_OCTETS,
                parameters=acknowledges,
            )
        },
        "/members/returns": {
            "post": operation(
                "giveBack",
                "Give back records of one case that the portal has lost",
                {"200": _content(wire.ReturnedAnswer), "201": _content(wire.ReturnedAnswer)},
                "400",
                "403",
                "404",
                "409",
                takes=_OCTETS,
                parameters=[{"name": "acknowledged", "in": "query", "schema": {"type": "string"}}],
            )
        },
        "/members/acks": {
            "post": operation(
                "acknowledge", "Drop stored wraps", done, "400", takes=_content(wire.AcksRequest)
            )
        },
        "/members/intake-keys": {
            "get": operation(
                "listIntakeKeys", "Own intake keys", {"200": _content(wire.OwnIntakeKeysAnswer)}
            ),
            "post": operation(
                "publishIntakeKeys",
                "Publish own intake keys",
                {"200": _content(wire.CountAnswer)},
                "400",
                takes=_content(wire.IntakeKeysRequest),
            ),
        },
        "/members/packets": {
            "get": operation("listAnswers", "Answers of services", {"200": _content(wire.PacketAnswers)}),
            "post": operation(
                "openPacketPlace",
                "Wait for a service's answer",
                {"201": _content(wire.DoneAnswer)},
                "400",
                "403",
                takes=_content(wire.PacketRequest),
            ),
        },
        "/members/packets/acks": {
            "post": operation(
                "dropAnswers", "Drop stored answers", done, "400", takes=_content(wire.PacketIdsRequest)
            )
        },
        "/members/packets/waiting": {
            "post": operation(
                "answersAt",
                "Answers at places that a colleague opened",
                {"200": _content(wire.PacketAnswers)},
                "400",
                takes=_content(wire.PacketIdsRequest),
            )
        },
        "/members/packets/closed": {
            "post": operation(
                "closePlaces", "Close places for answers", done, "400", takes=_content(wire.PacketIdsRequest)
            )
        },
        "/members/directory": {
            "put": operation(
                "publishServices",
                "Publish the public directory of services",
                {"200": _content(wire.CountAnswer)},
                "400",
                "403",
                "409",
                takes=_OCTETS,
            )
        },
        "/members/suspensions": {
            "post": operation(
                "suspend",
                "Suspend a member",
                {"201": _content(wire.DoneAnswer)},
                "400",
                takes=_content(wire.SuspensionRequest),
            )
        },
        **_record_paths(),
    }


def _record_paths() -> dict[str, Any]:
    done = {"200": _content(wire.DoneAnswer), "201": _content(wire.DoneAnswer)}
    number = {"type": "integer", "minimum": 0, "maximum": 2_147_483_647}
    after = [{"name": "after", "in": "query", "schema": number}]

    def listing(name: str, about: str, shape: type[BaseModel], *bad: str) -> dict[str, Any]:
        return _operation(name, about, {"200": _content(shape)}, ("400", *bad), member=True, parameters=after)

    def storing(name: str, about: str, shape: type[BaseModel], *bad: str) -> dict[str, Any]:
        return _operation(name, about, done, ("400", *bad), member=True, takes=_content(shape))

    return {
        "/members/destructions": {
            "get": listing("listOrders", "Orders to destroy that were carried out", wire.OrdersAnswer),
            "post": storing("destroy", "Destroy what two members ordered", wire.OrderRequest, "403", "404"),
        },
        "/members/openings": {
            "get": listing("listOpenings", "Sealed lists of openings", wire.OpeningsAnswer, "403"),
            "post": storing("sendOpenings", "Hand in the sealed list of a day", wire.OpeningsRequest, "409"),
        },
        "/members/surveys": {
            "get": _operation(
                "listSurveys",
                "Sealed surveys",
                {"200": _content(wire.SurveysAnswer)},
                ("403",),
                member=True,
            )
        },
        "/members/surveys/acks": {
            "post": _operation(
                "dropSurveys",
                "Acknowledge stored surveys",
                {"200": _content(wire.DoneAnswer)},
                ("400", "403"),
                takes=_content(wire.SurveyAcksRequest),
                member=True,
            )
        },
        "/members/duty": {
            "get": _operation(
                "getDuty",
                "The duty roster and the last calls",
                {"200": _content(wire.DutyAnswer)},
                member=True,
            ),
            "post": storing(
                "putRoster", "Put a signed duty roster in force", wire.RosterRequest, "403", "409"
            ),
        },
    }


def describe() -> dict[str, Any]:
    """The whole description, OpenAPI 3.1."""
    _, definitions = models_json_schema([(shape, "validation") for shape in _SHAPES], ref_template=_TEMPLATE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Amparo portal",
            "version": "1",
            "description": "Sealed bytes in, sealed bytes out. docs/PROTOCOL.md says what they hold.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {**_public_paths(), **_member_paths()},
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def encode() -> str:
    """The text of openapi.json."""
    return json.dumps(describe(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(encode(), encoding="utf-8")
