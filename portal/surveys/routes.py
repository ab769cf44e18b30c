from flask import Blueprint, Response, json, request

from crypto.errors import ProtocolError
from portal.errors import api_error
from portal.services import Services
from portal.surveys.service import store_survey
from portal.visitors import SURVEYS

_STORED = json.dumps({"stored": True}, separators=(",", ":")).encode()


def blueprint(services: Services) -> Blueprint:
    """`POST /api/v1/surveys` and the keys for it: no case, no log-in, no cookie."""
    routes = Blueprint("surveys", __name__, url_prefix="/api/v1")

    @routes.get("/statistics")
    def keys() -> Response:
        directory = services.directory.latest()
        if directory is None:
            return _not_ready()
        return Response(directory.statistics_list(services.day()), content_type="application/octet-stream")

    @routes.post("/surveys")
    @services.limiter.limit(SURVEYS)
    def add() -> Response:
        try:
            outcome = store_survey(services, request.get_data(cache=False))
        except ProtocolError as error:
            return api_error(400, "malformed", error.code)
        if outcome == "not-ready":
            return _not_ready()
        if outcome == "stale-intake":
            return api_error(409, "stale-intake")
        return Response(_STORED, 201, content_type="application/json")

    return routes


def _not_ready() -> Response:
    return api_error(503, "not-ready", "No keyring has been published yet.")
