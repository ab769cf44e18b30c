"""The canonical JSON of a policy: what browsers read, and what the keyring pins by its SHA-256."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from policies.acts import ACT_TYPES
from policies.acts.assistance import STATES_SHOWN
from policies.loader import Policies, load
from policies.timers import HOURS_A_DAY

VERSION = 1
PINNED = ("routing", "roles", "sharing")


def document(name: str, policies: Policies | None = None) -> bytes:
    """Canonical JSON (sorted keys, no spaces, UTF-8) of `routing`, `roles`, `sharing` or `statuses`.

    Raises `KeyError` for any other name.
    """
    content = _DOCUMENTS[name](load() if policies is None else policies)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def document_hash(name: str, policies: Policies | None = None) -> str:
    """SHA-256 of `document(name)` in hex, as it stands in a keyring."""
    return hashlib.sha256(document(name, policies)).hexdigest()


def pins(policies: Policies | None = None) -> dict[str, str]:
    """The hashes that a keyring carries: name to hex."""
    return {name: document_hash(name, policies) for name in PINNED}


def policy_content(policy_id: str, policies: Policies | None = None) -> dict[str, Any]:
    """A whole policy file as JSON values: what whoever reviews it reads and signs.

    Raises `KeyError` where there is no such policy.
    """
    loaded = load() if policies is None else policies
    name = policy_id.replace("-", "_")
    if name not in loaded.__dataclass_fields__:
        raise KeyError(policy_id)
    content: dict[str, Any] = plain(getattr(loaded, name))
    return content


def policy_hash(policy_id: str, policies: Policies | None = None) -> str:
    """SHA-256 in hex over the canonical JSON of `policy_content`. Raises `KeyError` as that does."""
    content = policy_content(policy_id, policies)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _routing(policies: Policies) -> dict[str, Any]:
    routing, limits, timers = policies.routing, policies.limits, policies.timers
    return {
        "v": VERSION,
        "version": routing.policy.version,
        "holders_minimum": routing.holders_minimum,
        "headquarters_region": routing.headquarters_region,
        "categories": [
            {
                "code": category.code,
                "label": category.label,
                "hint": category.hint,
                "route": category.route,
                "opens_va": category.opens_assistance,
                "assistance": category.assistance,
                "tier": category.tier,
                "child": category.child,
            }
            for category in policies.taxonomy.categories
        ],
        "conflicts": [plain(conflict) for conflict in routing.conflicts],
        "lanes": plain(routing.lanes),
        "identity": plain(routing.identity),
        "roles": {role.id: role.shown_as for role in policies.roles.roles},
        "limits": {
            "story_max_chars": limits.story_max_chars,
            "message_max_chars": limits.message_max_chars,
            "where_max_chars": limits.where_max_chars,
        },
        "basic_path": limits.basic_path,
        "acknowledge_days": timers.timer("acknowledge").limit_days,
        "update_days": timers.timer("update").limit_days,
        "alarm_days": -(-timers.alarm.after_hours[0] // HOURS_A_DAY),
    }


def _roles(policies: Policies) -> dict[str, Any]:
    roles = policies.roles
    return {
        "v": VERSION,
        "version": roles.policy.version,
        "separate": [list(pair) for pair in roles.separate],
        "roles": [plain(role) for role in roles.roles],
    }


def _sharing(policies: Policies) -> dict[str, Any]:
    sharing = policies.sharing
    return {
        "v": VERSION,
        "version": sharing.policy.version,
        "stages": list(sharing.stages),
        "assistance": list(sharing.assistance),
        "contact_notice_hours": sharing.contact_notice_hours,
        "safety_moment_hours": sharing.safety_moment_hours,
        "data_points": [plain(point) for point in sharing.data_points],
    }


def _statuses(policies: Policies) -> dict[str, Any]:
    statuses = policies.statuses
    return {
        "v": VERSION,
        "version": statuses.policy.version,
        "statuses": [
            {
                "code": status.code,
                "label": status.label,
                "text": status.text,
                "stage": status.stage,
                "protects": status.protects,
                "settable": status.settable,
                "waits": status.waits_for_reporter,
            }
            for status in statuses.statuses
        ],
        "reporter": plain(statuses.reporter),
        "outcomes": [
            {"code": outcome.code, "label": outcome.label, "text": outcome.text}
            for outcome in policies.outcomes.outcomes
        ],
        "review": {
            "days": policies.reviews.request_days,
            "grounds": plain(policies.reviews.grounds),
            "results": plain(policies.reviews.results),
        },
        "survey": {
            "version": policies.reviews.policy.version,
            "questions": plain(policies.reviews.questions),
            "answers": plain(policies.reviews.answers),
        },
        "actions": {
            role.id: {
                "lanes": list(role.lanes),
                "thread": [act for act in role.actions if ACT_TYPES[act].thread],
            }
            for role in policies.roles.roles
        },
        "assistance": {
            "states": list(STATES_SHOWN),
            "sectors": [sector.code for sector in policies.referral_sop.sectors],
            "items": [item.id for item in policies.consent.items],
        },
        "acts": {name: ACT_TYPES[name].thread for name in sorted(ACT_TYPES)},
        "acknowledge_days": policies.timers.timer("acknowledge").limit_days,
    }


_DOCUMENTS: Mapping[str, Callable[[Policies], dict[str, Any]]] = {
    "routing": _routing,
    "roles": _roles,
    "sharing": _sharing,
    "statuses": _statuses,
}


def plain(value: object) -> Any:  # noqa: ANN401 — JSON
    """A policy object as JSON values: dataclasses to objects, tuples to lists, dates to ISO text."""
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)
