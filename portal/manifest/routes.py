import logging

from flask import Blueprint, Flask, Response
from flask.blueprints import BlueprintSetupState

from portal.errors import api_error
from portal.manifest.service import read_signed, truthful
from portal.services import Services

log = logging.getLogger("amparo.portal")
_BINARY = "application/octet-stream"


def blueprint(services: Services) -> Blueprint:
    """The signed list of pages, for pages that name it and for people who check it."""
    routes = Blueprint("manifest", __name__, url_prefix="/api/v1")
    signed: list[bytes] = []

    @routes.record_once
    def look(state: BlueprintSetupState) -> None:
        if not isinstance(state.app, Flask):
            raise TypeError("The list of pages needs the application itself.")
        container = truthful(state.app, services)
        if container is not None:
            signed.append(container)
        elif read_signed(services.settings) is not None:
            log.error(
                "The signed list of pages does not fit what is served. It is withheld: have a new one signed."
            )

    @routes.get("/manifest")
    def current() -> Response:
        if not signed:
            return api_error(404, "not-signed", "The pages of this portal are not signed.")
        return Response(signed[0], content_type=_BINARY)

    return routes
