"""The directory in the vault: one sealed HSDS service an entry, and the rows that belong to none."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from investigator_console.vault.opened import Vault
from policies import Policies
from policies.directory.checks import Fault, faults_of
from policies.directory.entry import Entry, entry_of
from policies.directory.reading import Reading
from policies.directory.search import Query, search
from policies.directory.terms import VISIBILITIES, with_answers

TABLE: Final = "directory"
OTHERS: Final = "directory-others"


@dataclass(frozen=True)
class Taken:
    """What an import did: counts of entries. `kept`: ours was newer, so it stayed."""

    added: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0
    others: int = 0


def find_entry(vault: Vault, entry_id: str) -> Entry | None:
    """The entry with this HSDS id, if this member may see it."""
    service = vault.document(TABLE, entry_id.encode())
    entry = None if service is None else entry_of(service)
    return entry if entry is not None and entry.visibility in visible_to(vault.profile.role) else None


def all_entries(vault: Vault) -> Iterator[Entry]:
    """Every entry in the vault, whoever may see it, in order of arrival."""
    for record in vault.store.each(TABLE):
        yield entry_of(json.loads(record.plaintext))


def search_entries(
    vault: Vault, policies: Policies, query: Query | None = None, today: date | None = None
) -> list[Entry]:
    """Entries that fit a query, as this member may see them; stale ones only where the query asks for them."""
    day = today or datetime.now(UTC).date()
    return search(
        all_entries(vault), query or Query(), day, policies.referral_sop, visible_to(vault.profile.role)
    )


def visible_to(role: str) -> frozenset[str]:
    """Which visibilities a role sees: sealed and victim-care entries only where it works in that lane."""
    if role in {"victim-care-officer", "psea-officer"}:
        return frozenset(VISIBILITIES)
    return frozenset({"public", "staff"})


def may_keep(vault: Vault, policies: Policies) -> bool:
    """Whether this member adds, changes, verifies, and signs bundles."""
    return policies.roles.has_duty(vault.profile.role, "directory")


def may_publish(vault: Vault, policies: Policies) -> bool:
    """Whether this member may show the public part to everybody."""
    return policies.roles.has_duty(vault.profile.role, "publish-directory")


def sectors_of(policies: Policies) -> tuple[str, ...]:
    """The codes that an entry may name."""
    return tuple(sector.code for sector in policies.referral_sop.sectors)


def take_in(vault: Vault, reading: Reading, *, newer_wins: bool = False) -> Taken:
    """Store what a file holds, all of it or nothing: call it only where `reading.faults` is empty.

    Fields that the file does not name stay as they were. `newer_wins`: an entry of ours that was changed later
    stays (a colleague's bundle); without it the file is the member's word.
    """
    counts = {"added": 0, "changed": 0, "same": 0, "kept": 0}
    with vault.store.transaction():
        for service in reading.services:
            counts[_take_one(vault, service, newer_wins=newer_wins)] += 1
        others = sum(_keep_others(vault, kind, rows) for kind, rows in reading.others.items())
    return Taken(**counts, others=others)


def _take_one(vault: Vault, service: Mapping[str, Any], *, newer_wins: bool) -> str:
    key = str(service["id"]).encode()
    known = vault.document(TABLE, key)
    if known is None:
        vault.put_document(TABLE, key, service)
        return "added"
    if newer_wins and _age_of(known) > _age_of(service):
        return "kept"
    merged = dict(service) if newer_wins else {**known, **service}
    if merged == known:
        return "same"
    vault.put_document(TABLE, key, merged)
    return "changed"


def _age_of(service: Mapping[str, Any]) -> tuple[str, str]:
    """What decides between two versions, the same on every machine: the later change, then the text itself."""
    return str(service.get("last_modified") or ""), json.dumps(service, sort_keys=True)


def _keep_others(vault: Vault, kind: str, rows: list[dict[str, Any]]) -> int:
    for row in rows:
        identity = str(row.get("id") or json.dumps(row, sort_keys=True))
        vault.put_document(OTHERS, f"{kind}/{identity}".encode(), {"kind": kind, "row": row})
    return len(rows)


def other_rows(vault: Vault) -> dict[str, list[dict[str, Any]]]:
    """Rows that belong to no service, by kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in vault.store.each(OTHERS):
        document = json.loads(record.plaintext)
        found.setdefault(document["kind"], []).append(document["row"])
    return found


def save_entry(vault: Vault, policies: Policies, service: Mapping[str, Any]) -> list[Fault]:
    """Store one entry that a member wrote; faults instead where it can't stay like that."""
    stamped = {**service, "last_modified": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    faults = faults_of(stamped, "", sectors_of(policies))
    if not faults:
        vault.put_document(TABLE, str(service["id"]).encode(), stamped)
    return faults


def mark_verified(vault: Vault, policies: Policies, entry: Entry, today: date) -> list[Fault]:
    """Somebody called or went there today, and what the entry says is right."""
    checked = with_answers(
        entry.document,
        {"verified_on": (today.isoformat(),), "verified_by_role": (vault.profile.role,), "next_check": ()},
    )
    return save_entry(vault, policies, {**checked, "assured_date": today.isoformat()})
