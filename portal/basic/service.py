"""Seals a report in this server's memory and stores it as any other: the same function, the same bytes."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import policies
from crypto.case_code import stretch
from crypto.constants import ALLEGATION, ASSISTANCE, COORDINATION, HASH_LEN, IDENTITY, RETALIATION
from crypto.errors import BadLength, LaneTooFewHolders
from crypto.genesis import seal_report
from crypto.intake import parse_list
from crypto.keyring import Keyring
from crypto.report_plan import ReportPlan, Rosters
from crypto.reporter_keys import derive
from crypto.types import CaseCode, MemberId
from policies.routing import Refused as NotRouted
from policies.routing import Routed, route
from portal.directory import Directory
from portal.intake.service import Stored, store_report
from portal.services import Services

_PATH = "server"
# These pages run no script, so there is no signed manifest of scripts to name.
_NO_MANIFEST = bytes(HASH_LEN)


@dataclass(frozen=True)
class Draft:
    """A report as it was typed. It lives as long as its request, and stays out of `repr`."""

    categories: tuple[str, ...] = field(repr=False)
    conflicts: tuple[str, ...] = field(repr=False)
    story: str = field(repr=False)
    when: str = field(repr=False)
    where: str = field(repr=False)
    language: str
    identity: Mapping[str, str] | None = field(default=None, repr=False)
    help: Mapping[str, Any] = field(default_factory=lambda: {"used": False}, repr=False)
    before: str = field(default="", repr=False)


@dataclass(frozen=True)
class Refused:
    """Nothing was sealed or stored. `reason`: as `wording.refusal` knows it; `status`: of the answer."""

    reason: str
    status: int = 409


@dataclass(frozen=True)
class Sent:
    """The report is stored: by this request, or by an earlier one of the same form."""

    sent_before: bool


def route_draft(services: Services, draft: Draft) -> Routed | Refused:
    """Who would be able to open this report, by today's keyring."""
    directory = _usable_directory(services)
    return directory if isinstance(directory, Refused) else _route(services, directory, draft)


def identity_openers(services: Services, routed: Routed) -> tuple[frozenset[str], frozenset[str]]:
    """Role ids of the two teams whose members open an identity together, one of each."""
    directory = _usable_directory(services)
    members = () if isinstance(directory, Refused) else directory.keyring.members
    roles = {member.id.hex(): member.role for member in members}
    first, second = (
        frozenset(roles[one] for one in share if one in roles) for share in (routed.share_a, routed.share_b)
    )
    return first, second


def send_report(services: Services, draft: Draft, code: CaseCode) -> Sent | Refused:
    """Seals the draft for the case of `code` and stores it. Called again with that code it stores nothing."""
    outcome = _seal_and_store(services, draft, code)
    if isinstance(outcome, Refused) and outcome.reason == "stale-intake":
        # An intake key lapsed between reading the directory and storing: as a browser would, seal again.
        outcome = _seal_and_store(services, draft, code)
    return outcome


def _seal_and_store(services: Services, draft: Draft, code: CaseCode) -> Sent | Refused:
    directory = _usable_directory(services)
    if isinstance(directory, Refused):
        return directory
    routed = _route(services, directory, draft)
    if isinstance(routed, Refused):
        return routed
    sealed = _seal(services, directory, plan_report(draft, routed, services.clock()), draft.language, code)
    return sealed if isinstance(sealed, Refused) else _store(services, sealed)


def _seal(
    services: Services, directory: Directory, plan: ReportPlan, language: str, code: CaseCode
) -> bytes | Refused:
    deployment = services.settings.deployment_id
    try:
        return seal_report(
            plan,
            derive(stretch(code, deployment), deployment),
            directory.keyring,
            parse_list(directory.intake_list(services.day()), directory.keyring),
            deployment,
            manifest_hash=_NO_MANIFEST,
            path=_PATH,
            language=language,
        )
    except LaneTooFewHolders:
        return Refused("too-few-holders")
    except BadLength:
        return Refused("too-long", 413)


def _store(services: Services, sealed: bytes) -> Sent | Refused:
    stored = store_report(services, sealed)
    if isinstance(stored, Stored):
        return Sent(sent_before=not stored.is_new)
    if stored.reason == "case-exists":
        # The code was drawn when this form was shown: its case is this report, sent by an earlier press.
        return Sent(sent_before=True)
    return Refused(stored.reason, 503)


def _usable_directory(services: Services) -> Directory | Refused:
    """The current keyring, where a browser would seal to it too."""
    directory = services.directory.latest()
    if directory is None:
        return Refused("not-ready", 503)
    if not directory.is_valid_on(services.day()):
        return Refused("keyring-expired", 503)
    pinned = directory.keyring.policies["routing"].hex()
    if policies.document_hash("routing", services.policies) != pinned:
        # The root signed other rules than this server has: sealing by ours could choose other readers.
        return Refused("not-ready", 503)
    return directory


def _route(services: Services, directory: Directory, draft: Draft) -> Routed | Refused:
    keyring = directory.keyring
    members = member_rows(keyring, directory.suspended)
    recipients = [recipient.hex() for recipient in keyring.intake_recipients]
    document = json.loads(policies.document("routing", services.policies))
    outcome = route(
        document,
        members,
        recipients,
        draft.categories,
        draft.conflicts,
        assistance=bool(draft.help["used"]),
    )
    return Refused(outcome.reason_code) if isinstance(outcome, NotRouted) else outcome


def member_rows(keyring: Keyring, suspended: AbstractSet[bytes] = frozenset()) -> list[dict[str, Any]]:
    """The keyring's members as the routing rule reads them, without those who are suspended."""
    return [
        {"id": member.id.hex(), "role": member.role, "region": member.region, "groups": list(member.groups)}
        for member in keyring.members
        if member.id not in suspended
    ]


def plan_report(draft: Draft, routed: Routed, claimed_at: datetime) -> ReportPlan:
    """What goes into the five bodies, as on the JavaScript path (`portal/static/src/plan.js`)."""
    exclusions = {"teams": list(routed.excluded_teams), "members": list(routed.excluded_members)}
    told: dict[str, Any] = {
        "categories": list(draft.categories),
        "story": draft.story,
        "when": draft.when,
        "where": draft.where,
        "answers": {"lost_code": draft.before} if draft.before else {},
        "claimed_at": f"{claimed_at:%Y-%m-%dT%H:%M}Z",
    }
    bodies: dict[int, dict[str, Any]] = {
        lane: {"used": routed.used[lane], "exclusions": exclusions, **(told if routed.used[lane] else {})}
        for lane in (ALLEGATION, RETALIATION)
    }
    bodies[ASSISTANCE] = {**draft.help, **({"claimed_at": told["claimed_at"]} if draft.help["used"] else {})}
    bodies[IDENTITY] = {"used": True, **draft.identity} if draft.identity else {"used": False}
    bodies[COORDINATION] = {
        "used": True,
        "categories": list(draft.categories),
        "tier": routed.tier,
        "stage": "open",
        "assistance": "unknown",
    }
    lanes = {lane: _ids(roster) for lane, roster in routed.lanes.items()}
    return ReportPlan(bodies, Rosters(lanes, _ids(routed.share_a), _ids(routed.share_b)))


def _ids(texts: tuple[str, ...]) -> tuple[MemberId, ...]:
    return tuple(MemberId(bytes.fromhex(text)) for text in texts)
