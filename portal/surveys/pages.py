from dataclasses import replace

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext

from portal.pages.service import site_in
from portal.services import Services
from portal.surveys.service import may_be_asked, seal_and_store
from portal.visitors import SURVEYS

_FORM = "application/x-www-form-urlencoded"
_LARGEST = 4_096


def blueprint(services: Services) -> Blueprint:
    """The survey for phones without scripts, at `/<language>/survey`.

    Outside of the basic path: the cookie of an open case has that path, so no browser sends it here.
    """
    routes = Blueprint("survey", __name__, template_folder="templates")

    @routes.get("/<language>/survey")
    def ask(language: str) -> Response:
        _offered(services, language)
        return _page(services, language)

    @routes.post("/<language>/survey")
    @services.limiter.limit(SURVEYS)
    def send(language: str) -> Response:
        _offered(services, language)
        request.max_content_length = request.max_form_memory_size = _LARGEST
        if request.mimetype != _FORM:
            abort(415)
        answers = _answers(services)
        if not any(answers):
            return _page(services, language, gettext("Please choose an answer first."), 400)
        if not seal_and_store(services, answers):
            return _page(
                services, language, gettext("We could not take your answers now. Please try later."), 503
            )
        return _page(services, language, thanks=True)

    return routes


def _offered(services: Services, language: str) -> None:
    site_language = language in services.settings.languages
    if not site_language or not site_in(language, services).basic_path or not may_be_asked(services):
        abort(404)


def _answers(services: Services) -> tuple[int, ...]:
    """The number of each answer from 1 on, in the order of the questions; 0 where none of ours was chosen."""
    numbers = {one.code: number for number, one in enumerate(services.policies.reviews.answers, 1)}
    return tuple(
        numbers.get(request.form.get(question.code, ""), 0)
        for question in services.policies.reviews.questions
    )


def _page(
    services: Services, language: str, problem: str = "", status: int = 200, *, thanks: bool = False
) -> Response:
    reviews = services.policies.reviews
    body = render_template(
        "surveys/survey.html",
        site=replace(site_in(language, services), page="survey"),
        questions=[(one.code, gettext(one.label)) for one in reviews.questions],
        answers=[(one.code, gettext(one.label)) for one in reviews.answers],
        chosen=request.form,
        problem=problem,
        thanks=thanks,
    )
    return Response(body, status)
