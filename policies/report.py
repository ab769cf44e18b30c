"""The report itself, from its opened first bodies: hostile JSON becomes plain typed values and problems."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.acts import is_member
from policies.loader import Policies
from policies.records import Problem, Record
from policies.roles import COORDINATION, LANE_NUMBERS

NARRATIVE_LANES = (1, 2)


@dataclass(frozen=True)
class Report:
    """What the reporter sealed, as far as this reader may open it.

    `used` tells for each opened lane whether it holds anything; `rosters` who got its key; `stories` the text
    by lane. `path` is "browser" or "server" (sealed by the server, on the basic path) or empty.
    """

    event_id: str
    path: str
    language: str
    categories: tuple[str, ...]
    tier: str
    used: Mapping[int, bool]
    rosters: Mapping[int, tuple[str, ...]]
    stories: Mapping[int, str]
    when: str
    where: str
    claimed_at: str
    answers: Mapping[int, Mapping[str, Any]]
    excluded_teams: tuple[str, ...]
    excluded_members: tuple[str, ...]


class _Reader:
    """Reads fields of one body; what has the wrong type becomes a problem and its empty value."""

    def __init__(self, event_id: str, lane: int, body: Mapping[str, Any]) -> None:
        self.event_id = event_id
        self.lane = lane
        self.body = body
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        value = self.body.get(name, "")
        return value if isinstance(value, str) else self._bad(name, "")

    def flag(self, name: str) -> bool:
        value = self.body.get(name, False)
        return value if isinstance(value, bool) else self._bad(name, False)

    def texts(self, name: str, source: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        value = (self.body if source is None else source).get(name, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(dict.fromkeys(value))
        self._bad(name, ())
        return ()

    def table(self, name: str) -> Mapping[str, Any]:
        value = self.body.get(name, {})
        return value if isinstance(value, dict) else self._bad(name, {})

    def _bad(self, name: str, empty: Any) -> Any:  # noqa: ANN401 — the empty value of any field
        text = f"The field {name!r} of lane {self.lane} is not filled in as it must be; it is left out."
        self.problems.append(Problem(self.event_id, "malformed-report", text))
        return empty


def read_report(record: Record, policies: Policies) -> tuple[Report, tuple[Problem, ...]]:
    """The report in a genesis record. Never raises; what cannot be used is named."""
    readers = {lane: _Reader(record.event_id, lane, body) for lane, body in sorted(record.bodies.items())}
    stories, answers = {}, {}
    first = readers.get(1) or readers.get(2)
    for lane in NARRATIVE_LANES:
        reader = readers.get(lane)
        if reader is not None and reader.flag("used"):
            stories[lane] = reader.text("story")
            first = reader if first is None or not first.flag("used") else first
    for lane, reader in readers.items():
        answers[lane] = reader.table("answers")
    coded = readers.get(COORDINATION)
    source = coded or first
    categories = source.texts("categories") if source is not None else ()
    exclusions = first.table("exclusions") if first is not None else {}
    report = Report(
        event_id=record.event_id,
        path=next((reader.text("path") for reader in readers.values()), ""),
        language=next((reader.text("language") for reader in readers.values()), ""),
        categories=categories,
        tier=_tier(coded, categories, policies),
        used=types.MappingProxyType({lane: reader.flag("used") for lane, reader in readers.items()}),
        rosters=types.MappingProxyType({lane: _roster(lane, reader) for lane, reader in readers.items()}),
        stories=types.MappingProxyType(stories),
        when=first.text("when") if first is not None else "",
        where=first.text("where") if first is not None else "",
        claimed_at=first.text("claimed_at") if first is not None else "",
        answers=types.MappingProxyType(answers),
        excluded_teams=first.texts("teams", exclusions) if first is not None else (),
        excluded_members=first.texts("members", exclusions) if first is not None else (),
    )
    problems = {problem for reader in readers.values() for problem in reader.problems}
    for code in report.categories:
        if policies.taxonomy.category(code) is None:
            text = f"The category {code!r} is unknown to this version."
            problems.add(Problem(record.event_id, "unknown-category", text))
    return report, tuple(sorted(problems))


def _tier(coded: _Reader | None, categories: tuple[str, ...], policies: Policies) -> str:
    """The more urgent of what the report says and what its categories mean: a lie cannot slow a case down."""
    meant = [found.tier for code in categories if (found := policies.taxonomy.category(code)) is not None]
    said = [tier for tier in ("T1", "T2", "T3") if coded is not None and coded.text("tier") == tier]
    return min([*meant, *said], default="T3")


def _roster(lane: int, reader: _Reader) -> tuple[str, ...]:
    if lane == LANE_NUMBERS["identity"]:
        names = (*reader.texts("roster_a"), *reader.texts("roster_b"))
    else:
        names = reader.texts("roster")
    return tuple(name for name in dict.fromkeys(names) if is_member(name))
