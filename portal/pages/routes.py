from typing import Any

from flask import Blueprint, Flask, Response, abort, redirect, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from portal.pages.service import current_site, render_pages
from portal.pages.site import PAGES
from portal.services import Services

_HTML = "text/html; charset=utf-8"


def blueprint(services: Services) -> Blueprint:
    """The reporter's pages. They are rendered when the blueprint is registered and never again."""
    routes = Blueprint("pages", __name__, template_folder="templates")
    ready: dict[tuple[str, str], bytes] = {}

    @routes.record_once
    def render(state: BlueprintSetupState) -> None:
        app = state.app
        if not isinstance(app, Flask):
            raise TypeError("The pages need the application itself.")
        ready.update(render_pages(app, services))

    @routes.app_context_processor
    def frame() -> dict[str, Any]:
        """The shared layout knows the site, also in the basic pages."""
        return {"site": current_site(services)}

    @routes.get("/")
    def choose_language() -> AnyResponse:
        languages = services.settings.languages
        best = request.accept_languages.best_match(languages) or languages[0]
        answer = redirect(f"/{best}/", code=302)
        answer.vary.add("Accept-Language")
        return answer

    @routes.get("/favicon.ico")
    def no_icon() -> Response:
        """Browsers ask for it by themselves. The icon that the pages name is enough."""
        return Response(status=204)

    @routes.get("/robots.txt")
    def robots() -> Response:
        """Nothing is closed to them: only who may look finds out, by the header, that nothing may be listed."""
        return Response("User-agent: *\nDisallow:\n", content_type="text/plain; charset=utf-8")

    @routes.get("/<language>/")
    def home(language: str) -> Response:
        return page(language, "home")

    @routes.get(f"/<language>/<any({', '.join(PAGES[1:])}):name>")
    def page(language: str, name: str) -> Response:
        body = ready.get((language, name))
        if body is None:
            abort(404)
        return Response(body, content_type=_HTML)

    return routes
