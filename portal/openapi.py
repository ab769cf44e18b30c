"""The description of the API, from the shapes that check it: `python -m portal.openapi` writes the file."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal.operations import MEMBERS, PUBLIC, Body, Operation, Plain
from portal.wire import ErrorAnswer

PATH = Path(__file__).with_name("openapi.json")
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_IN_PATH = {"keyring_hash": _HASH, "event_id": _HASH, "language": {"type": "string"}}
_TEMPLATE = "#/components/schemas/{model}"
_MEANING = {
    200: "Done, now or before.",
    201: "Stored.",
    400: "The bytes do not follow the protocol.",
    401: "No session, or one that has ended.",
    403: "Refused; always the same bytes, whatever the reason.",
    404: "Not here.",
    409: "The case exists, or a key has lapsed: fetch the keyring and seal again.",
    413: "Too large.",
    429: "Too many requests from this network.",
    503: "Not ready, or the database is away: try again.",
}
_LIMITED = (413, 429, 503)


def _answer(status: int, body: Body) -> dict[str, Any]:
    return {"description": _MEANING[status], "content": _content(body)}


def _content(body: Body) -> dict[str, Any]:
    if isinstance(body, Plain):
        return dict(body.content)
    return {"application/json": {"schema": {"$ref": _TEMPLATE.format(model=body.__name__)}}}


def _parameters(path: str, operation: Operation) -> list[dict[str, Any]]:
    places = re.findall(r"\{(\w+)\}", path)
    return [
        *({"name": name, "in": "path", "required": True, "schema": _IN_PATH[name]} for name in places),
        *({"name": name, "in": "query", "schema": schema} for name, schema in operation.query.items()),
    ]


def _describe(path: str, operation: Operation, *, session: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"operationId": operation.name, "summary": operation.about}
    parameters = _parameters(path, operation)
    if parameters:
        described["parameters"] = parameters
    if operation.takes is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.takes)}
    if session:
        described["security"] = [{"session": []}]
    bad = (*operation.bad, *_LIMITED, *((401,) if session else ()))
    described["responses"] = {
        **{str(status): _answer(status, operation.gives) for status in operation.good},
        **{str(status): _answer(status, ErrorAnswer) for status in bad},
    }
    return described


def _paths() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for operations, session in ((PUBLIC, False), (MEMBERS, True)):
        for address, operation in operations.items():
            method, path = address.split()
            paths[path][method.lower()] = _describe(path, operation, session=session)
    return paths


def _shapes() -> set[type[BaseModel]]:
    bodies = (body for one in (*PUBLIC.values(), *MEMBERS.values()) for body in (one.gives, one.takes))
    return {ErrorAnswer, *(body for body in bodies if body is not None and not isinstance(body, Plain))}


def describe() -> dict[str, Any]:
    """The whole description, OpenAPI 3.1."""
    _, definitions = models_json_schema([(one, "validation") for one in _shapes()], ref_template=_TEMPLATE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Amparo portal",
            "version": "1",
            "description": "Sealed bytes in, sealed bytes out. docs/PROTOCOL.md says what they hold.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": _paths(),
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def encode() -> str:
    """The text of openapi.json."""
    return json.dumps(describe(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(encode(), encoding="utf-8")
