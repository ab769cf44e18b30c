"""Which pages there are, read from the applications' own maps of addresses: a new page cannot be forgotten."""

import re
from collections.abc import Iterable, Mapping

from werkzeug.routing import Map

_CHOICE = re.compile(r"<any\(([^)]*)\):[a-z_]+>")
_VARIABLE = re.compile(r"<[^>]+>")
# What answers a GET without being a page: files, and the way out, which goes to another site.
_NO_PAGES = (
    "/api/",
    "/static/",
    "/<language>/basic/leave",
    "/directory/export/",
    "/policies/review/",
    "/sync/state",
)


def addresses(routes: Map, known: Mapping[str, Iterable[str]]) -> list[str]:
    """Every address that a page answers. `known`: values for each variable part, e.g. {"language": ["en", "ar"]}.

    Raises `LookupError` for a page with a variable part that nobody knows how to fill.
    """
    found: set[str] = set()
    for rule in routes.iter_rules():
        if (rule.methods is None or "GET" in rule.methods) and not rule.rule.startswith(_NO_PAGES):
            found |= _filled(rule.rule, known)
    return sorted(found)


def _filled(rule: str, known: Mapping[str, Iterable[str]]) -> set[str]:
    """A rule with every value of its first variable part, and so on until none is left."""
    choice = _CHOICE.search(rule)
    part = choice or _VARIABLE.search(rule)
    if part is None:
        return {rule}
    if choice:
        values: Iterable[str] = [one.strip() for one in choice[1].split(",")]
    else:
        name = part[0].strip("<>").rsplit(":", 1)[-1]
        if name not in known:
            raise LookupError(f"{rule}: nobody knows a value for {name}")
        values = known[name]
    return {
        one for value in values for one in _filled(rule[: part.start()] + value + rule[part.end() :], known)
    }
