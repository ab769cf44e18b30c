"""Sealing a report: the same shape whatever it says and whoever may read it.

Every intake recipient of the keyring gets one wrap; whoever is not meant gets zeros under the same seal, so
that neither the portal nor the recipient can tell. Reading stands in `crypto.submission`; its names are
exported here too.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from crypto.constants import (
    ALLEGATION,
    ASSISTANCE,
    BODY_BUCKETS,
    COMPARTMENTS,
    COORDINATION,
    HASH_LEN,
    IDENTITY,
    KEY_LEN,
    KIND_GENESIS,
    KIND_SUPPLEMENT,
    LANE_NAMES,
    LANES,
    MEMBER_ID_LEN,
    RETALIATION,
    SALT_LEN,
    VERSION,
    WRAP_LEN,
    ZERO_HASH,
)
from crypto.documents import encode_json
from crypto.domain import exactly, sha256
from crypto.errors import BadLength, LaneTooFewHolders, Malformed, WeakKey
from crypto.genesis_header import GenesisHeader as GenesisHeader
from crypto.genesis_header import GenesisWrapEntry as GenesisWrapEntry
from crypto.hpke import wrap
from crypto.intake import IntakeKey
from crypto.keyring import Keyring
from crypto.keys import (
    SHARE_A,
    SHARE_B,
    event_keys,
    join_shares,
    key_id,
    pack_slots,
    share_id,
    thread_key,
    thread_key_id,
)
from crypto.padding import SEALED_BODY_LENGTHS, body_bucket, pad_body
from crypto.payload import seal_chunks
from crypto.reporter_keys import ReporterKeys
from crypto.signing import sign
from crypto.submission import HeldKeys as HeldKeys
from crypto.submission import Submission as Submission
from crypto.submission import event_id as event_id
from crypto.submission import genesis_context as genesis_context
from crypto.submission import open_genesis_body as open_genesis_body
from crypto.submission import open_keys as open_keys
from crypto.submission import open_wrap as open_wrap
from crypto.submission import used_flags, wrap_info_at
from crypto.types import CaseId, DeploymentId, KeyId, MemberId

PATHS = ("browser", "server")
_HOLDERS = 2
_ROSTER_LANES = (ALLEGATION, RETALIATION, ASSISTANCE, COORDINATION)


@dataclass(frozen=True)
class Rosters:
    """Who may open what: `lanes` for c 1, 2, 3 and 5; the two shares of the identity key."""

    lanes: Mapping[int, tuple[MemberId, ...]]
    share_a: tuple[MemberId, ...] = ()
    share_b: tuple[MemberId, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.lanes) <= set(_ROSTER_LANES):
            raise Malformed("rosters are for lanes 1, 2, 3 and 5")
        if set(self.lane(ALLEGATION)) & set(self.lane(ASSISTANCE)):
            raise Malformed("nobody holds allegation and assistance together")
        if set(self.share_a) & set(self.share_b):
            raise Malformed("nobody holds both shares of the identity key")

    def lane(self, c: int) -> tuple[MemberId, ...]:
        """The roster of lane `c`; empty where its key goes to nobody."""
        return self.lanes.get(c, ())

    def everybody(self) -> frozenset[MemberId]:
        """All who get any key."""
        return frozenset((*self.share_a, *self.share_b, *(one for ids in self.lanes.values() for one in ids)))


@dataclass(frozen=True)
class ReportPlan:
    """What to seal: the own fields of each lane's body (c to dict, with "used"), and the rosters."""

    bodies: Mapping[int, Mapping[str, Any]] = field(repr=False)
    rosters: Rosters

    def __post_init__(self) -> None:
        if not set(self.bodies) <= set(COMPARTMENTS):
            raise Malformed("a report has bodies 1 to 5")

    def used(self, c: int) -> bool:
        """Whether lane `c` says something; coordination always does."""
        return c == COORDINATION or bool(self.bodies.get(c, {}).get("used", False))


def seal_report(
    plan: ReportPlan,
    reporter: ReporterKeys,
    keyring: Keyring,
    intake: Mapping[MemberId, IntakeKey],
    deployment: DeploymentId,
    *,
    manifest_hash: bytes,
    path: str,
    language: str = "en",
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """The bytes to send: sealed to every intake recipient and to the reporter, signed by the reporter.

    `intake`: each recipient's current key; one without a key, or whose key cannot be sealed to, gets random
    bytes and counts as no holder. `manifest_hash`: 32 bytes, zeros where the pages are unsigned; `path`:
    "browser" or "server". Raises `LaneTooFewHolders`, `BadLength` for too long a text, `Malformed`.
    """
    place = _Place(KIND_GENESIS, reporter.own_case_id, deployment, path, language, manifest_hash)
    return _seal(place, plan, reporter, keyring, intake, random)


def seal_supplement(
    plan: ReportPlan,
    reporter: ReporterKeys,
    case: CaseId,
    keyring: Keyring,
    intake: Mapping[MemberId, IntakeKey],
    deployment: DeploymentId,
    *,
    manifest_hash: bytes,
    path: str,
    language: str = "en",
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """The bytes of what is added to `case` later, e.g. an identity: five bodies and wraps again, fresh keys.

    `reporter`: the keys of the code that is in force, which is another than the first after a replacement.
    All five bodies share one bucket. Everything else as in `seal_report`.
    """
    place = _Place(KIND_SUPPLEMENT, case, deployment, path, language, manifest_hash)
    return _seal(place, plan, reporter, keyring, intake, random)


@dataclass(frozen=True)
class _Place:
    """Where the sealed bodies go, and what every one of them says of its making."""

    kind: int
    case_id: CaseId
    deployment: DeploymentId
    path: str
    language: str
    manifest_hash: bytes


def _seal(
    place: _Place,
    plan: ReportPlan,
    reporter: ReporterKeys,
    keyring: Keyring,
    intake: Mapping[MemberId, IntakeKey],
    random: Callable[[int], bytes],
) -> bytes:
    deployment, path = place.deployment, place.path
    if path not in PATHS or not plan.rosters.everybody() <= set(keyring.intake_recipients):
        raise Malformed("the path is browser or server, and rosters name intake recipients only")
    common = {
        "v": VERSION,
        "binds": reporter.binding.hex(),
        "policies": {name: digest.hex() for name, digest in keyring.policies.items()},
        "manifest": exactly("manifest hash", place.manifest_hash, HASH_LEN).hex(),
        "path": path,
        "language": place.language,
    }
    padded = _padded_bodies(plan, common, place.kind)
    keys = _ReportKeys.fresh(place.case_id, deployment, random)
    draft = replace(_draft(reporter, keyring, intake, keys, random), kind=place.kind)
    wraps = _seal_wraps(draft, plan, intake, keys, random)
    bodies = [
        seal_chunks(
            *event_keys(keys.records[c], genesis_context(draft, c, deployment), deployment), padded[c]
        )
        for c in COMPARTMENTS
    ]
    entries = [e._replace(wrap_hash=sha256(w)) for e, w in zip(draft.entries, wraps, strict=True)]
    sealed = tuple((len(body), sha256(body)) for body in bodies)
    header = replace(draft, entries=tuple(entries), bodies=sealed).encode()
    signature = sign("genesis", reporter.sign_seed, header, deployment)
    return Submission(header, signature, tuple(wraps), tuple(bodies)).encode()


@dataclass(frozen=True)
class _ReportKeys:
    """The fresh keys of one report: K[1..5] by compartment, the two shares of K[4], T[1..3] by lane."""

    case_id: CaseId
    deployment: DeploymentId
    records: Mapping[int, bytes] = field(repr=False)
    share_a: bytes = field(repr=False)
    share_b: bytes = field(repr=False)
    threads: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def fresh(cls, case: CaseId, deployment: DeploymentId, random: Callable[[int], bytes]) -> Self:
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


def _padded_bodies(plan: ReportPlan, common: Mapping[str, Any], kind: int) -> dict[int, bytes]:
    """The five bodies, padded. Bodies 1 and 2 share the larger bucket, or the size would tell the lane.

    Of a supplement all five share it: any of them may be the one for which it was made.
    """
    encoded = {
        c: encode_json({**plan.bodies.get(c, {}), **common, **_lane_fields(plan, c)}) for c in COMPARTMENTS
    }
    if kind == KIND_SUPPLEMENT:
        shared = max(body_bucket(len(one)) for one in encoded.values())
        return {c: pad_body(one, shared) for c, one in encoded.items()}
    shared = max(body_bucket(len(encoded[c])) for c in (ALLEGATION, RETALIATION))
    if any(body_bucket(len(encoded[c])) != BODY_BUCKETS[0] for c in (ASSISTANCE, IDENTITY, COORDINATION)):
        raise BadLength("only bodies 1 and 2 of a report may be longer than 4 KiB")
    floors = dict.fromkeys((ALLEGATION, RETALIATION), shared)
    return {c: pad_body(encoded[c], floors.get(c, BODY_BUCKETS[0])) for c in COMPARTMENTS}


def _lane_fields(plan: ReportPlan, c: int) -> dict[str, Any]:
    fields: dict[str, Any] = {"lane": LANE_NAMES[c], "used": plan.used(c)}
    if c == IDENTITY:
        fields["roster_a"] = [one.hex() for one in plan.rosters.share_a]
        fields["roster_b"] = [one.hex() for one in plan.rosters.share_b]
    else:
        fields["roster"] = [one.hex() for one in plan.rosters.lane(c)]
    return fields


def _draft(
    reporter: ReporterKeys,
    keyring: Keyring,
    intake: Mapping[MemberId, IntakeKey],
    keys: _ReportKeys,
    random: Callable[[int], bytes],
) -> GenesisHeader:
    """The header without the hashes of wraps and bodies, which depend on the rest of it."""
    members = [
        (one, intake[one].kem_hash if one in intake else ZERO_HASH) for one in keyring.intake_recipients
    ]
    recipients = [*members, (reporter.author_id, sha256(reporter.kem_pk))]
    return GenesisHeader(
        case_id=keys.case_id,
        sign_vk=reporter.sign_vk,
        auth_vk=reporter.auth_vk,
        kem_pk=reporter.kem_pk,
        keyring_hash=keyring.hash,
        wrap_set_id=random(MEMBER_ID_LEN),
        event_salt=random(SALT_LEN),
        key_ids=keys.ids(),
        bodies=((SEALED_BODY_LENGTHS[0], ZERO_HASH),) * len(COMPARTMENTS),
        entries=tuple(GenesisWrapEntry(one, kem_hash, ZERO_HASH) for one, kem_hash in recipients),
    )


def _seal_wraps(
    draft: GenesisHeader,
    plan: ReportPlan,
    intake: Mapping[MemberId, IntakeKey],
    keys: _ReportKeys,
    random: Callable[[int], bytes],
) -> list[bytes]:
    """One wrap for each entry of the header, the reporter's last."""
    wraps: list[bytes] = []
    reached: set[MemberId] = set()
    for index, entry in enumerate(draft.entries[:-1]):
        info = wrap_info_at(draft, index, keys.deployment)
        slots = keys.slots_for(entry.recipient_id, plan.rosters)
        published = intake.get(entry.recipient_id)
        try:
            sealed = wrap(published.kem_pk, info, slots) if published else None
        except WeakKey:
            sealed = None
        if sealed is not None:
            reached.add(entry.recipient_id)
        # One bad or missing key must not stop every report, nor show in the shape of this one.
        wraps.append(sealed or random(WRAP_LEN))
    _check_holders(plan, reached)
    own = wrap_info_at(draft, len(draft.entries) - 1, keys.deployment)
    wraps.append(wrap(draft.kem_pk, own, keys.reporter_slots(lane for lane in LANES if plan.used(lane))))
    return wraps


def _check_holders(plan: ReportPlan, reached: set[MemberId]) -> None:
    """Two people for every lane that says something.

    A lane that says nothing stops no report: one member's bad key there would silence everybody. Its key goes to
    whoever can still be reached, so that somebody hears her if she asks for help later.
    """
    named = [(LANE_NAMES[c], plan.rosters.lane(c)) for c in _ROSTER_LANES if plan.used(c)]
    if plan.used(IDENTITY):
        named += [("identity share A", plan.rosters.share_a), ("identity share B", plan.rosters.share_b)]
    for name, ids in named:
        if len(reached & set(ids)) < _HOLDERS:
            raise LaneTooFewHolders(f"fewer than two people could open {name}: use another channel")
