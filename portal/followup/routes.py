import secrets

from flask import Blueprint, Response, json, request

from crypto.constants import NONCE_LEN, VERIFY_KEY_LEN
from portal.errors import api_error
from portal.followup.mailbox import open_mailbox, padded_answer
from portal.followup.service import store_reporter_event
from portal.login import check_login, read_login
from portal.sealed_events import Refused
from portal.services import Services
from portal.store.access import add_challenge
from portal.visitors import CHALLENGES, MAILBOXES, REPORTS

_STATUS = {"malformed": 400, "not-accepted": 403, "not-found": 403, "stale-intake": 409}


def blueprint(services: Services) -> Blueprint:
    """Challenges, opening a mailbox, and a reporter's events."""
    routes = Blueprint("followup", __name__, url_prefix="/api/v1")
    limit = services.limiter.limit

    @routes.post("/challenges")
    @limit(CHALLENGES)
    def challenges() -> Response:
        nonce = secrets.token_bytes(NONCE_LEN)
        services.store.write(lambda session: add_challenge(session, nonce, services.seconds()))
        return Response(json.dumps({"nonce": nonce.hex()}), content_type="application/json")

    @routes.post("/mailbox/open")
    @limit(MAILBOXES)
    def open_with_code() -> Response:
        proof = check_login(services, "rep-login", read_login())
        # Without proof a key that no mailbox has is looked up: a wrong signature costs what an unknown code
        # costs, however long the conversation behind a known key is.
        wanted = proof.auth_vk if proof.holds else secrets.token_bytes(VERIFY_KEY_LEN)
        opened = open_mailbox(services, wanted)
        if opened is None or not proof.holds:
            return api_error(403, "not-opened")
        return Response(padded_answer(opened), content_type="application/json")

    @routes.post("/mailbox/events")
    @limit(REPORTS)
    def add_event() -> Response:
        outcome = store_reporter_event(services, request.get_data(cache=False))
        if isinstance(outcome, Refused):
            return api_error(_STATUS[outcome.reason], outcome.reason, outcome.message)
        body = json.dumps({"event_id": outcome.event_id.hex()})
        return Response(body, 201 if outcome.is_new else 200, content_type="application/json")

    return routes
