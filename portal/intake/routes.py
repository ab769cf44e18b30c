from flask import Blueprint, Response, json, request

from portal.errors import api_error
from portal.intake.service import Refused, store_report
from portal.services import Services
from portal.visitors import REPORTS

_STATUS = {"malformed": 400, "case-exists": 409, "stale-intake": 409, "not-ready": 503}
_STORED = json.dumps({"stored": True}, separators=(",", ":")).encode()


def blueprint(services: Services) -> Blueprint:
    """`POST /api/v1/reports`: one sealed report."""
    routes = Blueprint("intake", __name__, url_prefix="/api/v1")

    @routes.post("/reports")
    @services.limiter.limit(REPORTS)
    def reports() -> Response:
        outcome = store_report(services, request.get_data(cache=False))
        if isinstance(outcome, Refused):
            return api_error(_STATUS[outcome.reason], outcome.reason, outcome.message)
        return Response(_STORED, 201 if outcome.is_new else 200, content_type="application/json")

    return routes
