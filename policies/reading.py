"""From a TOML table to a frozen dataclass: every key known, every value of its type, every fault located."""

import dataclasses
import datetime as dt
import difflib
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from policies.errors import InvalidValueError, PolicyError

T = TypeVar("T")

_WORDS: dict[object, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    dt.date: "a date like 2027-01-31, without quotes",
}


def read_file(kind: type[T], path: Path) -> T:
    """Read the TOML file at `path` into the dataclass `kind`. Raises `PolicyError`."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PolicyError(
            path.name, "", f"the file is missing; restore it beside the others in {path.parent}"
        ) from None
    except UnicodeDecodeError:
        raise PolicyError(path.name, "", "is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(path.name, "", f"is not valid TOML ({error}); correct that line") from None
    return read_table(kind, raw, path.name, "")


def read_table(kind: type[T], raw: Mapping[str, object], file: str, key: str) -> T:
    """Build the dataclass `kind` from a table. Unknown keys are refused, with the nearest known name."""
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for name in raw:
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(sorted(fields))}"
            raise PolicyError(file, _join(key, name), f"unknown key; {hint}")
    values: dict[str, object] = {}
    for name, field in fields.items():
        if name in raw:
            values[name] = _value(hints[name], raw[name], file, _join(key, name))
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise PolicyError(file, _join(key, name), f"is missing; add it as {_describe(hints[name])}")
    try:
        return kind(**values)
    except InvalidValueError as error:
        raise PolicyError(file, _join(key, error.key), error.remedy) from None


def _value(hint: object, raw: object, file: str, key: str) -> object:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return _choice(args, raw, file, key)
    if origin is tuple:
        return _list(args[0], raw, file, key)
    if dataclasses.is_dataclass(hint):
        if not isinstance(raw, dict):
            raise PolicyError(file, key, "must be a table")
        return read_table(typing.cast("type", hint), raw, file, key)
    # bool is an int to Python, and a datetime is a date; neither may stand in for the other here.
    if type(raw) is not hint:
        raise PolicyError(file, key, f"must be {_describe(hint)}, not {raw!r}")
    if isinstance(raw, str) and not raw.strip():
        raise PolicyError(file, key, "is empty; write the text or remove the key")
    return raw


def _list(hint: object, raw: object, file: str, key: str) -> object:
    if not isinstance(raw, list):
        raise PolicyError(file, key, f"must be a list of {_describe(hint)}")
    return tuple(_value(hint, item, file, f"{key}[{index}]") for index, item in enumerate(raw))


def _choice(allowed: tuple[object, ...], raw: object, file: str, key: str) -> object:
    if raw in allowed and isinstance(raw, str):
        return raw
    near = difflib.get_close_matches(str(raw), [str(item) for item in allowed], n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(map(str, allowed))}"
    raise PolicyError(file, key, f"{raw!r} is not allowed; {hint}")


def _describe(hint: object) -> str:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return "one of " + ", ".join(map(str, args))
    if origin is tuple:
        return f"a list of {_describe(args[0])}"
    return _WORDS.get(hint, "a table")


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
