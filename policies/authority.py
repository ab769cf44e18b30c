"""Rule E6: what a removed person does outside the removal's causal past is void until someone else adopts it.

Order never decides authority, because ids can be ground: only causal past and the table of roles do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policies.records import REPORTER, Act, Problem, Record
from policies.roles import COORDINATION

_MUTUAL_TEXT = "Two members removed each other at the same time; both are out."
_VOID_TEXT = {
    "code-replaced": "Written with a case code that had been replaced. It counts once a member adopts it.",
    "code-forked": "The case code was replaced twice at once. It counts once a member adopts one of the two.",
    "dismissed": "Signed by someone whom a newer keyring no longer lists. It counts once a member adopts it.",
    "suspended": "Signed by someone who is suspended. It counts once a member adopts it.",
    "removed": "Signed by someone who was removed from this case. It counts once a member adopts it.",
}


@dataclass(frozen=True)
class Standing:
    """Which acts count. `void` maps event ids to reasons; `adopted` are void events taken over."""

    void: Mapping[str, str]
    adopted: frozenset[str]
    removals: tuple[Act, ...]
    problems: tuple[Problem, ...]

    def counts(self, record: Record) -> bool:
        """Whether the record has effect."""
        return record.event_id not in self.void


def judge(records: Iterable[Record], acts: Iterable[Act]) -> Standing:
    """Decide what is void, in two passes: removals first, then what members adopted."""
    listed, done = tuple(records), tuple(acts)
    given = {record.event_id: record.void for record in listed if record.void}
    lanes = {act.record.event_id: act.lane for act in done}
    removals = tuple(act for act in done if act.type in {"removal", "recuse"})
    standing, mutual = _standing([act for act in removals if act.record.event_id not in given])
    void = given | _removed(listed, lanes, standing, done)
    adopted = _adopted(listed, done, void)
    if any(act.record.event_id in adopted for act in removals):
        # An adopted removal stands from then on; what was adopted before it stays adopted.
        standing = tuple(act for act in removals if act in standing or act.record.event_id in adopted)
        void = given | _removed(listed, lanes, standing, done)
    void = {event_id: reason for event_id, reason in void.items() if event_id not in adopted}
    problems = [Problem(event_id, f"void-{reason}", _VOID_TEXT[reason]) for event_id, reason in void.items()]
    problems += [
        Problem(
            act.record.event_id,
            "mutual-removal",
            _MUTUAL_TEXT,
        )
        for act in mutual
    ]
    return Standing(void, adopted, standing, tuple(problems))


def target(act: Act) -> str:
    """Whom an act puts out: the member named, or the author of a recusal or decline."""
    return str(act.body["member"]) if act.type in {"removal", "withdraw"} else act.record.author


def _standing(removals: list[Act]) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
    """Removals that stand, and those among them that knock each other out (both then stand: safety first)."""
    attackers = {
        id(act): [
            other
            for other in removals
            if other is not act
            and act.type == "removal"
            and other.lane == act.lane
            and target(other) == act.record.author
            and not other.knew(act)
        ]
        for act in removals
    }
    stands: set[int] = set()
    falls: set[int] = set()
    moved = True
    while moved:
        moved = False
        for act in removals:
            if id(act) in stands or id(act) in falls:
                continue
            if any(id(other) in stands for other in attackers[id(act)]):
                falls.add(id(act))
                moved = True
            elif all(id(other) in falls for other in attackers[id(act)]):
                stands.add(id(act))
                moved = True
    open_ones = [act for act in removals if id(act) not in stands and id(act) not in falls]
    return tuple(act for act in removals if id(act) not in falls), tuple(open_ones)


def _removed(
    records: tuple[Record, ...], lanes: Mapping[str, int], standing: tuple[Act, ...], acts: tuple[Act, ...]
) -> dict[str, str]:
    own = {act.record.event_id for act in standing}
    places = {record.event_id: record for record in records}
    pasts = {id(act): _past(act, places) for act in standing}
    outside: dict[str, list[Act]] = {}
    for act in standing:
        for record in records:
            if (
                record.author == target(act)
                and record.role != REPORTER
                and record.event_id not in own
                and not pasts[id(act)] >> record.position & 1
                and lanes.get(record.event_id, act.lane) in {act.lane, COORDINATION}
            ):
                outside.setdefault(record.event_id, []).append(act)
    readmitted = [
        act for act in acts if act.type in {"grant", "rotate"} and act.record.event_id not in outside
    ]
    return {
        record.event_id: "removed"
        for record in records
        if record.event_id in outside
        and not all(_back(record, act, readmitted) for act in outside[record.event_id])
    }


def _past(act: Act, places: Mapping[str, Record]) -> int:
    """What the author of an exit knew. In the conversation it cites no record, so its body names those heads.

    Else every note that somebody ever wrote would be void from the day on which they leave.
    """
    past, heads = act.record.ancestors, act.body.get("heads")
    for name in heads if isinstance(heads, list) else ():
        known = places.get(name) if isinstance(name, str) else None
        if known is not None:
            past |= known.ancestors | 1 << known.position
    return past


def _back(record: Record, removal: Act, grants: list[Act]) -> bool:
    """Whether someone who knew of the removal had let the author in again before they signed this."""
    return any(
        removal.lane in _lanes(grant)
        and record.author in _admitted(grant)
        and grant.record.author != record.author
        and grant.knew(removal)
        and record.ancestors & grant.bit
        for grant in grants
    )


def _lanes(grant: Act) -> list[int]:
    return [grant.body["lane"]] if grant.type == "rotate" else list(grant.body["lanes"])


def _admitted(grant: Act) -> list[str]:
    return list(grant.body["roster"]) if grant.type == "rotate" else [grant.body["to"]]


def _adopted(records: tuple[Record, ...], acts: tuple[Act, ...], void: Mapping[str, str]) -> frozenset[str]:
    """Events that a valid `adopt` names. Nobody adopts their own; naming a hash proves having seen it."""
    authors = {record.event_id: record.author for record in records}
    return frozenset(
        event_id
        for act in acts
        if act.type == "adopt" and act.record.event_id not in void
        for event_id in act.body["events"]
        if event_id in void and authors[event_id] != act.record.author
    )
