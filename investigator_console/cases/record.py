"""One case as the vault knows it: stored entries, verified and folded with this member's keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crypto.constants import ASSISTANCE, COORDINATION, IDENTITY, KIND_GENESIS, THREAD_OFFSET
from crypto.keyring import Keyring
from crypto.keys import key_id, share_id
from crypto.log import CaseLog, Entry, assemble
from crypto.suspension import honoured
from crypto.types import CaseId, DeploymentId, KeyId, KeyringHash
from investigator_console.access.gate import Standing, rekey_lanes, standing_of
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.keys import CaseKeys, read_keys
from investigator_console.keys.keyrings import stored_keyring
from investigator_console.sync.audit import GivenBack, given_back, withheld_events
from investigator_console.sync.outbox import Waiting, waiting_events
from investigator_console.vault.errors import TamperedRecordError
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.deadlines import concerns_victim_care
from policies.fold import Case, fold


@dataclass(frozen=True)
class CaseRecord:
    """Everything about one case. `case` is None where the report itself can't be shown.

    `damaged`: stored entries that were changed on disk; `waiting`: own events that the portal hasn't yet, by
    id in hex; `given_back`: when the portal got the case back, without keys for colleagues.
    """

    case_id: bytes
    entries: Mapping[str, StoredEntry]
    keys: CaseKeys
    log: CaseLog
    case: Case | None
    keyrings: Mapping[KeyringHash, Keyring]
    waiting: Mapping[str, Waiting]
    withheld: tuple[tuple[bytes, str, bool], ...]
    policies: Policies = field(repr=False)
    me: str
    damaged: tuple[TamperedRecordError, ...] = ()
    given_back: GivenBack = field(default_factory=GivenBack)

    @property
    def used(self) -> dict[int, bool]:
        """For each compartment that opens here whether the reporter wrote into it, at first or later."""
        if self.case is None:
            return {}
        used = dict(self.case.report.used)
        for added in self.case.supplements:
            if added.event_id not in self.case.void:
                used |= {lane: used.get(lane, False) or wrote for lane, wrote in added.used.items()}
        return used

    def in_use(self, lane: int) -> bool:
        """Whether a lane (1 to 3) holds a report, or somebody wrote in its conversation."""
        written = self.case is not None and any(message.lane == lane for message in self.case.messages)
        return bool(self.used.get(lane)) or written

    @property
    def listed(self) -> bool:
        """Whether this member is to see the case: a lane that is in use opens here, or the record is broken.

        Whoever holds nothing but keys of unused lanes was only given them in case somebody writes there
        later.
        """
        if self.keys.empty:
            return False
        if self.case is None or any(self.in_use(lane) or self._let_in(lane) for lane in self.keys.lanes):
            return True
        # Victim care hears of a report that calls for an offer of help, also where nobody asked for one.
        return ASSISTANCE in self.keys.lanes and concerns_victim_care(self.case, self.policies)

    def _let_in(self, lane: int) -> bool:
        """Whether somebody let this member into a lane whose first part does not open here."""
        return lane not in self.used and bool(self.case and self.me in self._holders(lane))

    def _holders(self, lane: int) -> tuple[str, ...]:
        holders = None if self.case is None else self.case.holders
        return () if holders is None else (*holders.of(lane), *holders.thread_only(lane))

    @property
    def standing(self) -> Standing:
        """Where this member stands in the case."""
        return standing_of(self.case, self.keys, self.me)

    def rekey_lanes(self, keyring: Keyring | None, today: date) -> tuple[int, ...]:
        """Lanes that this member's console should re-key, if it may."""
        current = {lane: len(self.log.current.get(lane, ())) for lane in (1, 2, 3, COORDINATION)}
        return rekey_lanes(self.case, current, keyring, today)

    @property
    def arrived(self) -> dict[str, date]:
        """The day on which each entry came in, by id in hex: the portal's, or ours where it waits here."""
        return {event_id: date.fromisoformat(entry.received_on) for event_id, entry in self.entries.items()}

    @property
    def genesis(self) -> StoredEntry | None:
        """The report's entry."""
        return next((entry for entry in self.entries.values() if entry.kind == KIND_GENESIS), None)


def load_case(vault: Vault, policies: Policies, case_id: bytes, keys: CaseKeys | None = None) -> CaseRecord:
    """Read, verify and fold one case. Raises `VaultLockedError`; hostile bytes become problems.

    `keys`: this case's, where the caller has just read them.
    """
    deployment = DeploymentId(vault.deployment_id)
    damaged: list[TamperedRecordError] = []
    entries: dict[str, StoredEntry] = {}
    for stored in vault.store.each(ENTRIES, parent=case_id, damaged=damaged):
        entry = StoredEntry.decode(stored.plaintext)
        if entry.case_id == case_id:
            entries[entry.event_id.hex()] = entry
    keys = read_keys(vault, case_id) if keys is None else keys
    keyrings = _keyrings(vault, entries)
    held = known_keys(keys, CaseId(case_id), deployment)
    log = _assemble(entries, keyrings, deployment, held)
    return CaseRecord(
        case_id=case_id,
        entries=entries,
        keys=keys,
        log=log,
        case=fold(log.records, policies),
        keyrings=keyrings,
        waiting={one.event_id.hex(): one for one in waiting_events(vault, case_id)},
        withheld=withheld_events(vault, case_id),
        policies=policies,
        me=vault.profile.member_id.hex(),
        damaged=tuple(damaged),
        given_back=given_back(vault, case_id),
    )


def known_keys(keys: CaseKeys, case_id: CaseId, deployment: DeploymentId) -> dict[KeyId, bytes]:
    """Every key held, by the id that headers name it with."""
    known = {
        key_id(key, c, case_id, deployment): key
        for c, generations in keys.records.items()
        if c != IDENTITY
        for key in generations
    }
    for lane, generations in keys.threads.items():
        known |= {key_id(key, lane + THREAD_OFFSET, case_id, deployment): key for key in generations}
    for which, shares in keys.shares.items():
        known |= {share_id(share, which, case_id, deployment): share for share in shares}
    return known


@dataclass(frozen=True)
class StatusInForce:
    """The status that counts over all conversations of this member's.

    `values`: those that stand where two people disagree, the one that counts first; else empty.
    """

    code: str = "received"
    stage: str = "open"
    values: tuple[str, ...] = ()


def case_status(record: CaseRecord) -> StatusInForce:
    """The status register; of several conversations the most protective one counts (rule E5)."""
    registers = () if record.case is None else tuple(record.case.status.values())
    found = [record.policies.statuses.status(register.value) for register in registers]
    known = [status for status in found if status is not None]
    if not known:
        return StatusInForce()
    safest = max(known, key=lambda status: status.protects)
    values = tuple(dict.fromkeys(value for one in registers if one.conflict for value in one.values))
    return StatusInForce(safest.code, safest.stage, values)


def count_problems(record: CaseRecord) -> int:
    """How many things are wrong with a case."""
    folded = 0 if record.case is None else len(record.case.problems)
    lost = sum(not returned for _, _, returned in record.withheld)
    return len(record.log.problems) + folded + len(record.damaged) + lost


def _keyrings(vault: Vault, entries: Mapping[str, StoredEntry]) -> dict[KeyringHash, Keyring]:
    found = {entry.keyring_hash: stored_keyring(vault, entry.keyring_hash) for entry in entries.values()}
    return {KeyringHash(digest): keyring for digest, keyring in found.items() if keyring is not None}


def _assemble(
    entries: Mapping[str, StoredEntry],
    keyrings: Mapping[KeyringHash, Keyring],
    deployment: DeploymentId,
    known: Mapping[KeyId, bytes],
) -> CaseLog:
    genesis = [_entry(entry) for entry in entries.values() if entry.kind == KIND_GENESIS]
    if not genesis:
        return CaseLog(CaseId(bytes(32)), (), ())
    # A second report of one case stays among the events, where it is named: colleagues may have been shown it.
    events = [_entry(entry) for entry in entries.values() if entry.kind != KIND_GENESIS] + genesis[1:]
    suspended = {digest: honoured(keyring) for digest, keyring in keyrings.items() if keyring.suspensions}
    return assemble(genesis[0], events, keyrings, deployment, known, suspended=suspended)


def _entry(stored: StoredEntry) -> Entry:
    return Entry(stored.header, stored.signatures, stored.bodies, (), stored.received_on)
