"""Who could be let into a case, and who stands by to take over: by the keyring, the table of roles, the report."""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto.constants import LANES
from crypto.keyring import Keyring, Member
from crypto.suspension import honoured
from crypto.types import MemberId
from investigator_console.cases.record import CaseRecord
from policies.holdings import given
from policies.records import Act
from policies.roles import LANE_NUMBERS, Roles


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be given lanes. `excluded`: the reporter kept them away.

    `approved_by`: ids of those who approved of letting this person in all the same.
    """

    member: str
    role: str
    lanes: tuple[int, ...]
    excluded: bool
    approved_by: tuple[str, ...] = ()


def role_lanes(roles: Roles, role_id: str) -> tuple[int, ...]:
    """The lanes with a conversation (1 to 3) in which a role acts."""
    role = roles.role(role_id)
    return () if role is None else tuple(sorted({LANE_NUMBERS[name] for name in role.lanes} & set(LANES)))


def grantable_lanes(record: CaseRecord, role: str) -> tuple[int, ...]:
    """The lanes that this member may hand on: they hold the key in force, whole, and their role grants there."""
    may = [lane for lane in LANES if record.policies.roles.may(role, "grant", lane)]
    return tuple(
        lane for lane in may if record.log.key_for(lane) is not None and lane not in record.standing.lost
    )


def list_candidates(record: CaseRecord, keyring: Keyring, role: str) -> list[Candidate]:
    """Everybody who doesn't hold a lane, or perhaps not its key, that their role could and this member may hand on."""
    if record.case is None:
        return []
    case, roles = record.case, record.policies.roles
    mine = grantable_lanes(record, role)
    gone, keyless = honoured(keyring), perhaps_keyless(record)
    found = []
    for member in keyring.members:
        name = member.id.hex()
        if member.id in gone or member.id not in keyring.intake_recipients or name == record.me:
            continue
        lanes = tuple(
            lane
            for lane in role_lanes(roles, member.role)
            if lane in mine and (name not in case.holders.of(lane) or name in keyless)
        )
        if lanes and not _meets_its_opposite(record, name, lanes):
            excluded = name in case.report.excluded_members
            found.append(
                Candidate(
                    name, member.role, lanes, excluded, approvals(record, name, lanes) if excluded else ()
                )
            )
    return sorted(found, key=lambda one: (one.role, one.member))


def perhaps_keyless(record: CaseRecord) -> frozenset[str]:
    """Holders whose keys may be gone: they waited at the portal when it lost the case. Ids in hex.

    Who has signed anything in the case had the report's; who has since, or was granted it since, has all.
    """
    back = record.given_back
    if not back.on or record.case is None:
        return frozenset()
    later = [entry for entry in record.log.records if entry.event_id not in back.known]
    granted = {
        str(body.get("to"))
        for entry in later
        for body in entry.bodies.values()
        if body.get("type") == "grant"
    }
    wrote = {entry.author for entry in record.log.records} - back.unsure
    sure = wrote | granted | {entry.author for entry in later} | {record.me}
    return frozenset(one.member for one in record.case.holders.present) - sure


def _meets_its_opposite(record: CaseRecord, member: str, lanes: Iterable[int]) -> bool:
    """Whether somebody would come to hold two lanes that must never meet, now or once before."""
    holders = record.case.holders if record.case is not None else None
    held = (
        {one.lane for one in (*holders.present, *holders.out) if one.member == member} if holders else set()
    )
    return any(
        {LANE_NUMBERS[name] for name in pair} <= held | set(lanes) for pair in record.policies.roles.separate
    )


def approvals(record: CaseRecord, member: str, lanes: Iterable[int]) -> tuple[str, ...]:
    """Who signed that this excluded person may be let into these lanes. Ids in hex."""
    wanted = set(lanes)
    return tuple(
        dict.fromkeys(
            entry.author
            for entry in record.log.records
            if not entry.void
            for lane, body in entry.bodies.items()
            if body.get("type") == "grant-approval"
            and body.get("to") == member
            and wanted & set(given(Act(entry, lane, "grant-approval", body))[0])
            and record.policies.roles.may(entry.role, "grant-approval", lane)
        )
    )


def may_grant_excluded(record: CaseRecord, candidate: Candidate, role: str) -> bool:
    """Rule G2: somebody else signed, and one of the two is oversight."""
    others = [one for one in candidate.approved_by if one != record.me]
    found = record.policies.roles.role(role)
    if found is not None and found.oversees:
        return bool(others)
    authors = {entry.author: entry.role for entry in record.log.records}
    roles = [record.policies.roles.role(authors.get(one, "")) for one in others]
    return any(one is not None and one.oversees for one in roles)


def stand_ins(record: CaseRecord, keyring: Keyring, lane: int, holders: Iterable[str]) -> list[Member]:
    """Who takes a lane on where its last holders step back: oversight first, else colleagues of its holders.

    Never another group that may read such a lane: a report about investigators doesn't go to the feedback team.
    """
    if record.case is None:
        return []
    roles, gone, inside = record.policies.roles, honoured(keyring), set(holders)
    groups = {_group(roles, keyring, one) for one in inside | {record.me}} | {
        role.group for role in roles.roles if role.oversees
    }
    able = [
        member
        for member in keyring.members
        if member.id not in gone
        and member.id in keyring.intake_recipients
        and member.id.hex() not in inside | {record.me}
        and member.id.hex() not in record.case.report.excluded_members
        and lane in role_lanes(roles, member.role)
        and _group(roles, keyring, member.id.hex()) in groups
        and not record.case.holders.was_out(member.id.hex(), lane)
        and not _meets_its_opposite(record, member.id.hex(), (lane,))
    ]
    # The sort is stable, so that within a group the keyring's order holds on every console.
    return sorted(able, key=lambda member: not getattr(roles.role(member.role), "oversees", False))


def _group(roles: Roles, keyring: Keyring, member: str) -> str:
    """The group of a member (id in hex); "" for somebody whom this keyring doesn't name."""
    found = keyring.member(MemberId(bytes.fromhex(member)))
    role = None if found is None else roles.role(found.role)
    return "" if role is None else role.group
