"""Whom a referral goes to: an entry of the directory, a service known to the case, or one typed by hand."""

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import date

from investigator_console.cases.writing import Refused
from investigator_console.directory.service import find_entry, search_entries
from investigator_console.language import gettext
from investigator_console.referrals.wording import team_label
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.acts.assistance import TEAMS
from policies.acts.coordination import is_entry_code
from policies.directory.search import Query
from policies.fold import Case

_LONGEST = 200
_MOST = 100


def choose_provider(
    vault: Vault, case: Case, entry: str, typed: str, sector: str
) -> Mapping[str, str] | Refused:
    """The snapshot that goes into the referral: {entry, organisation, service, sector, verified_on, contact_route}."""
    if entry:
        known = _known_provider(vault, case, entry, sector)
        gone = gettext("This service isn't in the directory any more. Choose another, or type its name.")
        return Refused(gone) if known is None else known
    name = " ".join(typed.split())
    if not name or len(name) > _LONGEST:
        why = gettext("The name is longer than %(limit)s characters.", limit=_LONGEST)
        return Refused(why if name else gettext("Choose a service, or type its name."))
    return {"entry": typed_id(name), "organisation": name, "sector": sector}


def _known_provider(vault: Vault, case: Case, entry: str, sector: str) -> dict[str, str] | None:
    found = find_entry(vault, entry)
    if found is not None:
        return _short(found.snapshot(sector))
    known = next((one.provider for one in case.referrals if one.provider.entry == entry), None)
    if known is not None:
        return _short({**vars(known), "sector": sector})
    row = next((row for row in case.ledger.rows if row.recipient == entry), None)
    return None if row is None else {"entry": entry, "organisation": row.name, "sector": sector}


def choose_recipient(vault: Vault, case: Case, chosen: str, typed: str) -> tuple[str, str] | Refused:
    """(recipient, name) for a consent: a team of ours, or a service."""
    if chosen in TEAMS:
        return chosen, team_label(chosen)
    provider = choose_provider(vault, case, chosen, typed, "")
    return provider if isinstance(provider, Refused) else (provider["entry"], provider["organisation"])


def typed_id(name: str) -> str:
    """One id for one name, however it was typed: two officers mean the same service."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return f"typed-{hashlib.sha256(plain.encode()).hexdigest()[:16]}"


def list_providers(vault: Vault, policies: Policies, sector: str, today: date) -> list[tuple[str, str, bool]]:
    """Entries to choose from: (id, words, checked lately). Without a sector, of all sectors."""
    query = Query(sector=sector) if sector else Query()
    found = search_entries(vault, policies, query, today)[:_MOST]
    return [
        (
            entry.id,
            entry.name if entry.organisation in {"", entry.name} else f"{entry.name}, {entry.organisation}",
            entry.freshness(today, policies.referral_sop) == "fresh",
        )
        for entry in found
    ]


def list_entries(vault: Vault, policies: Policies, today: date) -> list[tuple[str, str]]:
    """Every entry that an unsuitable one can be chosen from, stale or not: (id, words)."""
    found = search_entries(vault, policies, Query(stale=True, inactive=True), today)
    return [(entry.id, entry.name) for entry in found if is_entry_code(entry.id)]


def still_holds(vault: Vault, policies: Policies, entry_id: str, today: date) -> bool | None:
    """Whether the directory says today that a service works and was checked lately; None where it isn't listed."""
    entry = find_entry(vault, entry_id)
    if entry is None:
        return None
    return entry.active and entry.freshness(today, policies.referral_sop) == "fresh"


def _short(snapshot: Mapping[str, str]) -> dict[str, str]:
    short = {name: str(value)[:_LONGEST] for name, value in snapshot.items()}
    # A service may stand in the directory without an organisation: then it is its own.
    short["organisation"] = short.get("organisation") or short.get("service") or short["entry"]
    return short
