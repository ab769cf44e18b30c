from dataclasses import asdict

from flask import Blueprint, Flask, Response, abort, json, render_template
from flask.blueprints import BlueprintSetupState
from flask_babel import force_locale

from portal.help.service import current_reader, install, sections, today_of, urgent_now
from portal.pages.service import site_in
from portal.services import Services
from portal.store import help as rows

_BINARY = "application/octet-stream"


def blueprint(services: Services) -> Blueprint:
    """`/<language>/services`, and what scripts and other people's programs read of it."""
    routes = Blueprint("help", __name__, template_folder="templates")

    @routes.record_once
    def prepare(state: BlueprintSetupState) -> None:
        if not isinstance(state.app, Flask):
            raise TypeError("The services need the application itself.")
        install(state.app, services)

    @routes.get("/<language>/services")
    def page(language: str) -> str:
        _known(services, language)
        found, today = current_reader().current(), today_of(services)
        with force_locale(language):
            listed = sections(found, services.policies, today, language) if found else []
            site = site_in(language, services)
            told = services.policies.door.urgent
            return render_template("help/services.html", site=site, sections=listed, urgent=told)

    @routes.get("/api/v1/services/<language>/urgent")
    def first(language: str) -> Response:
        _known(services, language)
        with force_locale(language):
            listed = [asdict(one) for one in urgent_now(services, language)]
        wanted = [{name: one[name] for name in ("name", "phones", "lines")} for one in listed]
        return Response(json.dumps({"services": wanted}), content_type="application/json")

    @routes.get("/api/v1/services")
    def signed() -> Response:
        with services.store.reading() as session:
            container = rows.public_directory(session)
        if container is None:
            abort(404)
        return Response(container, content_type=_BINARY)

    return routes


def _known(services: Services, language: str) -> None:
    if language not in services.settings.languages:
        abort(404)
