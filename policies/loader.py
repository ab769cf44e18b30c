"""Load every policy file once, check each by itself and then against the others."""

import difflib
import functools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from policies.assessment import Assessment
from policies.conflicts import Conflicts
from policies.consent import Consent
from policies.door import Door
from policies.errors import PolicyError
from policies.header import Header
from policies.investigation_plan import InvestigationPlan
from policies.limits import Limits
from policies.never_record import NeverRecord
from policies.outcomes import Outcomes
from policies.packet import Packet
from policies.reading import read_file
from policies.referrals import Referrals
from policies.retention import Retention
from policies.reviews import Reviews
from policies.roles import LANE_NUMBERS, Roles
from policies.routing import Routing
from policies.sharing import Sharing
from policies.statuses import Statuses
from policies.taxonomy import Taxonomy
from policies.templates import Templates
from policies.timers import Timers

_A_ROLE = "a role of roles.toml"
DIRECTORY = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Policies:
    """All policies, typed and consistent with each other."""

    taxonomy: Taxonomy
    routing: Routing
    statuses: Statuses
    timers: Timers
    roles: Roles
    sharing: Sharing
    limits: Limits
    outcomes: Outcomes
    retention: Retention
    consent: Consent
    conflicts: Conflicts
    referral_sop: Referrals
    never_record: NeverRecord
    assessment: Assessment
    investigation_plan: InvestigationPlan
    templates: Templates
    reviews: Reviews
    door: Door
    packet: Packet

    def headers(self) -> tuple[Header, ...]:
        """The header of every file, in the order of the fields."""
        return tuple(getattr(self, name).policy for name in self.__dataclass_fields__)

    def drafts(self) -> tuple[str, ...]:
        """Ids of policies that a local specialist has still to sign; consoles show a banner for them."""
        return tuple(header.id for header in self.headers() if header.status == "draft-needs-local-review")


def load(directory: Path | None = None) -> Policies:
    """Read the policies in `directory` (default: those of this package). Raises `PolicyError`."""
    return _load(DIRECTORY if directory is None else Path(directory).resolve())


@functools.lru_cache(maxsize=4)
def _load(directory: Path) -> Policies:
    policies = Policies(
        taxonomy=read_file(Taxonomy, directory / "taxonomy.toml"),
        routing=read_file(Routing, directory / "routing.toml"),
        statuses=read_file(Statuses, directory / "statuses.toml"),
        timers=read_file(Timers, directory / "timers.toml"),
        roles=read_file(Roles, directory / "roles.toml"),
        sharing=read_file(Sharing, directory / "sharing.toml"),
        limits=read_file(Limits, directory / "limits.toml"),
        outcomes=read_file(Outcomes, directory / "outcomes.toml"),
        retention=read_file(Retention, directory / "retention.toml"),
        consent=read_file(Consent, directory / "consent.toml"),
        conflicts=read_file(Conflicts, directory / "conflicts.toml"),
        referral_sop=read_file(Referrals, directory / "referral-sop.toml"),
        never_record=read_file(NeverRecord, directory / "never-record.toml"),
        assessment=read_file(Assessment, directory / "assessment.toml"),
        investigation_plan=read_file(InvestigationPlan, directory / "investigation-plan.toml"),
        templates=read_file(Templates, directory / "templates.toml"),
        reviews=read_file(Reviews, directory / "reviews.toml"),
        door=read_file(Door, directory / "door.toml"),
        packet=read_file(Packet, directory / "packet.toml"),
    )
    for name, header in _named_headers(policies):
        if header.id != name:
            raise PolicyError(f"{name}.toml", "policy.id", f'must be "{name}", the name of the file')
    _check_together(policies)
    return policies


def _check_together(policies: Policies) -> None:
    for name, header in _named_headers(policies):
        _known(header.owner_role, _roles(policies), f"{name}.toml", "policy.owner_role", _A_ROLE)
    _check_routing(policies)
    _check_timers(policies)
    _check_work(policies)
    _check_door(policies)
    _check_packet(policies)
    _check_child_lead(policies)
    classes = {one.id for one in policies.retention.classes}
    for outcome in policies.outcomes.outcomes:
        key = f"outcomes.{outcome.code}.retention"
        _known(outcome.retention, classes, "outcomes.toml", key, "a class of retention.toml")
    if set(policies.sharing.stages) != {"open", "decision", "closed"}:
        raise PolicyError(
            "sharing.toml", "stages", 'must be "open", "decision", "closed", as in statuses.toml'
        )


def _check_routing(policies: Policies) -> None:
    file, groups = "routing.toml", {role.group for role in policies.roles.roles}
    for conflict in policies.routing.conflicts:
        for role in conflict.excludes_roles:
            _known(role, _roles(policies), file, f"conflicts.{conflict.id}.excludes_roles", _A_ROLE)
    lanes = policies.routing.lanes
    for name in lanes.__dataclass_fields__:
        for group in getattr(lanes, name):
            _known(group, groups, file, f"lanes.{name}", "a group that some role of roles.toml has")


def _check_timers(policies: Policies) -> None:
    for name in ("assistance-urgent", "assistance"):
        known = {timer.id for timer in policies.timers.timers}
        _known(name, known, "timers.toml", "timers", f'in the list; add one with id = "{name}"')
    codes = {status.code for status in policies.statuses.statuses}
    for role in policies.timers.alarm.roster_signed_by:
        _known(role, _roles(policies), "timers.toml", "alarm.roster_signed_by", _A_ROLE)
    for timer in policies.timers.timers:
        key = f"timers.{timer.id}"
        _known(timer.escalate_to, _roles(policies), "timers.toml", f"{key}.escalate_to", _A_ROLE)
        for code in timer.pause_when:
            _known(code, codes, "timers.toml", f"{key}.pause_when", "a status of statuses.toml")
    for code in ("received", "acknowledged"):
        _known(code, codes, "statuses.toml", "statuses", f'in the list; add one with code = "{code}"')


def _check_work(policies: Policies) -> None:
    codes = {category.code for category in policies.taxonomy.categories}
    for step in policies.investigation_plan.steps:
        for code in step.categories:
            key = f"steps.{step.id}.categories"
            _known(code, codes, "investigation-plan.toml", key, "a category of taxonomy.toml")
    statuses = {status.code for status in policies.statuses.statuses if status.settable}
    for decision in policies.assessment.decisions:
        key = f"decisions.{decision.code}.status"
        _known(decision.status, statuses, "assessment.toml", key, "a status of statuses.toml that can be set")


def _check_door(policies: Policies) -> None:
    sectors = {sector.code for sector in policies.referral_sop.sectors}
    scopes = {scope.id for scope in policies.consent.scopes}
    for need in policies.door.needs:
        _known(need.code, sectors, "door.toml", "needs", "a sector of referral-sop.toml")
    for scope in policies.door.consents:
        _known(scope, scopes, "door.toml", "consents", "a scope of consent.toml")


def _check_packet(policies: Policies) -> None:
    """Whatever can be shared, and whatever help can be asked for, has its words for the service."""
    items, sectors = (
        {one.id for one in listed} for listed in (policies.packet.items, policies.packet.sectors)
    )
    for item in policies.consent.items:
        _known(item.id, items, "packet.toml", "items", f'in the list; add one with id = "{item.id}"')
    for sector in policies.referral_sop.sectors:
        if sector.records:
            _known(sector.code, sectors, "packet.toml", "sectors", f'in the list; add id = "{sector.code}"')


def _check_child_lead(policies: Policies) -> None:
    """Whoever leads the protection of children sees every child, and can sign that they know."""
    leads = {
        role.id
        for role in policies.roles.roles
        if role.may("child-alert", LANE_NUMBERS["assistance"])
        and policies.sharing.plan_scope(role.id) == "all"
    }
    what = "a role that may sign child-alert and sees every plan of help"
    _known(policies.referral_sop.child_lead_role, leads, "referral-sop.toml", "child_lead_role", what)


def _roles(policies: Policies) -> set[str]:
    return {role.id for role in policies.roles.roles}


def _named_headers(policies: Policies) -> list[tuple[str, Header]]:
    """File name without its ending, and header."""
    names = [name.replace("_", "-") for name in policies.__dataclass_fields__]
    return list(zip(names, policies.headers(), strict=True))


def _known(value: str, allowed: Collection[str], file: str, key: str, what: str) -> None:
    if value in allowed:
        return
    near = difflib.get_close_matches(value, list(allowed), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(allowed))}"
    raise PolicyError(file, key, f"{value!r} is not {what}; {hint}")
