"""JSON inside sealed bodies and signed documents: one way to write it, one strict way to read it.

Two parsers that disagree about one document are two documents, so whatever Python and JavaScript
read differently is refused: keys that stand twice, NaN, numbers that JavaScript cannot hold, lone
surrogates, deep nests.
"""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from crypto.constants import MAX_JSON_DEPTH, MAX_SAFE_INTEGER
from crypto.errors import Malformed

_T = TypeVar("_T")
_TYPE_NAMES: dict[type, str] = {
    str: "text",
    int: "number",
    bool: "true or false",
    list: "list",
    dict: "object",
}


def encode_json(document: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces. Raises `Malformed` for what `parse_json` would refuse."""
    try:
        text = json.dumps(
            document, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
        )
        data = text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise Malformed(f"this cannot be written as JSON: {error}") from error
    _check(document, MAX_JSON_DEPTH)
    return data


def parse_json(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`. Raises `Malformed`."""
    try:
        document = json.loads(
            data.decode("utf-8", errors="strict"),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_number,
        )
    except (ValueError, RecursionError) as error:
        raise Malformed("this is no JSON in UTF-8") from error
    if not isinstance(document, dict):
        raise Malformed("the document must be a JSON object")
    _check(document, MAX_JSON_DEPTH)
    return document


def field(document: Mapping[str, Any], name: str, kind: type[_T]) -> _T:
    """The field `name`, of exactly this type. Raises `Malformed`."""
    value = document.get(name)
    if type(value) is not kind:
        raise Malformed(f"field {name!r} must be a {_TYPE_NAMES.get(kind, kind.__name__)}")
    return value


def day_field(document: Mapping[str, Any], name: str) -> dt.date:
    """The field `name`, a day written YYYY-MM-DD and in no other way. Raises `Malformed`."""
    text = field(document, name, str)
    wanted = f"field {name!r} must be a day like 2026-11-21"
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Malformed(wanted) from error
    if day.isoformat() != text:
        raise Malformed(wanted)
    return day


def hex_field(document: Mapping[str, Any], name: str, length: int) -> bytes:
    """The field `name`: `length` bytes in lower-case hex. Raises `Malformed`."""
    return from_hex(field(document, name, str), length)


def from_hex(text: Any, length: int) -> bytes:  # noqa: ANN401  # comes straight out of a document
    """`length` bytes from lower-case hex. Raises `Malformed`: one value has one spelling."""
    if not isinstance(text, str) or len(text) != 2 * length or not set(text) <= set("0123456789abcdef"):
        raise Malformed(f"expected {length} bytes in lower-case hex")
    return bytes.fromhex(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Malformed("a key stands twice in the document")
    return document


def _number(text: str) -> int | float:
    """1.0 is the whole number 1, as in JavaScript: a rule that asks for one must not divide the two."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _no_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is no JSON number")


def _check(value: Any, depth: int) -> None:  # noqa: ANN401  # walks any JSON value
    if depth < 0:
        raise Malformed(f"the document nests deeper than {MAX_JSON_DEPTH}")
    if isinstance(value, str):  # most values are text, and asking whether it is a mapping costs most
        _check_text(value)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            _check_text(name)
            _check(item, depth - 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, int | float):
        # Also false for NaN and the infinities.
        if not abs(value) <= MAX_SAFE_INTEGER:
            raise Malformed("a number is larger than JavaScript holds exactly")
    elif value is not None:
        _check_text(value)


def _check_text(value: Any) -> None:  # noqa: ANN401  # walks any JSON value
    if not isinstance(value, str):
        raise Malformed("a name or value is of no JSON type")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Malformed("a lone surrogate is no text") from error
