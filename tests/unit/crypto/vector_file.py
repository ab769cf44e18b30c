"""Reading tests/vectors/*.json: values as the README of that folder writes them."""

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "vectors"
POLICY_FILES = {"routing.json", "status.json"}  # run with the policies


@dataclass(frozen=True)
class Case:
    file: str
    deployment: bytes
    blobs: dict
    name: str
    op: str
    fields: dict
    out: dict | None
    error: str | None

    def text(self, name):
        return self.fields[name]

    def data(self, name):
        return self.as_bytes(self.fields[name])

    def day(self, name):
        value = self.fields.get(name)
        return None if value is None else dt.date.fromisoformat(value)

    def as_bytes(self, value):
        if isinstance(value, str):
            return bytes.fromhex(value)
        if "repeat" in value:
            return bytes.fromhex(value["repeat"]) * value["times"]
        data = bytearray(base64.b64decode(self.blobs[value["blob"]], validate=True))
        for step in value.get("patch", []):
            patch(data, step)
        return bytes(data)


def patch(data, step):
    if "xor" in step or "put" in step:
        change = bytes.fromhex(step.get("xor", step.get("put")))
        at = step["at"] % len(data)
        old = data[at : at + len(change)]
        data[at : at + len(change)] = (
            bytes(a ^ b for a, b in zip(old, change, strict=True)) if "xor" in step else change
        )
    elif "cut" in step:
        del data[len(data) - step["cut"] :]
    else:
        data += bytes.fromhex(step["add"])


def as_written(value, expected):
    """`value` in the way in which `expected` is written."""
    if isinstance(value, bytes):
        if isinstance(expected, dict):
            return {"sha256": hashlib.sha256(value).hexdigest(), "length": len(value)}
        return value.hex()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        wanted = expected if isinstance(expected, dict) else {}
        return {str(name): as_written(item, wanted.get(str(name))) for name, item in value.items()}
    if isinstance(value, list | tuple):
        wanted = (
            expected if isinstance(expected, list) and len(expected) == len(value) else [None] * len(value)
        )
        return [as_written(item, like) for item, like in zip(value, wanted, strict=True)]
    return value


def cases(language="python"):
    for path in sorted(FOLDER.glob("*.json")):
        if path.name in POLICY_FILES:
            continue
        document = json.loads(path.read_text("utf-8"))
        for case in document["cases"]:
            if language in case.get("languages", [language]):
                yield Case(
                    path.stem,
                    bytes.fromhex(document["deployment"]),
                    document.get("blobs", {}),
                    case["name"],
                    case["op"],
                    case["in"],
                    case.get("out"),
                    case.get("error"),
                )
