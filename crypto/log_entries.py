"""From what a portal handed over to candidates: parsed, grouped by id, altered parts named and left out.

A signature and a body do not change an event's id, so a portal can hand over several copies of one event; the
outcome must not depend on which came first.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crypto.constants import KIND_GENESIS, KIND_SUPPLEMENT
from crypto.domain import sha256
from crypto.errors import ProtocolError
from crypto.event_header import EventHeader
from crypto.events import EventSubmission
from crypto.log_records import Entry, Problem
from crypto.submission import event_id
from crypto.types import CaseId, DeploymentId, EventId

_KIND_AT = 2
_WRAP_COUNT_AT = 242


@dataclass
class Candidate:
    """One event by id: its header, the signature sets that came with it, its body where a right one came."""

    event_id: EventId
    header: EventHeader
    submissions: list[EventSubmission] = field(default_factory=list)
    body: bytes | None = None
    received_on: str = ""

    @property
    def parents(self) -> tuple[EventId, ...]:
        """What it builds on."""
        return self.header.parents


def read_candidates(
    entries: Iterable[Entry], case_id: CaseId, deployment: DeploymentId, problems: set[Problem]
) -> dict[EventId, Candidate]:
    """All events that parse and name this case; a problem for each of the others."""
    found: dict[EventId, Candidate] = {}
    for entry in entries:
        name = event_id(entry.header, deployment)
        if is_supplement(entry):
            continue
        try:
            submission = _unsealed(entry)
        except ProtocolError as error:
            problems.add(_unreadable(entry, name, error))
            continue
        if submission.header.case_id != case_id:
            text = "An entry of another case was handed over for this one."
            problems.add(Problem(name.hex(), "other-case", text))
            continue
        candidate = found.setdefault(name, Candidate(name, submission.header))
        if all(submission.signatures != one.signatures for one in candidate.submissions):
            candidate.submissions.append(submission)
        candidate.received_on = min(filter(None, (candidate.received_on, entry.received_on)), default="")
        header = submission.header
        bodies = check_bodies(entry.bodies, [(header.body_len, header.body_hash)], name, problems)
        candidate.body = candidate.body or bodies[0]
        check_wraps(entry.wraps, [one.wrap_hash for one in header.wraps], name, problems)
    return found


def is_supplement(entry: Entry) -> bool:
    """Whether the header says so; nothing else of it is looked at."""
    return len(entry.header) > _KIND_AT and entry.header[_KIND_AT] == KIND_SUPPLEMENT


def check_bodies(
    bodies: Sequence[bytes | None],
    expected: Sequence[tuple[int, bytes]],
    name: EventId,
    problems: set[Problem],
) -> list[bytes | None]:
    """The bodies that the signed header names, None for the others; an altered one is a problem."""
    padded = [*bodies, *[None] * len(expected)][: len(expected)]
    if len(bodies) > len(expected):
        problems.add(Problem(name.hex(), "surplus-body", "A body came along that no signed header names."))
    kept: list[bytes | None] = []
    for body, (length, digest) in zip(padded, expected, strict=True):
        fits = body is not None and len(body) == length and hmac.compare_digest(sha256(body), digest)
        if body is not None and not fits:
            text = "A body was altered on the way; it is left out."
            problems.add(Problem(name.hex(), "body-altered", text))
        kept.append(body if fits else None)
    return kept


def check_wraps(
    wraps: Iterable[tuple[int, bytes]], digests: Sequence[bytes], name: EventId, problems: set[Problem]
) -> None:
    """A wrap counts only if its hash stands in the signed header, at its place."""
    for index, wrap in wraps:
        if not 0 <= index < len(digests) or not hmac.compare_digest(sha256(wrap), digests[index]):
            text = "A sealed key came along that the signed header does not name."
            problems.add(Problem(name.hex(), "wrap-injected", text))


def _unsealed(entry: Entry) -> EventSubmission:
    """The event without wraps and body, which are checked apart. Raises `ProtocolError`."""
    count = entry.header[_WRAP_COUNT_AT] if len(entry.header) > _WRAP_COUNT_AT else 0
    return EventSubmission(entry.header, entry.signatures, (None,) * count)


def _unreadable(entry: Entry, name: EventId, error: ProtocolError) -> Problem:
    kind = entry.header[_KIND_AT] if len(entry.header) > _KIND_AT else 0
    if kind == KIND_GENESIS:
        return Problem(name.hex(), "second-report", "A second first report was handed over for this case.")
    return Problem(name.hex(), "unreadable", f"An entry follows no known layout ({error.code}).")
