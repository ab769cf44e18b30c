"""Sealing a report: the same shape whatever it says and whoever may read it.

Every intake recipient of the keyring gets one wrap; whoever is not meant gets zeros under the same seal, so
that neither the portal nor the recipient can tell. Reading stands in `crypto.submission`.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crypto.constants import (
    ALLEGATION,
    ASSISTANCE,
    BODY_BUCKETS,
    COMPARTMENTS,
    COORDINATION,
    HASH_LEN,
    IDENTITY,
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
from crypto.errors import BadLength, Malformed, WeakKey
from crypto.genesis_header import GenesisHeader, GenesisWrapEntry
from crypto.hpke import wrap
from crypto.intake import IntakeKey
from crypto.keyring import Keyring
from crypto.keys import (
    event_keys,
)
from crypto.padding import SEALED_BODY_LENGTHS, body_bucket, pad_body
from crypto.payload import seal_chunks
from crypto.report_keys import ReportKeys
from crypto.report_plan import ReportPlan, check_holders
from crypto.reporter_keys import ReporterKeys
from crypto.signing import sign
from crypto.submission import Submission, genesis_context, wrap_info_at
from crypto.types import CaseId, DeploymentId, MemberId

PATHS = ("browser", "server")


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
    keys = ReportKeys.fresh(place.case_id, deployment, random)
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
    keys: ReportKeys,
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
    keys: ReportKeys,
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
    check_holders(plan, reached)
    own = wrap_info_at(draft, len(draft.entries) - 1, keys.deployment)
    wraps.append(wrap(draft.kem_pk, own, keys.reporter_slots(lane for lane in LANES if plan.used(lane))))
    return wraps
