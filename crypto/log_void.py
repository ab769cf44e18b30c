"""What is authentic and yet counts only once adopted: retired codes, dismissed and suspended authors.

Sets of entries are integers: bit i stands for the entry at position i.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crypto.types import KeyringHash, MemberId

RETIRED, FORKED, DISMISSED, SUSPENDED = "code-replaced", "code-forked", "dismissed", "suspended"


@dataclass(frozen=True, slots=True)
class Signed:
    """What voiding looks at. `new_author`: brought by a code replacement; `members`: of the keyring named.

    `thread`: of the conversation, which cites the conversation alone; `cites`: whether it names parents at all.
    """

    position: int
    ancestors: int
    author: MemberId
    by_reporter: bool
    keyring_hash: KeyringHash
    version: int
    members: AbstractSet[MemberId]
    new_author: MemberId | None = None
    thread: bool = True
    cites: bool = True


def find_void(
    entries: Iterable[Signed], suspended: Mapping[KeyringHash, AbstractSet[MemberId]]
) -> dict[int, str]:
    """Position to reason, for all entries without effect. `suspended`: members by keyring."""
    listed = tuple(entries)
    return {**_retired(listed), **_dismissed(listed), **_suspended(listed, suspended)}


def _retired(entries: tuple[Signed, ...]) -> dict[int, str]:
    """Rule R1. A code's events outside its replacement's past are void, as is all that a void code brings."""
    void: dict[int, str] = {}
    by_author: dict[MemberId, list[Signed]] = {}
    for entry in entries:
        if entry.by_reporter:
            by_author.setdefault(entry.author, []).append(entry)
    pending = [(author, "") for author in by_author if not any(e.new_author == author for e in entries)]
    seen: set[MemberId] = set()
    while pending:
        author, reason = pending.pop()
        if author in seen:
            continue
        seen.add(author)
        own = by_author.get(author, [])
        replaced = [entry for entry in own if entry.new_author is not None]
        first = [e for e in replaced if not any(e.ancestors >> other.position & 1 for other in replaced)]
        for entry in own:
            outside = any(entry is not e and not e.ancestors >> entry.position & 1 for e in first)
            if reason or (len(first) > 1 and entry in first):
                void[entry.position] = reason or FORKED
            elif outside and entry not in first:
                void[entry.position] = RETIRED
        pending += [
            (entry.new_author, void.get(entry.position, ""))
            for entry in replaced
            if entry.new_author is not None
        ]
    return void


def _dismissed(entries: tuple[Signed, ...]) -> dict[int, str]:
    """Rule E3: a member's events that some event naming a newer keyring without them does not know of.

    What stands in the conversation cannot know of the record (E12): it decides about the conversation alone. Else the
    first message after somebody left would void every note that they ever wrote.
    """
    common: dict[tuple[int, bool], int] = {}
    members: dict[int, AbstractSet[MemberId]] = {}
    for entry in entries:
        if entry.members:
            members[entry.version] = entry.members
            planes = (True, False) if entry.cites and not entry.thread else (True,)
            for plane in planes:
                common[entry.version, plane] = common.get((entry.version, plane), -1) & entry.ancestors
    return {
        entry.position: DISMISSED
        for entry in entries
        if not entry.by_reporter
        and any(
            plane == entry.thread
            and version > entry.version
            and entry.author not in members[version]
            and not known >> entry.position & 1
            for (version, plane), known in common.items()
        )
    }


def _suspended(
    entries: tuple[Signed, ...], suspended: Mapping[KeyringHash, AbstractSet[MemberId]]
) -> dict[int, str]:
    """A suspension has no place in causal order: all that its member signed under that keyring waits."""
    return {
        entry.position: SUSPENDED
        for entry in entries
        if not entry.by_reporter and entry.author in suspended.get(entry.keyring_hash, ())
    }
