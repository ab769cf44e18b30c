"""From the walked history to the log that is handed out: void entries, forks, gaps, heads, keys in force."""

import dataclasses
import types
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from crypto.constants import KIND_CODE_REPLACED, KIND_EVENT, KIND_KEYS, ZERO_HASH
from crypto.log_entries import Candidate
from crypto.log_node import Node
from crypto.log_records import (
    CODE_REPLACED,
    EVENT,
    GENESIS,
    KEYS,
    REPORTER,
    SUPPLEMENT,
    CaseLog,
    Problem,
    Record,
    ReporterIdentity,
)
from crypto.log_supplement import Addition
from crypto.log_void import Signed, find_void
from crypto.log_walk import Walk
from crypto.reporter_keys import author_id
from crypto.types import EventId, KeyringHash, MemberId

_KINDS = {KIND_EVENT: EVENT, KIND_KEYS: KEYS, KIND_CODE_REPLACED: CODE_REPLACED}


def finish(
    walk: Walk,
    parked: Mapping[EventId, Candidate | Addition],
    suspended: Mapping[KeyringHash, AbstractSet[MemberId]],
    received: Mapping[str, str],
) -> CaseLog:
    """Everything that needs the whole history."""
    nodes = [node for node in walk.nodes.values() if not node.rejected]
    rings = {node.keyring_hash: node.keyring for node in nodes if node.keyring is not None}
    members = {key: frozenset(one.id for one in ring.members) for key, ring in rings.items()}
    void = find_void((_signed(walk, node, members) for node in nodes), suspended)
    mask = sum(1 << position for position in void)
    # A new event cites nothing void: whoever cites an entry accepts it as part of the history.
    counted = [node for node in nodes if node.position not in void]
    missing = _note_parked(walk, parked)
    logs = _note_logs(walk, walk.nodes.values())
    _note_keys(walk)
    return CaseLog(
        case_id=walk.keys.case_id,
        records=tuple(_record(node, void.get(node.position, "")) for node in nodes),
        problems=tuple(sorted(walk.problems)),
        parked=tuple(sorted(parked)),
        missing=missing,
        heads=_heads(counted),
        thread_heads=_heads([node for node in counted if node.thread]),
        keyring_version=max(node.floor for node in nodes),
        reporters=_reporters(walk, void),
        keys=types.MappingProxyType(dict(sorted(walk.keys.held.items()))),
        current=types.MappingProxyType(walk.keys.current(mask)),
        key_ids=walk.keys.in_force(mask),
        supplements=types.MappingProxyType(
            {
                node.event_id: walk.keys.of_supplement(node.position)
                for node in nodes
                if _kind(node) == SUPPLEMENT
            }
        ),
        key_history=walk.keys.ever_in_force(mask),
        logs=types.MappingProxyType(logs),
        received=types.MappingProxyType(dict(sorted(received.items()))),
    )


def _signed(walk: Walk, node: Node, members: Mapping[KeyringHash, AbstractSet[MemberId]]) -> Signed:
    replacement = None if node.header is None else node.header.replacement
    return Signed(
        position=node.position,
        ancestors=node.ancestors,
        author=node.author,
        by_reporter=node.member is None,
        keyring_hash=node.keyring_hash,
        version=node.version,
        members=members.get(node.keyring_hash, frozenset()),
        new_author=None if replacement is None else author_id(replacement.sign_vk, walk.deployment),
        thread=node.thread,
        cites=node.header is not None,
    )


def _record(node: Node, void: str) -> Record:
    return Record(
        event_id=node.event_id.hex(),
        position=node.position,
        ancestors=node.ancestors,
        parents=tuple(parent.hex() for parent in node.parents),
        kind=_kind(node),
        thread=node.thread,
        author=node.author.hex(),
        role=REPORTER if node.member is None else node.member.role,
        groups=() if node.member is None else tuple(sorted(node.member.groups)),
        keyring_version=node.version,
        void=void,
        bodies=types.MappingProxyType(dict(node.bodies)),
        sealed=node.sealed,
    )


def _kind(node: Node) -> str:
    if node.header is None:
        return SUPPLEMENT if node.parents else GENESIS
    return _KINDS[node.header.kind]


def _note_parked(walk: Walk, parked: Mapping[EventId, Candidate | Addition]) -> tuple[EventId, ...]:
    """Rule E3: what waits is shown, and what it waits for is named, so that it can be asked for."""
    missing: set[EventId] = set()
    for name, candidate in parked.items():
        gone = {p for p in candidate.parents if p not in walk.nodes and p not in parked}
        missing |= gone
        text = "It cites an entry that was not handed over, or that cannot be believed."
        walk.note(name, "parked", text if gone else "It waits for an entry that is itself parked.")
    return tuple(sorted(missing))


def _note_logs(walk: Walk, nodes: Iterable[Node]) -> dict[tuple[MemberId, bytes], tuple[int, EventId]]:
    """Rule E2: one place in one log, two entries: keep both and show both. Also names gaps in a log."""
    places: dict[tuple[MemberId, bytes, int], list[Node]] = {}
    last: dict[tuple[MemberId, bytes], tuple[int, EventId]] = {}
    for node in nodes:
        if node.header is None or node.member is None:
            continue
        log = (node.author, node.header.log_id)
        places.setdefault((*log, node.header.log_seq), []).append(node)
        last[log] = max(last.get(log, (0, EventId(ZERO_HASH))), (node.header.log_seq, node.event_id))
    for (author, log_id, seq), twins in places.items():
        if len(twins) > 1:
            for node in twins:
                text = "Its author signed two different entries for the same place in their log."
                walk.note(node.event_id, "equivocation", text)
        before = {node.event_id for node in places.get((author, log_id, seq - 1), ())}
        for node in twins:
            if node.header is not None and seq > 1 and node.header.log_prev not in before:
                walk.note(node.event_id, "log-gap", "The entry before it in its author's log is not here.")
    return last


def _note_keys(walk: Walk) -> None:
    by_position = {node.position: node.event_id for node in walk.nodes.values()}
    for position, kind, text in walk.keys.faults:
        walk.note(by_position[position], kind, text)
    for unclaimed in walk.keys.unclaimed():
        text = f"A key was handed over that no signed entry names ({unclaimed.hex()[:16]}); it is not used."
        walk.problems.add(Problem(by_position[0].hex(), "key-uncommitted", text))


def _heads(nodes: list[Node]) -> tuple[EventId, ...]:
    seen = 0
    for node in nodes:
        seen |= node.ancestors
    return tuple(sorted(node.event_id for node in nodes if not seen >> node.position & 1))


def _reporters(walk: Walk, void: Mapping[int, str]) -> tuple[ReporterIdentity, ...]:
    found = sorted((pair for codes in walk.identities.values() for pair in codes), key=lambda pair: pair[0])
    return tuple(dataclasses.replace(one, void=void.get(position, "")) for position, one in found)
