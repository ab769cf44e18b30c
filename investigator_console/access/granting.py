"""Letting somebody in: granting a colleague, handing over, taking over, approving an excluded person."""

from collections.abc import Iterable, Sequence

from crypto.constants import COORDINATION, LANES, THREAD_OFFSET
from investigator_console.access.candidates import Candidate, list_candidates, may_grant_excluded
from investigator_console.access.orders import place
from investigator_console.cases.acting import Desktop, Step, sign_acts
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import refold
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, write_event
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies

HISTORIES = ("all", "from-now")


def order_grant(
    vault: Vault,
    policies: Policies,
    case_id: bytes,
    to: str,
    lanes: Iterable[int],
    *,
    thread_only: bool = False,
    history: str = "all",
    until: str = "",
) -> Refused | None:
    """Let somebody in with the next synchronisation. Refused at once where it could not be done."""
    record = load_case(vault, policies, case_id)
    found = find_candidate(vault, record, to)
    wanted = sorted(set(lanes))
    if found is None or not wanted or not set(wanted) <= set(found.lanes):
        return Refused(gettext("Choose somebody, and what they are to hold."))
    if history not in HISTORIES:
        return Refused(gettext("Choose what they see: everything, or what comes from now on."))
    if found.excluded and not may_grant_excluded(record, found, vault.profile.role):
        return Refused(gettext("The reporter kept this person away. Oversight and a holder must both sign."))
    coordinated = record.log.key_for(COORDINATION) is not None
    if thread_only and not coordinated:
        return Refused(gettext("Only somebody who holds coordination can give the conversation alone."))
    order = {
        "do": "grant",
        "to": to,
        "lanes": ([] if thread_only else wanted) + ([COORDINATION] if coordinated else []),
        "threads": wanted if thread_only else [],
        "history": history,
        "until": until,
    }
    with vault.store.transaction():
        place(vault, case_id, order)
    return None


def find_candidate(vault: Vault, record: CaseRecord, to: str) -> Candidate | None:
    """Somebody who could be let in by this member."""
    keyring = current_keyring(vault)
    if keyring is None:
        return None
    return next(
        (one for one in list_candidates(record, keyring, vault.profile.role) if one.member == to), None
    )


def approve_grant(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, to: str
) -> Written | Refused:
    """Rule G2: sign that somebody whom the reporter excluded may be let in; somebody else hands the keys over."""

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        found = find_candidate(vault, record, to)
        if found is None or not found.lanes or not found.excluded or record.me in found.approved_by:
            return Refused(gettext("There is nothing to sign for this person."))
        return [
            Step(lane, {"type": "grant-approval", "to": to, "lanes": [lane, COORDINATION]})
            for lane in found.lanes
        ]

    return sign_acts(Desktop(vault, shelf, policies, case_id), plan)


def adopt_entries(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, names: Sequence[str]
) -> Written | Refused:
    """Rule E6: answer for entries of somebody who is out, so that they count again. `names`: event ids in hex."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        wanted = [name for name in names if name in adoptable(record)]
        lane = _adopting_lane(record, vault.profile.role)
        if not wanted or lane is None:
            return Refused(gettext("There is nothing that you could answer for here."))
        outcome = write_event(
            vault, record, lane + THREAD_OFFSET, {"v": 1, "type": "adopt", "events": wanted}
        )
        refold(vault, shelf, policies, case_id)
    return outcome


def adoptable(record: CaseRecord) -> tuple[str, ...]:
    """Entries without effect, by others, that somebody could answer for."""
    if record.case is None:
        return ()
    authors = {entry.event_id: entry.author for entry in record.log.records}
    return tuple(name for name in record.case.void if authors.get(name) not in (None, record.me))


def _adopting_lane(record: CaseRecord, role: str) -> int | None:
    """The conversation of the lane that the member works in."""
    lanes = [lane for lane in LANES if record.policies.roles.may(role, "adopt", lane)]
    held = [lane for lane in lanes if record.log.key_for(lane + THREAD_OFFSET) is not None]
    return min(held, key=lambda lane: (not record.in_use(lane), lane), default=None)
