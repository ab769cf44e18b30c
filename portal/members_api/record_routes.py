"""The record's part of the members' API: orders to destroy, lists of openings, the duty roster, surveys."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel

from portal.errors import api_error
from portal.members_api import destruction, duty, openings
from portal.members_api.session import Caller
from portal.services import Services
from portal.surveys import service as surveys
from portal.wire import OpeningsRequest, OrderRequest, RosterRequest, SurveyAcksRequest, decode_blob

_LARGEST = 2**31 - 1
_Shape = TypeVar("_Shape", bound=BaseModel)
Answer = Callable[..., Response]


def add_record_routes(  # noqa: C901 - the route map of this part, one line each
    routes: Blueprint, services: Services, caller: Callable[[], Caller], answer: Answer
) -> None:
    """Adds them to the routes that need a session. `answer`: makes a JSON response."""

    @routes.get("/destructions")
    def orders() -> Response:
        after = _number()
        return _no_number() if after is None else answer(destruction.page(services, after))

    @routes.post("/destructions")
    def destroy() -> Response:
        record = decode_blob(_body(OrderRequest).record)
        outcome = destruction.carry_out(services, caller().directory, record)
        if outcome == "not-accepted":
            return api_error(403, "not-accepted")
        if outcome == "not-found":
            return api_error(404, "not-found")
        return answer({"done": True}, 201 if outcome == "stored" else 200)

    @routes.get("/openings")
    def lists() -> Response:
        if not openings.may_read(caller()):
            return api_error(403, "not-accepted")
        after = _number()
        return _no_number() if after is None else answer(openings.page(services, after))

    @routes.post("/openings")
    def add_list() -> Response:
        outcome = openings.store_openings(services, caller(), decode_blob(_body(OpeningsRequest).batch))
        if outcome == "stored-before":
            return api_error(409, "stored-before", "Another list of this day is stored.")
        return answer({"done": True}, 201 if outcome == "stored" else 200)

    @routes.get("/surveys")
    def survey_rows() -> Response:
        if not surveys.may_read(caller()):
            return api_error(403, "not-accepted")
        return answer(surveys.page(services, caller()))

    @routes.post("/surveys/acks")
    def have_surveys() -> Response:
        if not surveys.may_read(caller()):
            return api_error(403, "not-accepted")
        surveys.acknowledge(services, caller(), _body(SurveyAcksRequest).row_ids)
        return answer({"done": True})

    @routes.get("/duty")
    def duty_now() -> Response:
        return answer(duty.duty_now(services))

    @routes.post("/duty")
    def put_roster() -> Response:
        outcome = duty.store_roster(services, caller().directory, decode_blob(_body(RosterRequest).record))
        if outcome == "not-accepted":
            return api_error(403, "not-accepted")
        if outcome == "older":
            return api_error(409, "older", "A roster of this version, or a newer one, is stored.")
        return answer({"done": True}, 201 if outcome == "stored" else 200)


def _body(shape: type[_Shape]) -> _Shape:
    return shape.model_validate_json(request.get_data(cache=False))


def _number() -> int | None:
    text = request.args.get("after", "0")
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_LARGEST)) or int(text) > _LARGEST:
        return None
    return int(text)


def _no_number() -> Response:
    return api_error(400, "malformed", "after is the number of the last one that was fetched.")
