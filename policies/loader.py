"""Load every policy file once, check each by itself and then against the others."""

import difflib
import functools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from policies.errors import PolicyError
from policies.header import Header
from policies.limits import Limits
from policies.reading import read_file
from policies.roles import Roles
from policies.routing import Routing
from policies.sharing import Sharing
from policies.statuses import Statuses
from policies.taxonomy import Taxonomy
from policies.timers import Timers

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
    )
    for name, header in zip(policies.__dataclass_fields__, policies.headers(), strict=True):
        if header.id != name:
            raise PolicyError(f"{name}.toml", "policy.id", f'must be "{name}", the name of the file')
    _check_together(policies)
    return policies


def _check_together(policies: Policies) -> None:
    roles = {role.id for role in policies.roles.roles}
    groups = {role.group for role in policies.roles.roles}
    codes = {status.code for status in policies.statuses.statuses}
    for name, header in zip(policies.__dataclass_fields__, policies.headers(), strict=True):
        _known(header.owner_role, roles, f"{name}.toml", "policy.owner_role", "a role of roles.toml")
    for conflict in policies.routing.conflicts:
        for role in conflict.excludes_roles:
            _known(
                role, roles, "routing.toml", f"conflicts.{conflict.id}.excludes_roles", "a role of roles.toml"
            )
    lanes = policies.routing.lanes
    for name in lanes.__dataclass_fields__:
        for group in getattr(lanes, name):
            _known(group, groups, "routing.toml", f"lanes.{name}", "a group that some role of roles.toml has")
    for timer in policies.timers.timers:
        _known(
            timer.escalate_to, roles, "timers.toml", f"timers.{timer.id}.escalate_to", "a role of roles.toml"
        )
        for code in timer.pause_when:
            _known(code, codes, "timers.toml", f"timers.{timer.id}.pause_when", "a status of statuses.toml")
    for code in ("received", "acknowledged"):
        _known(
            code, codes, "statuses.toml", "statuses", f'the list of statuses; add one with code = "{code}"'
        )
    if set(policies.sharing.stages) != {"open", "decision", "closed"}:
        raise PolicyError(
            "sharing.toml", "stages", 'must be "open", "decision", "closed": statuses.toml uses them'
        )


def _known(value: str, allowed: Collection[str], file: str, key: str, what: str) -> None:
    if value in allowed:
        return
    near = difflib.get_close_matches(value, list(allowed), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(allowed))}"
    raise PolicyError(file, key, f"{value!r} is not {what}; {hint}")
