"""Handing over keys: grants, rotations, and the replacement of a case code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crypto.constants import (
    COORDINATION,
    KEM_KEY_LEN,
    KIND_CODE_REPLACED,
    LANES,
    MEMBER_ID_LEN,
    SLOTS,
    THREAD_OFFSET,
    WRAP_GRANT,
    WRAP_REPORTER,
    WRAP_ROTATE,
    WRAP_THREAD,
)
from crypto.domain import exactly
from crypto.errors import Malformed
from crypto.events import Author, EventSubmission, KeyEntry, WrapOrder, seal_event
from crypto.keys import key_id, pack_slots, thread_key, thread_key_id
from crypto.reporter_keys import ReporterKeys
from crypto.types import CaseId, DeploymentId, EventId, KeyringHash, MemberId


@dataclass(frozen=True)
class Recipient:
    """Whom to wrap to: id (16 bytes) and current KEM key (1,216 bytes)."""

    id: MemberId
    kem_pk: bytes = field(repr=False)

    def __post_init__(self) -> None:
        exactly("recipient id", self.id, MEMBER_ID_LEN)
        exactly("KEM key", self.kem_pk, KEM_KEY_LEN)

    @classmethod
    def reporter(cls, keys: ReporterKeys) -> "Recipient":
        """The holder of a case code."""
        return cls(keys.author_id, keys.kem_pk)


def key_entry(c: int, key: bytes, case_id: CaseId, deployment: DeploymentId) -> KeyEntry:
    """The entry of a record key (c 1..5) or thread key (c 17..19)."""
    return KeyEntry(c, key_id(key, c, case_id, deployment))


def grant_wraps(to: Recipient, generations: Iterable[Mapping[int, bytes]]) -> list[WrapOrder]:
    """Kind 2 wraps, one for each generation of keys: c (1..5) to K[c], for c = 4 one share.

    The event's `keys` list *all* key ids of the case, whatever is handed over, so that it does not show the
    lane.
    """
    return [WrapOrder(WRAP_GRANT, to.id, to.kem_pk, _slots(keys)) for keys in generations]


def thread_grant_wraps(to: Recipient, generations: Iterable[Mapping[int, bytes]]) -> list[WrapOrder]:
    """Kind 5 wraps for somebody who reads the conversation only: lane (1..3) to T[lane], one a generation."""
    return [WrapOrder(WRAP_THREAD, to.id, to.kem_pk, _thread_slots(keys)) for keys in generations]


@dataclass(frozen=True)
class Rotation:
    """What the header of a rotation carries: key entries of the fresh K and T, and all wraps."""

    keys: tuple[KeyEntry, ...]
    wraps: tuple[WrapOrder, ...]


def rotate(
    lane: int,
    new_key: bytes,
    case_id: CaseId,
    deployment: DeploymentId,
    *,
    roster: Sequence[Recipient],
    reporter: Recipient,
    thread_only: Sequence[Recipient] = (),
) -> Rotation:
    """A fresh K[lane] for the whole remaining roster; its T for the reporter and for thread-only members.

    Seal the event with c = lane + 16 under the T that is replaced: the reporter's page accepts a rotation
    only if it opens under the T that it holds, so a member without the key cannot rotate themselves in. A
    rotation of coordination (lane 5) has no thread: no wrap for the reporter.
    """
    others: list[WrapOrder] = []
    keys: tuple[KeyEntry, ...] = (key_entry(lane, new_key, case_id, deployment),)
    if lane in LANES:
        thread = thread_key(new_key, lane, case_id, deployment)
        keys += (KeyEntry(lane + THREAD_OFFSET, thread_key_id(thread, lane, case_id, deployment)),)
        threads = _thread_slots({lane: thread})
        others += [WrapOrder(WRAP_REPORTER, reporter.id, reporter.kem_pk, threads)]
        others += [WrapOrder(WRAP_THREAD, one.id, one.kem_pk, threads) for one in thread_only]
    elif lane != COORDINATION:
        raise Malformed("lanes 1, 2, 3 and 5 can be rotated")
    own = [WrapOrder(WRAP_ROTATE, one.id, one.kem_pk, _slots({lane: new_key})) for one in roster]
    return Rotation(keys, (*own, *others))


def replace_code(
    old: ReporterKeys,
    new: ReporterKeys,
    *,
    case_id: CaseId,
    generations: Sequence[Mapping[int, bytes]],
    used: Iterable[int],
    parents: Iterable[EventId],
    keyring_hash: KeyringHash,
    deployment: DeploymentId,
) -> EventSubmission:
    """A code replacement (kind 4), signed by both codes, with one kind 4 wrap a generation of thread keys.

    `generations`: lane to T[lane], oldest first, the first one whole; `used`: the lanes in use, which the new
    code could not learn otherwise. Sealed under the newest T of the lowest used lane.
    """
    lanes = sorted(set(used))
    if not lanes or not set(lanes) <= set(LANES) or set(generations[0] if generations else ()) != set(LANES):
        raise Malformed("a code replacement hands over all thread keys and names the lanes in use")
    recipient = Recipient.reporter(new)
    seen: dict[KeyEntry, None] = {}
    for keys in generations:
        for lane, thread in keys.items():
            seen[key_entry(lane + THREAD_OFFSET, thread, case_id, deployment)] = None
    newest = next(keys[lanes[0]] for keys in reversed(generations) if lanes[0] in keys)
    return seal_event(
        {"v": 1, "type": "code-replaced", "lanes": lanes},
        kind=KIND_CODE_REPLACED,
        c=THREAD_OFFSET,
        key=newest,
        case_id=case_id,
        author=Author.reporter(old),
        parents=parents,
        keyring_hash=keyring_hash,
        deployment=deployment,
        keys=tuple(seen),
        wraps=[
            WrapOrder(WRAP_REPORTER, recipient.id, recipient.kem_pk, _thread_slots(keys))
            for keys in generations
        ],
        new_code=new,
    )


def _slots(keys: Mapping[int, bytes]) -> bytes:
    if not set(keys) <= set(range(1, SLOTS + 1)):
        raise Malformed("a wrap has slots 1 to 5")
    return pack_slots([keys.get(c) for c in range(1, SLOTS + 1)])


def _thread_slots(keys: Mapping[int, bytes]) -> bytes:
    if not set(keys) <= set(LANES):
        raise Malformed("only lanes 1 to 3 have a thread")
    return _slots(keys)
