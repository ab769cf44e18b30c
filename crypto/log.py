"""The case log: verify and order what a portal hands over, and open what this reader's keys open.

Pure: no clock, no storage. The same entries give the same log in whatever order and however often they come,
and nothing that anybody sends raises: it becomes a `Problem` (rules E1 to E13, R1, G3 of the protocol).
"""

import heapq
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from crypto.constants import HASH_LEN
from crypto.domain import domain, sha256
from crypto.errors import Malformed, ProtocolError
from crypto.keyring import Keyring
from crypto.log_entries import Candidate, check_bodies, check_wraps, read_candidates
from crypto.log_node import Node
from crypto.log_opening import open_genesis
from crypto.log_records import CaseLog, Entry, Problem, Record, ReporterIdentity
from crypto.log_result import finish
from crypto.log_supplement import Addition, place_supplement, read_supplements
from crypto.log_walk import Walk
from crypto.submission import Submission, event_id, verified_report
from crypto.suspension import honoured
from crypto.types import CaseId, DeploymentId, EventId, KeyId, KeyringHash, MemberId

__all__ = ["CaseLog", "Entry", "Problem", "Record", "ReporterIdentity", "assemble", "heads_fingerprint"]

_GROUPS, _GROUP_DIGITS = 5, 4


def assemble(
    genesis: Entry,
    events: Iterable[Entry],
    keyrings: Mapping[KeyringHash, Keyring],
    deployment: DeploymentId,
    known_keys: Mapping[KeyId, bytes],
    *,
    suspended: Mapping[KeyringHash, AbstractSet[MemberId]] | None = None,
) -> CaseLog:
    """The log of one case.

    `keyrings`: every verified keyring version at hand, by hash; `known_keys`: keys that this reader unwrapped
    (record, share or thread), by key id; `suspended`: members by the hash of the keyring that suspends them,
    judged from the keyrings themselves unless given.
    """
    problems: set[Problem] = set()
    name = event_id(genesis.header, deployment)
    try:
        report = _report(genesis, deployment)
    except ProtocolError as error:
        text = f"The report itself cannot be verified ({error.code}); nothing of this case is shown."
        problem = Problem(name.hex(), "report-unverified", text)
        return CaseLog(CaseId(bytes(HASH_LEN)), (), (problem,))
    header = report.header
    bodies = check_bodies(genesis.bodies, header.bodies, name, problems)
    check_wraps(genesis.wraps, [one.wrap_hash for one in header.entries], name, problems)
    listed = tuple(events)
    candidates = read_candidates(listed, header.case_id, deployment, problems)
    candidates.pop(name, None)
    walk = Walk.begin(report, name, keyrings, known_keys, deployment, problems)
    walk.nodes[name].bodies = open_genesis(
        report, name, bodies, walk.keys.first(), deployment, keyrings, problems
    )
    additions = read_supplements(listed, report, name, candidates, deployment, problems)
    entries: dict[EventId, Candidate | Addition] = {**candidates, **additions}
    unplaced = _in_order(walk, entries)
    received = {name.hex(): genesis.received_on}
    received |= {key.hex(): one.received_on for key, one in entries.items()}
    if suspended is None:
        suspended = {key: honoured(keyring) for key, keyring in keyrings.items() if keyring.suspensions}
    return finish(walk, unplaced, suspended, {key: day for key, day in received.items() if day})


def heads_fingerprint(log: CaseLog, deployment: DeploymentId) -> str:
    """Five groups of four hex digits for two members to compare by voice (rule E8).

    They differ where one was shown another history: a portal that keeps two members apart for good cannot be
    seen from inside. From SHA-256(D("heads"), case_id, the ids that no other entry cites, ascending).
    """
    seen = 0
    for record in log.records:
        seen |= record.ancestors
    heads = sorted(record.event_id for record in log.records if not seen >> record.position & 1)
    digest = sha256(domain("heads", deployment), log.case_id, *(bytes.fromhex(head) for head in heads)).hex()
    groups = range(0, _GROUPS * _GROUP_DIGITS, _GROUP_DIGITS)
    return " ".join(digest[at : at + _GROUP_DIGITS] for at in groups)


def _report(genesis: Entry, deployment: DeploymentId) -> Submission:
    if len(genesis.signatures) != 1:
        raise Malformed("a report has one signature")
    # Wraps and bodies are checked apart: one that was altered must not hide the rest.
    return verified_report(genesis.header, genesis.signatures[0], deployment)


def _in_order(
    walk: Walk, candidates: Mapping[EventId, Candidate | Addition]
) -> dict[EventId, Candidate | Addition]:
    """Place events, parents first, of those that are ready the smallest id (rule E4). Returns what is parked.

    An event that cannot be believed is not placed; what cites it stays parked, as if it were withheld.
    """
    waiting: dict[EventId, int] = {}
    children: dict[EventId, list[EventId]] = {}
    ready: list[EventId] = []
    for candidate in candidates.values():
        open_parents = [parent for parent in candidate.parents if parent not in walk.nodes]
        waiting[candidate.event_id] = len(open_parents)
        for parent in open_parents:
            children.setdefault(parent, []).append(candidate.event_id)
        if not open_parents:
            ready.append(candidate.event_id)
    heapq.heapify(ready)
    refused: set[EventId] = set()
    while ready:
        name = heapq.heappop(ready)
        found = candidates[name]
        node: Node | None = (
            place_supplement(walk, found) if isinstance(found, Addition) else walk.place(found)
        )
        if node is None:
            refused.add(name)
            continue
        for child in children.get(name, ()):
            waiting[child] -= 1
            if not waiting[child]:
                heapq.heappush(ready, child)
    return {
        name: candidate
        for name, candidate in candidates.items()
        if name not in walk.nodes and name not in refused
    }
