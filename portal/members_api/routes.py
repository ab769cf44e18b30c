from pathlib import Path
from typing import TypeVar

from flask import Blueprint, Response, g, json, request
from pydantic import BaseModel, ValidationError

from crypto.errors import ProtocolError
from crypto.types import MemberId
from portal.errors import api_error
from portal.help.publishing import Refused as NotPublished
from portal.help.publishing import publish
from portal.login import read_login
from portal.members_api import events, keys, returns, sync
from portal.members_api.record_routes import add_record_routes
from portal.members_api.session import SESSION_SECONDS, Caller, caller_of_request, log_in, log_out
from portal.packets import service as packets
from portal.packets.wire import PacketIdsRequest, PacketRequest
from portal.sealed_events import Refused
from portal.services import Services
from portal.visitors import MEMBER_LOGINS
from portal.wire import AcksRequest, IntakeKeysRequest, SuspensionRequest, decode_blob

_OPENAPI = Path(__file__).parents[1] / "openapi.json"
_EVENT_STATUS = {"malformed": 400, "not-accepted": 403, "not-found": 404, "stale-intake": 409}
_RETURN_STATUS = {
    "malformed": 400,
    "not-signed": 403,
    "not-found": 404,
    "case-exists": 409,
    "code-replaced": 409,
    "destroyed": 409,
    "unknown-keyring": 409,
}
_DIRECTORY_STATUS = {
    "malformed": 400,
    "not-public": 400,
    "not-accepted": 403,
    "stale-keyring": 409,
    "older": 409,
}
_HASH_DIGITS = 64
_Shape = TypeVar("_Shape", bound=BaseModel)


def blueprint(services: Services) -> Blueprint:
    """Everything under `/api/v1/members`, and the description of the whole API."""
    routes = Blueprint("members", __name__, url_prefix="/api/v1")
    routes.register_blueprint(_open_routes(services))
    routes.register_blueprint(_member_routes(services))
    return routes


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body, separators=(",", ":")), status, content_type="application/json")


def _open_routes(services: Services) -> Blueprint:
    routes = Blueprint("open", __name__)
    description = _OPENAPI.read_bytes() if _OPENAPI.is_file() else b"{}"

    @routes.get("/openapi.json")
    def openapi() -> Response:
        return Response(description, content_type="application/json")

    @routes.post("/members/login")
    @services.limiter.limit(MEMBER_LOGINS)
    def login() -> Response:
        token = log_in(services, read_login())
        if token is None:
            return api_error(403, "denied")
        return _json({"token": token.hex(), "expires_in": SESSION_SECONDS})

    return routes


def _caller() -> Caller:
    caller: Caller = g.caller
    return caller


def _body(shape: type[_Shape]) -> _Shape:
    return shape.model_validate_json(request.get_data(cache=False))


def _member_routes(services: Services) -> Blueprint:  # noqa: C901 - the route map of this API, one line each
    routes = Blueprint("member", __name__, url_prefix="/members")

    @routes.before_request
    def need_session() -> Response | None:
        caller = caller_of_request(services)
        if caller is None:
            answer = api_error(401, "denied")
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        g.caller = caller
        return None

    @routes.errorhandler(ValidationError)
    def wrong_shape(_error: ValidationError) -> Response:
        return api_error(400, "malformed", "The body does not have the shape that openapi.json describes.")

    @routes.errorhandler(ProtocolError)
    def wrong_record(error: ProtocolError) -> Response:
        return api_error(400, "malformed", error.code)

    @routes.errorhandler(sync.BadCursorError)
    def wrong_cursor(_error: sync.BadCursorError) -> Response:
        return api_error(400, "malformed", "This is no cursor of this API.")

    @routes.post("/logout")
    def logout() -> Response:
        log_out(services)
        return _json({"done": True})

    @routes.get("/entries")
    def entries() -> Response:
        limit = request.args.get("limit", str(sync.MAX_PAGE))
        if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:6]) <= sync.MAX_PAGE:
            return api_error(400, "malformed", f"limit is a number from 1 to {sync.MAX_PAGE}.")
        return _json(sync.page(services, _caller().id, request.args.get("after", ""), int(limit[:6])))

    @routes.get("/entries/<event_id>")
    def entry(event_id: str) -> Response:
        found = sync.single(services, _caller().id, bytes.fromhex(event_id)) if _is_hash(event_id) else None
        return api_error(404, "not-found") if found is None else _json(found)

    @routes.post("/events")
    def add_event() -> Response:
        acknowledges = request.args.get("acknowledges") == "yes"
        raw = request.get_data(cache=False)
        outcome = events.store_event(services, _caller(), raw, acknowledges=acknowledges)
        if isinstance(outcome, Refused):
            return api_error(_EVENT_STATUS[outcome.reason], outcome.reason, outcome.message)
        return _json({"event_id": outcome.event_id.hex()}, 201 if outcome.is_new else 200)

    @routes.post("/returns")
    def give_back() -> Response:
        acknowledged = request.args.get("acknowledged") == "yes"
        raw = request.get_data(cache=False)
        outcome = returns.take_back(services, _caller(), raw, acknowledged=acknowledged)
        if isinstance(outcome, returns.NotTaken):
            return api_error(_RETURN_STATUS[outcome.reason], outcome.reason, outcome.message)
        ids = {"stored": outcome.stored, "known": outcome.known}
        answer = {name: [one.hex() for one in found] for name, found in ids.items()}
        return _json(answer, 201 if outcome.stored else 200)

    @routes.post("/acks")
    def acks() -> Response:
        ids = [bytes.fromhex(one) for one in _body(AcksRequest).event_ids]
        sync.acknowledge(services, _caller().id, ids)
        return _json({"done": True})

    @routes.get("/intake-keys")
    def own_keys() -> Response:
        return _json({"keys": keys.own_intake_keys(services, _caller())})

    @routes.post("/intake-keys")
    def add_keys() -> Response:
        return _json(
            {"stored": keys.store_intake_keys(services, _caller(), _body(IntakeKeysRequest).records)}
        )

    @routes.get("/packets")
    def list_answers() -> Response:
        return _json({"packets": packets.waiting_answers(services, _caller())})

    @routes.post("/packets")
    def open_packet() -> Response:
        opened = packets.open_place(services, _caller(), _body(PacketRequest))
        return _json({"done": True}, 201) if opened else api_error(403, "not-accepted")

    @routes.post("/packets/acks")
    def drop_answers() -> Response:
        packets.drop_answers(services, _caller(), _body(PacketIdsRequest).packet_ids)
        return _json({"done": True})

    @routes.post("/packets/waiting")
    def answers_at() -> Response:
        asked = _body(PacketIdsRequest).packet_ids
        return _json({"packets": packets.answers_at(services, _caller(), asked)})

    @routes.post("/packets/closed")
    def close_places() -> Response:
        packets.close_places(services, _caller(), _body(PacketIdsRequest).packet_ids)
        return _json({"done": True})

    @routes.put("/directory")
    def publish_directory() -> Response:
        outcome = publish(services, request.get_data(cache=False), MemberId(_caller().id))
        if isinstance(outcome, NotPublished):
            return api_error(_DIRECTORY_STATUS[outcome.reason], outcome.reason, outcome.message)
        return _json({"stored": outcome.entries})

    @routes.post("/suspensions")
    def suspend() -> Response:
        keys.store_suspension(services, _caller(), decode_blob(_body(SuspensionRequest).record))
        return _json({"done": True}, 201)

    add_record_routes(routes, services, _caller, _json)
    return routes


def _is_hash(text: str) -> bool:
    return len(text) == _HASH_DIGITS and set(text) <= set("0123456789abcdef")
