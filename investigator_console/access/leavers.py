"""Somebody who leaves: off every case that this member holds with them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from investigator_console.access.leaving import removable_lanes
from investigator_console.access.orders import orders, place_again
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.wording import member_in_words
from investigator_console.cases.writing import Refused
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies

NO_CASE = b""


@dataclass(frozen=True)
class Leaver:
    """One colleague, and how many cases both hold. `failure`: what could not be done the last time."""

    member: str
    name: str
    cases: int
    waiting: bool
    failure: str


def list_leavers(vault: Vault, shelf: Shelf, policies: Policies) -> Sequence[Leaver]:
    """Colleagues whom this member could take off some case."""
    keyring, me, role = current_keyring(vault), vault.profile.member_id.hex(), vault.profile.role
    counted: Counter[str] = Counter()
    for summary in shelf.known():
        record = load_case(vault, policies, summary.case_id)
        if record.case is None or record.keys.empty:
            continue
        for member in {one.member for one in record.case.holders.present} - {me}:
            counted[member] += bool(removable_lanes(record, role, member))
    ordered = {
        str(one.what["member"]): one for one in orders(vault, NO_CASE) if one.what.get("do") == "leaver"
    }
    return sorted(
        (
            Leaver(
                member,
                member_in_words(policies, keyring, member, me),
                cases,
                member in ordered and not ordered[member].failure,
                ordered[member].failure if member in ordered else "",
            )
            for member, cases in counted.items()
            if cases
        ),
        key=lambda one: one.name,
    )


def order_leaver(vault: Vault, policies: Policies, member: str) -> Refused | None:
    """Take somebody off everything with the next synchronisation."""
    role = policies.roles.role(vault.profile.role)
    if role is None or "removal" not in role.actions:
        return Refused(gettext("Your role doesn't take people off."))
    place_again(vault, NO_CASE, {"do": "leaver", "member": member}, named="member")
    return None
