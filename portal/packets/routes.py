from flask import Blueprint, Response, json, request
from pydantic import ValidationError

from crypto.errors import ProtocolError
from portal.errors import api_error
from portal.packets.service import record_of, store_answer
from portal.packets.wire import PacketOpenRequest
from portal.services import Services
from portal.visitors import MAILBOXES


def blueprint(services: Services) -> Blueprint:
    """What the page for services asks. An unknown, a used and a lapsed code get one answer, in constant bytes."""
    routes = Blueprint("packets", __name__, url_prefix="/api/v1/packets")

    @routes.errorhandler(ValidationError)
    def wrong_shape(_error: ValidationError) -> Response:
        return api_error(400, "malformed", "The body does not have the shape that openapi.json describes.")

    @routes.errorhandler(ProtocolError)
    def wrong_bytes(error: ProtocolError) -> Response:
        return api_error(400, "malformed", error.code)

    @routes.post("/open")
    @services.limiter.limit(MAILBOXES)
    def open_packet() -> Response:
        asked = PacketOpenRequest.model_validate_json(request.get_data(cache=False))
        record = record_of(services, bytes.fromhex(asked.packet_id))
        return api_error(403, "not-accepted") if record is None else _json({"record": record})

    @routes.post("/answers")
    @services.limiter.limit(MAILBOXES)
    def answer() -> Response:
        stored = store_answer(services, request.get_data(cache=False))
        if stored is None:
            return api_error(403, "not-accepted")
        return _json({"stored": True}, 201 if stored else 200)

    return routes


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body, separators=(",", ":")), status, content_type="application/json")
