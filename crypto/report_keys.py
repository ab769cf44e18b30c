"""The fresh keys of one report, and what of them is due to whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from crypto.constants import COMPARTMENTS, IDENTITY, KEY_LEN, LANES
from crypto.keys import (
    SHARE_A,
    SHARE_B,
    join_shares,
    key_id,
    pack_slots,
    share_id,
    thread_key,
    thread_key_id,
)
from crypto.report_plan import Rosters
from crypto.submission import used_flags
from crypto.types import CaseId, DeploymentId, KeyId, MemberId


@dataclass(frozen=True)
class ReportKeys:
    """The fresh keys of one report: K[1..5] by compartment, the two shares of K[4], T[1..3] by lane."""

    case_id: CaseId
    deployment: DeploymentId
    records: Mapping[int, bytes] = field(repr=False)
    share_a: bytes = field(repr=False)
    share_b: bytes = field(repr=False)
    threads: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def fresh(cls, case: CaseId, deployment: DeploymentId, random: Callable[[int], bytes]) -> Self:
        """Keys of 32 bytes each out of `random`; the shares join to K[4]."""
        records = {c: random(KEY_LEN) for c in COMPARTMENTS}
        share_a = random(KEY_LEN)
        share_b = join_shares(share_a, records[IDENTITY])
        threads = {lane: thread_key(records[lane], lane, case, deployment) for lane in LANES}
        return cls(case, deployment, records, share_a, share_b, threads)

    def ids(self) -> tuple[KeyId, ...]:
        """The ten key ids of the header: K1..K5, share A, share B, T1..T3."""
        where = (self.case_id, self.deployment)
        return (
            *(key_id(self.records[c], c, *where) for c in COMPARTMENTS),
            share_id(self.share_a, SHARE_A, *where),
            share_id(self.share_b, SHARE_B, *where),
            *(thread_key_id(self.threads[lane], lane, *where) for lane in LANES),
        )

    def slots_for(self, member: MemberId, rosters: Rosters) -> bytes:
        """The 160 bytes due to one recipient: zeros in every slot that is not theirs."""
        slots = [self.records[c] if member in rosters.lane(c) else None for c in COMPARTMENTS]
        if member in rosters.share_a:
            slots[IDENTITY - 1] = self.share_a
        elif member in rosters.share_b:
            slots[IDENTITY - 1] = self.share_b
        return pack_slots(slots)

    def reporter_slots(self, used: Iterable[int]) -> bytes:
        """Thread keys only: a stolen or forced code opens the conversation, never the report."""
        return pack_slots([*(self.threads[lane] for lane in LANES), None, used_flags(used)])
