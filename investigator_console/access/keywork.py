"""Handing keys on: granting lanes to somebody, and giving a lane fresh keys.

Both need the recipients' intake keys of today, so both are done while the portal is at hand.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from crypto.constants import COORDINATION, LANES, MAX_KEY_ENTRIES, THREAD_OFFSET
from crypto.events import KeyEntry, WrapOrder
from crypto.intake import IntakeKey
from crypto.keyring import Keyring
from crypto.keys import key_id, new_record_key
from crypto.rekeying import Recipient, grant_wraps, rotate, thread_grant_wraps
from crypto.suspension import honoured
from crypto.types import CaseId, DeploymentId, KeyId, MemberId
from investigator_console.access.gate import is_over
from investigator_console.cases.keys import read_keys, write_keys
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.writing import Handing, Refused, Written, write_event
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies

FEWEST_HOLDERS = 2


@dataclass(frozen=True)
class Reach:
    """Whom keys can be wrapped to today: the current keyring without suspended people, and their intake keys."""

    keyring: Keyring
    intake: Mapping[MemberId, IntakeKey]
    today: date
    suspended: frozenset[MemberId] = field(default=frozenset())

    @classmethod
    def of(cls, keyring: Keyring, intake: Mapping[MemberId, IntakeKey], today: date) -> "Reach":
        """With the suspensions that came with the keyring."""
        return cls(keyring, intake, today, honoured(keyring))

    def active(self, member: str) -> bool:
        """Whether somebody (id in hex) stands in the keyring and is not suspended."""
        found = self.keyring.member(MemberId(bytes.fromhex(member)))
        return found is not None and found.id not in self.suspended

    def recipient(self, member: str) -> Recipient | None:
        """Where to wrap to; None for somebody without a usable key."""
        name = MemberId(bytes.fromhex(member))
        key = self.intake.get(name)
        return Recipient(name, key.kem_pk) if key is not None and self.active(member) else None


@dataclass(frozen=True)
class Rekeyed:
    """A lane with fresh keys. `left_out`: holders (ids in hex) who had no key to wrap to."""

    lane: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Gift:
    """What is given to whom. `lanes` whole, `threads` the conversation alone; `until` a day or ""."""

    to: str
    lanes: tuple[int, ...]
    threads: tuple[int, ...] = ()
    history: str = "all"
    until: str = ""


def grant(vault: Vault, policies: Policies, case_id: bytes, gift: Gift, reach: Reach) -> Written | Refused:
    """Hand over what `gift` says, one event a lane, each sealed to that lane's holders.

    All of it is stored, or nothing is. Call it inside a transaction. `history` "from-now": an empty wrap, and the
    lane is re-keyed with the newcomer.
    """
    recipient = reach.recipient(gift.to)
    if recipient is None:
        return Refused(
            gettext("This person has no key that could be wrapped to. Ask them to synchronise first.")
        )
    written: Written | Refused = Refused(gettext("Choose what to hand over."))
    for lane in (*gift.lanes, *gift.threads):
        record = load_case(vault, policies, case_id)
        wraps = _gift_wraps(record, gift, lane, recipient, DeploymentId(vault.deployment_id))
        if isinstance(wraps, Refused):
            return wraps
        # A lane's grant stands in the record of that lane, so that all of its holders count the newcomer.
        body = {
            "v": 1,
            "type": "grant",
            "to": gift.to,
            "lanes": [lane] if lane in gift.lanes else [],
            "threads": [lane] if lane in gift.threads else [],
            "history": gift.history,
            "until": gift.until or None,
        }
        written = write_event(vault, record, lane, body, handing=Handing(all_key_entries(record), wraps))
        if isinstance(written, Refused):
            return written
        # Somebody who was out before is let in again by fresh keys too: a grant stands in the record, and what they
        # write in the conversation can only refer to what stands there.
        again = record.case is not None and record.case.holders.was_out(gift.to, lane)
        if gift.history == "from-now" or again:
            rekeyed = rotate_lane(vault, load_case(vault, policies, case_id), lane, reach)
            if isinstance(rekeyed, Refused):
                return rekeyed
    return written


def _gift_wraps(
    record: CaseRecord, gift: Gift, lane: int, recipient: Recipient, deployment: DeploymentId
) -> tuple[WrapOrder, ...] | Refused:
    if record.log.key_for(lane) is None:
        return Refused(gettext("This vault doesn't hold the key that is in force here. Ask a co-holder."))
    if gift.history == "from-now":
        return tuple(grant_wraps(recipient, [{}]))
    named = {(entry.c, entry.key_id) for entry in all_key_entries(record)}
    c = lane if lane in gift.lanes else lane + THREAD_OFFSET
    # A key that the header has no room to name would be refused by whoever unwraps it.
    held = [{lane: key} for slot, key in record.log.keys.items() if slot[0] == c and slot in named]
    added = (
        [{lane: key} for key in _added_later(record, lane, named, deployment)] if lane in gift.lanes else []
    )
    make = grant_wraps if lane in gift.lanes else thread_grant_wraps
    return tuple(make(recipient, [*held, *added]))


def _added_later(
    record: CaseRecord, lane: int, named: Collection[tuple[int, KeyId]], deployment: DeploymentId
) -> list[bytes]:
    """Keys of what the reporter added to a lane later, which never come in force."""
    case_id = CaseId(record.case_id)
    known = set(record.log.keys.values())
    return [
        key
        for key in record.keys.records.get(lane, ())
        if key not in known and (lane, key_id(key, lane, case_id, deployment)) in named
    ]


def all_key_entries(record: CaseRecord) -> tuple[KeyEntry, ...]:
    """Every key id of the case, whatever is handed over, so that the header does not show the lane (rule G1).

    Also those of what was added later. A case that was re-keyed very often has more than a header holds: then those
    in force and the newest.
    """
    counts = {bytes.fromhex(entry.event_id) for entry in record.log.records if not entry.void}
    added = [slot for name, slots in record.log.supplements.items() if name in counts for slot in slots]
    slots = dict.fromkeys((*record.log.key_ids, *added, *record.log.key_history))
    return tuple(KeyEntry(c, name) for c, name in slots)[:MAX_KEY_ENTRIES]


def rotate_lane(vault: Vault, record: CaseRecord, lane: int, reach: Reach) -> Rekeyed | Refused:
    """Fresh keys of a lane (1, 2, 3, 5) for everybody who still holds it, and for the reporter.

    Two keys in force at once are both replaced by the same fresh one, in two events that don't know each other:
    so exactly one is in force afterwards. Call it inside a transaction.
    """
    case = record.case
    c = lane + THREAD_OFFSET if lane in LANES else lane
    old = [record.log.keys.get((c, name)) for name in record.log.current.get(c, ())]
    if case is None or not old or any(key is None for key in old) or lane not in record.keys.records:
        return Refused(gettext("This vault doesn't hold the key that is to be replaced. Ask a co-holder."))
    whole, threads, left_out = _remaining(record, lane, reach)
    if len(whole) < FEWEST_HOLDERS:
        return Refused(
            gettext("Fewer than two people would hold this part of the case. Grant it to somebody first.")
        )
    fresh = new_record_key()
    deployment, case_id = DeploymentId(vault.deployment_id), CaseId(record.case_id)
    made = rotate(
        lane,
        fresh,
        case_id,
        deployment,
        roster=list(whole.values()),
        reporter=_reporter(record),
        thread_only=list(threads.values()),
    )
    body = {
        "v": 1,
        "type": "rotate",
        "lane": lane,
        "roster": sorted(whole),
        "threads": sorted(threads),
        "until": {m: end for m in (*whole, *threads) if (end := case.holders.until(m, lane))},
        "exclusions": _exclusions(record, lane),
    }
    heads = record.log.thread_heads if lane in LANES else record.log.heads
    for key in old:
        outcome = write_event(
            vault, record, c, body, handing=Handing(made.keys, made.wraps), key=key, parents=heads
        )
        if isinstance(outcome, Refused):
            return outcome
        # The next one's place in this member's log follows on the one just stored.
        record = load_case(vault, record.policies, record.case_id)
    write_keys(vault, record.case_id, read_keys(vault, record.case_id).adding({lane: fresh}))
    return Rekeyed(lane, left_out)


def _remaining(
    record: CaseRecord, lane: int, reach: Reach
) -> tuple[dict[str, Recipient], dict[str, Recipient], tuple[str, ...]]:
    """Who keeps a lane: holders whole, conversation alone, and who should but has no key to wrap to."""
    if record.case is None:
        return {}, {}, ()
    holders = record.case.holders
    whole: dict[str, Recipient] = {}
    threads: dict[str, Recipient] = {}
    left_out = []
    for holder in holders.present:
        if holder.lane != lane or not reach.active(holder.member) or is_over(holder.until, reach.today):
            continue
        recipient = reach.recipient(holder.member)
        if recipient is None:
            left_out.append(holder.member)
        else:
            (threads if holder.thread_only else whole)[holder.member] = recipient
    return whole, threads, tuple(left_out)


def _reporter(record: CaseRecord) -> Recipient:
    current = [one for one in record.log.reporters if not one.void][-1]
    return Recipient(current.author_id, current.kem_pk)


def _exclusions(record: CaseRecord, lane: int) -> dict[str, list[str]]:
    """Victim care need not know who is suspected, and coordination holds coded values alone."""
    if record.case is None or lane not in (1, 2):
        return {}
    report = record.case.report
    return {"teams": list(report.excluded_teams), "members": list(report.excluded_members)}


def coordination_too(record: CaseRecord, lanes: Iterable[int]) -> tuple[int, ...]:
    """Lanes with coordination added where this member holds it: whoever works on a case needs its coded facts."""
    wanted = tuple(dict.fromkeys(lanes))
    holds = record.log.key_for(COORDINATION) is not None
    return (*wanted, COORDINATION) if holds and COORDINATION not in wanted else wanted
