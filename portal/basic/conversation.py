"""One case as its reporter may see it: her keys, the verified log, the fold, the words of the policies.

The same rules as in a browser (`crypto/browser/thread.js`): nothing in the store is believed unsigned.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import policies
from crypto.constants import KIND_GENESIS, KIND_SUPPLEMENT, LANES, SIGNATURE_LEN
from crypto.errors import ProtocolError
from crypto.events import EventSubmission
from crypto.keyring import Keyring
from crypto.log import CaseLog, Entry, assemble
from crypto.reporter_keys import ReporterKeys
from crypto.submission import HeldKeys, Submission
from crypto.types import DeploymentId, KeyringHash, MemberId
from policies.fold import Case, fold
from policies.status import ReporterStatus, reporter_status
from portal.alarm.roster import Cover
from portal.basic.removed import Removed, approving_keyrings, read_removed
from portal.basic.thread_keys import Generation, generations, keys_by_id, own_wraps
from portal.entries import day_text
from portal.followup.mailbox import OpenMailbox
from portal.store.records import StoredRecord

# A member's own log also counts entries of the members' plane, which a reporter is never handed.
_EXPECTED = frozenset({"log-gap"})


@dataclass(frozen=True)
class Judges:
    """What signatures are judged by: the keyrings that a case names, and who was suspended under each."""

    keyrings: Mapping[KeyringHash, Keyring]
    suspended: Mapping[KeyringHash, frozenset[MemberId]]


@dataclass(frozen=True)
class Conversation:
    """An open case. `used`: lanes that she may write to, ascending; `own_salts`: of her own stored events.

    `generations`: lane to T, oldest first. `problems`: kinds, as the log and the fold name them.
    `received_on`: the day on which the report came, `YYYY-MM-DD`.
    """

    log: CaseLog
    case: Case
    status: ReporterStatus
    used: tuple[int, ...]
    generations: tuple[Generation, ...] = field(repr=False)
    own_salts: frozenset[bytes] = field(repr=False)
    problems: tuple[str, ...]
    removed: Removed
    cover: Cover
    received_on: str

    @property
    def writable(self) -> tuple[int, ...]:
        """Lanes in which somebody can still read what she writes."""
        return tuple(lane for lane in self.used if lane not in self.removed.lanes)

    def thread_key(self, lane: int) -> bytes | None:
        """T of a lane, the newest held; None where none is, or where nobody reads any more."""
        if lane in self.removed.lanes:
            return None
        return next((keys[lane] for keys in reversed(self.generations) if lane in keys), None)


def named_keyrings(mailbox: OpenMailbox) -> frozenset[KeyringHash]:
    """The hashes of all keyrings that the case names; what cannot be read names none."""
    submissions = (_submission(record) for record in mailbox.records)
    named = {one.header.keyring_hash for one in submissions if one is not None}
    return frozenset(named | approving_keyrings(mailbox.orders))


def read_conversation(
    mailbox: OpenMailbox,
    reporter: ReporterKeys,
    judges: Judges,
    rules: policies.Policies,
    deployment: DeploymentId,
    today: date,
) -> Conversation | None:
    """The case for its reporter; None where the store holds no report that leads to her keys."""
    stored = [(record, submission) for record in mailbox.records if (submission := _submission(record))]
    reports = [
        (record, one) for record, one in stored if isinstance(one, Submission) and record.kind == KIND_GENESIS
    ]
    events = [(record, one) for record, one in stored if isinstance(one, EventSubmission)]
    if not reports:
        return None
    genesis_record, genesis = reports[0]
    wraps = own_wraps(genesis, [one for _, one in events], reporter, judges.keyrings, deployment)
    log = assemble(
        _entry(genesis_record),
        # What was added later is sealed to others, but messages cite it: without it they would wait for ever.
        [_entry(record) for record, _ in stored if record is not genesis_record],
        judges.keyrings,
        deployment,
        keys_by_id(wraps, genesis.header.case_id, deployment),
        suspended=judges.suspended,
    )
    case = fold(log.records, rules)
    removed = read_removed(mailbox.orders, mailbox.case_id, judges.keyrings, rules)
    used = _used_lanes(wraps, log, reporter)
    if case is None or not used:
        return None
    statuses = json.loads(policies.document("statuses", rules))
    received_on = day_text(genesis_record.received_day)
    received = date.fromisoformat(received_on)
    kinds = [*(one.kind for one in log.problems), *(one.kind for one in case.problems)]
    lost = ["unreadable"] if len(stored) < len(mailbox.records) else []
    if not removed.sound or any(
        record.bodies == [None] and record.event_id not in removed.events for record, _ in events
    ):
        lost.append("withheld-body")
    return Conversation(
        log=log,
        case=case,
        status=reporter_status(case, statuses, received, today),
        used=used,
        generations=generations(wraps, log),
        own_salts=frozenset(
            one.header.event_salt for _, one in events if one.header.author_id == reporter.author_id
        ),
        removed=removed,
        cover=mailbox.cover,
        received_on=received_on,
        problems=tuple(dict.fromkeys([*lost, *(kind for kind in kinds if kind not in _EXPECTED)])),
    )


def _submission(record: StoredRecord) -> Submission | EventSubmission | None:
    wraps, signatures = dict(record.wraps), _split(record.signatures)
    try:
        if record.kind in {KIND_GENESIS, KIND_SUPPLEMENT}:
            return Submission.assemble(record.header, record.signatures, wraps)
        return EventSubmission.assemble(record.header, signatures, wraps, next(iter(record.bodies), None))
    except ProtocolError:
        return None


def _entry(record: StoredRecord) -> Entry:
    return Entry(
        header=record.header,
        signatures=_split(record.signatures),
        bodies=tuple(record.bodies),
        wraps=tuple(record.wraps),
        received_on=day_text(record.received_day),
    )


def _split(signatures: bytes) -> tuple[bytes, ...]:
    return tuple(signatures[at : at + SIGNATURE_LEN] for at in range(0, len(signatures), SIGNATURE_LEN))


def _used_lanes(wraps: Iterable[HeldKeys], log: CaseLog, reporter: ReporterKeys) -> tuple[int, ...]:
    """The lanes in use: her own wrap in the report tells, or the replacement that made her present code.

    Empty where nothing signed leads from the report to her keys (rule R1).
    """
    mine = (reporter.auth_vk, reporter.sign_vk, reporter.kem_pk)
    made_by = {one.event_id.hex() for one in log.reporters if (one.auth_vk, one.sign_vk, one.kem_pk) == mine}
    if not made_by:
        return ()
    used = {lane for held in wraps for lane in held.used}
    for record in log.records:
        if record.event_id in made_by:
            named = (body.get("lanes") for body in record.bodies.values())
            used |= {lane for lanes in named if isinstance(lanes, list) for lane in lanes if lane in LANES}
    return tuple(sorted(used))
