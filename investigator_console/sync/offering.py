"""One case's records as they are offered to a portal that lost some of them: what goes together, and in which order.

A report and the codes that replaced one another go in one request, which the portal stores whole or not at all:
else a code that was replaced, because somebody saw it, would open the case for a moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import httpx

from crypto.constants import KIND_CODE_REPLACED, KIND_GENESIS
from crypto.errors import ProtocolError
from crypto.event_header import EventHeader
from crypto.events import EventSubmission
from crypto.genesis_header import GenesisHeader
from crypto.reporter_keys import author_id
from crypto.returned import Returned, pack_returned
from crypto.submission import Submission
from crypto.types import DeploymentId
from investigator_console.cases.entry import StoredEntry
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError

# The portal takes 1.4 MB in one request.
AT_ONCE = 1_300_000


@dataclass
class Offered:
    """What became of it. `stored`: ids that the portal had lost and has again; `refused`: id to its reason."""

    stored: set[bytes] = field(default_factory=set)
    refused: dict[bytes, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Packed:
    event_id: bytes
    data: bytes


def offer(
    client: PortalClient, entries: Sequence[StoredEntry], deployment: DeploymentId, *, acknowledged: bool
) -> Offered:
    """Give a case's entries back, oldest first; what the portal has already stays there as it is.

    What isn't whole here is left out, and named as refused ("incomplete") where the portal has no other copy.
    """
    outcome = Offered()
    whole = {entry.event_id: packed for entry in entries if (packed := _pack(entry)) is not None}
    chain = [entry.event_id for entry in _codes(entries, deployment)]
    broken = [entry.event_id for entry in entries if entry.event_id not in whole]
    outcome.refused |= dict.fromkeys(_lost(client, broken), "incomplete")
    if any(event_id in outcome.refused for event_id in chain):
        # Without one link of it, a code that was replaced would open the case.
        outcome.refused |= dict.fromkeys(_lost(client, whole), "incomplete")
        return outcome
    first = [whole[event_id] for event_id in chain if event_id in whole]
    rest = [packed for event_id, packed in whole.items() if event_id not in chain]
    fitting = list(_fitting(rest, AT_ONCE - sum(len(one.data) for one in first)))
    if _refusal(client, [*first, *fitting], outcome, acknowledged=acknowledged):
        reason = _refusal(client, first, outcome, acknowledged=acknowledged)
        outcome.refused |= dict.fromkeys(_lost(client, chain), reason) if reason else {}
        if chain and chain[0] in outcome.refused:
            return outcome
        fitting = []
    left = rest[len(fitting) :]
    while left:
        batch = list(_fitting(left, AT_ONCE)) or left[:1]
        left = left[len(batch) :]
        if _refusal(client, batch, outcome, acknowledged=acknowledged):
            # One that the portal does not take must not keep the others away.
            for one in batch:
                reason = _refusal(client, [one], outcome, acknowledged=acknowledged)
                outcome.refused |= {one.event_id: reason} if reason else {}
    return outcome


def _lost(client: PortalClient, event_ids: Iterable[bytes]) -> list[bytes]:
    return [event_id for event_id in event_ids if client.entry(event_id) is None]


def _codes(entries: Sequence[StoredEntry], deployment: DeploymentId) -> Iterator[StoredEntry]:
    """The report, then each replacement of the code that was in force, by its own word."""
    report = next((entry for entry in entries if entry.kind == KIND_GENESIS), None)
    if report is None:
        return
    yield report
    replacements = [
        (entry, EventHeader.parse(entry.header)) for entry in entries if entry.kind == KIND_CODE_REPLACED
    ]
    current = GenesisHeader.parse(report.header).sign_vk
    while True:
        author = author_id(current, deployment)
        following = next(
            (
                (entry, new)
                for entry, header in replacements
                if header.author_id == author and (new := header.replacement)
            ),
            None,
        )
        if following is None:
            return
        replacements = [one for one in replacements if one[0] is not following[0]]
        yield following[0]
        current = following[1].sign_vk


def _pack(entry: StoredEntry) -> _Packed | None:
    record: Returned
    try:
        if entry.is_report:
            record = Submission.assemble(entry.header, entry.signatures[0], dict(entry.wraps), entry.whole)
        else:
            body = entry.bodies[0] if entry.bodies else None
            record = EventSubmission.assemble(entry.header, entry.signatures, dict(entry.wraps), body)
        return _Packed(entry.event_id, pack_returned([record]))
    except (ProtocolError, IndexError):
        return None


def _fitting(records: Iterable[_Packed], room: int) -> Iterator[_Packed]:
    for one in records:
        room -= len(one.data)
        if room < 0:
            return
        yield one


def _refusal(
    client: PortalClient, records: Sequence[_Packed], outcome: Offered, *, acknowledged: bool
) -> str:
    """The portal's reason, or "" where it took them."""
    if not records:
        return ""
    try:
        outcome.stored |= client.give_back(b"".join(one.data for one in records), acknowledged=acknowledged)
    except PortalRefusedError as refusal:
        if refusal.status == httpx.codes.TOO_MANY_REQUESTS:
            raise
        return refusal.code or "refused"
    return ""
