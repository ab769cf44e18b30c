from flask import Blueprint, Response, abort

import policies
from portal.directory import Directory
from portal.errors import api_error
from portal.services import Services

_BINARY = "application/octet-stream"
_HASH_DIGITS = 64


def blueprint(services: Services) -> Blueprint:
    """What a browser needs before it can seal. All of it public, none of it kept in caches."""
    routes = Blueprint("keyring", __name__, url_prefix="/api/v1")
    routing = policies.document("routing", services.policies)

    @routes.get("/keyring")
    def current() -> Response:
        directory = services.directory.latest()
        return _not_ready() if directory is None else Response(directory.container, content_type=_BINARY)

    @routes.get("/keyring/<keyring_hash>")
    def by_hash(keyring_hash: str) -> Response:
        if len(keyring_hash) != _HASH_DIGITS or not set(keyring_hash) <= set("0123456789abcdef"):
            abort(404)
        with services.store.reading() as session:
            container = services.directory.container(session, bytes.fromhex(keyring_hash))
        if container is None:
            abort(404)
        return Response(container, content_type=_BINARY)

    @routes.get("/root")
    def root() -> Response:
        change = services.settings.root_change
        if change is None:
            abort(404)
        return Response(change.container, content_type=_BINARY)

    @routes.get("/intake")
    def intake() -> Response:
        directory: Directory | None = services.directory.latest()
        if directory is None:
            return _not_ready()
        return Response(directory.intake_list(services.day()), content_type=_BINARY)

    @routes.get("/policies/routing")
    def rules() -> Response:
        return Response(routing, content_type="application/json")

    return routes


def _not_ready() -> Response:
    return api_error(503, "not-ready", "No keyring has been published yet.")
