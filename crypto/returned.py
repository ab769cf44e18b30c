"""Records as a console gives them back to a portal that lost them (protocol E8).

Each is `u32 length`, then the record as it was first sent, but of its wraps only the reporter's: nobody holds the
others any more. The signed header says which those are, so nothing else has to be said.
"""

from collections.abc import Iterable

from crypto.constants import KIND_GENESIS, KIND_SUPPLEMENT, SIGNATURE_LEN, WRAP_LEN, WRAP_REPORTER
from crypto.errors import Malformed
from crypto.event_header import MAX_EVENT_HEADER, EventHeader
from crypto.events import EventSubmission, signature_count
from crypto.genesis_header import MAX_GENESIS_HEADER, GenesisHeader
from crypto.submission import Submission
from crypto.types import CaseId
from crypto.wire import Reader, frame

Returned = Submission | EventSubmission
_KIND_AT = 2
_REPORTS = (KIND_GENESIS, KIND_SUPPLEMENT)
_LENGTH = 4


def reporters_wraps(record: Returned) -> tuple[tuple[int, bytes], ...]:
    """The reporter's own wraps that are at hand, each with its place in the header's list."""
    found = ((i, record.wraps[i]) for i in _reporters_places(record.header))
    return tuple((i, wrap) for i, wrap in found if wrap is not None)


def pack_returned(records: Iterable[Returned]) -> bytes:
    """The bytes to send. Raises `Malformed` where a body or a reporter's wrap is not at hand."""
    return b"".join(len(one).to_bytes(_LENGTH, "big") + one for one in map(_pack, records))


def unpack_returned(data: bytes) -> tuple[Returned, ...]:
    """One or more records of one case, whole but for other people's wraps. Nobody's signature is checked yet.

    Raises `Malformed`, `BadLength`, `BadCommitment` where something is not what its header names.
    """
    records = []
    reader = Reader(data)
    while reader.left:
        records.append(_unpack(reader.take(reader.integer(_LENGTH))))
    if len({record.header.case_id for record in records}) != 1:
        raise Malformed("records of one case are given back together")
    return tuple(records)


def case_of(records: tuple[Returned, ...]) -> CaseId:
    """The case that all of them belong to."""
    return records[0].header.case_id


def signatures_of(record: Returned) -> tuple[bytes, ...]:
    """One signature of 64 bytes, two of a code replacement."""
    return (record.signature,) if isinstance(record, Submission) else record.signatures


def _pack(record: Returned) -> bytes:
    own = [record.wraps[i] for i in _reporters_places(record.header)]
    bodies = record.bodies if isinstance(record, Submission) else (record.body,)
    return frame(record.header_bytes, (*signatures_of(record), *own, *bodies))


def _unpack(data: bytes) -> Returned:
    reader = Reader(data)
    header_bytes = reader.take_header(max(MAX_GENESIS_HEADER, MAX_EVENT_HEADER))
    if _kind(header_bytes) in _REPORTS:
        report = GenesisHeader.parse(header_bytes)
        signature = reader.take(SIGNATURE_LEN)
        wraps = {i: reader.take(WRAP_LEN) for i in _reporters_places(report)}
        bodies = tuple(reader.take(length) for length, _ in report.bodies)
        reader.end()
        return Submission.assemble(header_bytes, signature, wraps, bodies)
    header = EventHeader.parse(header_bytes)
    signatures = tuple(reader.take(SIGNATURE_LEN) for _ in range(signature_count(header)))
    wraps = {i: reader.take(WRAP_LEN) for i in _reporters_places(header)}
    body = reader.take(header.body_len)
    reader.end()
    return EventSubmission.assemble(header_bytes, signatures, wraps, body)


def _reporters_places(header: GenesisHeader | EventHeader) -> tuple[int, ...]:
    if isinstance(header, GenesisHeader):
        return (len(header.entries) - 1,)
    return tuple(i for i, entry in enumerate(header.wraps) if entry.kind == WRAP_REPORTER)


def _kind(header_bytes: bytes) -> int:
    if len(header_bytes) <= _KIND_AT:
        raise Malformed("too short for a signed header")
    return header_bytes[_KIND_AT]
