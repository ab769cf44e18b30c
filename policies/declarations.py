"""What members declared about themselves in a case, and whether somebody else decided about it."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policies.conflicts import GRAVITY, Reading
from policies.loader import Policies
from policies.records import Act


@dataclass(frozen=True)
class Declaration:
    """One member's standing. `reading`: what the gravest answer that counts does; `cleared_by`: who let it pass."""

    member: str
    answer: str
    reading: Reading
    note: str
    cleared_by: str = ""

    @property
    def may_read(self) -> bool:
        """Whether this member may see the case."""
        return self.reading == "opens" or (self.reading == "waits" and bool(self.cleared_by))


def trace_declarations(acts: Iterable[Act], policies: Policies) -> Mapping[str, Declaration]:
    """By member id. Two answers: the graver counts, so that nobody talks themselves back in.

    A clearance counts if somebody else signed it who knew the declaration.
    """
    listed = tuple(acts)
    found: dict[str, Declaration] = {}
    for act in listed:
        answer = (
            policies.conflicts.answer(str(act.body["answer"])) if act.type == "conflict-declaration" else None
        )
        if answer is None:
            continue
        member = act.record.author
        cleared = sorted(
            one.record.author
            for one in listed
            if one.type == "conflict-clearance"
            and one.body["member"] == member
            and one.record.author != member
            and one.knew(act)
        )
        made = Declaration(
            member, answer.id, answer.reading, str(act.body.get("note", "")), cleared[0] if cleared else ""
        )
        before = found.get(member)
        if before is None or _gravity(made) < _gravity(before):
            found[member] = made
    return types.MappingProxyType(dict(sorted(found.items())))


def _gravity(declaration: Declaration) -> tuple[int, bool, str, str]:
    return (
        GRAVITY.index(declaration.reading),
        bool(declaration.cleared_by),
        declaration.note,
        declaration.cleared_by,
    )
