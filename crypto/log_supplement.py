"""Supplements in the case log: what a reporter adds later, with the layout of a report (kind 5).

A supplement names no parents. It builds on the entry that introduced the key that signs it, the report or a code
replacement, so every console puts it into the same causal past. It belongs to the thread plane: the reporter's
later events cite it, and a replacement of the code that cites it lets it count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crypto.constants import COMPARTMENTS, KIND_CODE_REPLACED
from crypto.errors import Malformed, ProtocolError
from crypto.log_entries import Candidate, check_bodies, check_wraps, is_supplement
from crypto.log_node import Node
from crypto.log_opening import open_genesis
from crypto.log_records import Entry, Problem, ReporterIdentity
from crypto.log_walk import Walk
from crypto.reporter_keys import author_id
from crypto.submission import Submission, event_id
from crypto.types import DeploymentId, EventId


@dataclass
class Addition:
    """One supplement by id: the copies that came, by signature, and its bodies where right ones came."""

    event_id: EventId
    copies: list[Submission]
    parents: tuple[EventId, ...]
    bodies: list[bytes | None] = field(default_factory=lambda: [None] * len(COMPARTMENTS))
    received_on: str = ""


def read_supplements(
    entries: Iterable[Entry],
    report: Submission,
    first: EventId,
    candidates: Mapping[EventId, Candidate],
    deployment: DeploymentId,
    problems: set[Problem],
) -> dict[EventId, Addition]:
    """All supplements that parse, name this case and are signed by a key that some entry introduces."""
    introduced = _introductions(report, first, candidates)
    found: dict[EventId, Addition] = {}
    for entry in filter(is_supplement, entries):
        name = event_id(entry.header, deployment)
        try:
            submission = _unsealed(entry)
        except ProtocolError as error:
            text = f"A later part of the report follows no known layout ({error.code})."
            problems.add(Problem(name.hex(), "unreadable", text))
            continue
        header = submission.header
        if header.case_id != report.header.case_id:
            text = "An entry of another case was handed over for this one."
            problems.add(Problem(name.hex(), "other-case", text))
            continue
        if header.sign_vk not in introduced:
            text = "Nobody whom this case knows signed this later part of the report."
            problems.add(Problem(name.hex(), "unknown-author", text))
            continue
        addition = found.setdefault(name, Addition(name, [], (introduced[header.sign_vk],)))
        if all(submission.signature != one.signature for one in addition.copies):
            addition.copies.append(submission)
        addition.received_on = min(filter(None, (addition.received_on, entry.received_on)), default="")
        came = check_bodies(entry.bodies, header.bodies, name, problems)
        addition.bodies = [one or other for one, other in zip(addition.bodies, came, strict=True)]
        check_wraps(entry.wraps, [one.wrap_hash for one in header.entries], name, problems)
    return found


def place_supplement(walk: Walk, addition: Addition) -> Node | None:
    """Place it after the entry that introduced its key; None where the reporter can't be held to have signed it."""
    name, header = addition.event_id, addition.copies[0].header
    parents = [walk.nodes[parent] for parent in addition.parents]
    ancestors = 0
    for parent in parents:
        ancestors |= parent.ancestors | 1 << parent.position
    identity = _identity(walk, addition, ancestors)
    if identity is None:
        walk.note(name, "unknown-author", "Nobody whom this case knows signed this later part of the report.")
        return None
    believed = [_verified(walk, one, identity) for one in addition.copies]
    if not all(believed):
        walk.note(name, "bad-signature", "A copy of this entry came with a signature that does not hold.")
    if not any(believed):
        return None
    keyring = walk.keyrings.get(header.keyring_hash)
    if keyring is None:
        walk.note(name, "keyring-unknown", "This entry names a keyring that is not at hand.")
    past = max(parent.floor for parent in parents)
    version = 0 if keyring is None else keyring.version
    node = Node(
        event_id=name,
        position=len(walk.nodes),
        ancestors=ancestors,
        parents=addition.parents,
        author=identity.author_id,
        keyring_hash=header.keyring_hash,
        keyring=keyring,
        floor=max(past, version),
        thread=True,
    )
    walk.nodes[name] = node
    if keyring is not None and version < past:
        node.rejected = True
        text = "Signed under an older keyring than its author had seen; it has no effect."
        walk.note(name, "keyring-rolled-back", text)
        return node
    held = walk.keys.add_supplement(header, node.position)
    node.bodies = open_genesis(
        addition.copies[0], name, addition.bodies, held, walk.deployment, walk.keyrings, walk.problems
    )
    node.sealed = not node.bodies
    return node


def _introductions(
    report: Submission, first: EventId, candidates: Mapping[EventId, Candidate]
) -> dict[bytes, EventId]:
    """Sign key to the entry that introduced it; of several the smallest id, whoever looks."""
    replaced = [one for one in candidates.values() if one.header.kind == KIND_CODE_REPLACED]
    found = {
        one.header.replacement.sign_vk: one.event_id
        for one in sorted(replaced, key=lambda one: one.event_id, reverse=True)
        if one.header.replacement is not None
    }
    return {**found, report.header.sign_vk: first}


def _identity(walk: Walk, addition: Addition, ancestors: int) -> ReporterIdentity | None:
    """The case code that signed, where its own entry lies in the causal past and all three keys are its own."""
    header = addition.copies[0].header
    codes = walk.identities.get(author_id(header.sign_vk, walk.deployment), ())
    known = next((one for position, one in codes if ancestors >> position & 1), None)
    if known is None or (known.auth_vk, known.kem_pk) != (header.auth_vk, header.kem_pk):
        return None
    return known


def _verified(walk: Walk, copy: Submission, identity: ReporterIdentity) -> bool:
    try:
        copy.verify(walk.deployment, identity.sign_vk)
    except ProtocolError:
        return False
    return True


def _unsealed(entry: Entry) -> Submission:
    """The supplement without wraps and bodies, which are checked apart. Raises `ProtocolError`."""
    if len(entry.signatures) != 1:
        raise Malformed("a supplement has one signature")
    return Submission.bare(entry.header, entry.signatures[0])
