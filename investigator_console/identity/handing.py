"""The two acts that hand keys on: asking for the shares, and handing one over.

Who asks gives those who hold a share the key of coordination, so that both sides can read the request and each
other's signatures, and nothing of the report.
"""

import json

import policies as policy_files
from crypto.constants import COORDINATION, IDENTITY
from crypto.rekeying import grant_wraps
from investigator_console.access.keywork import Reach, all_key_entries
from investigator_console.access.orders import Order
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Handing, Refused, claimed_time, write_event
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.routing import Routed, route


def share_holders(record: CaseRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who was given share A and share B when the report was sealed, worked out again from its own answers.

    The roster itself is sealed under the key that the shares make. Empty where this reader can't tell: then nobody is
    asked, since guessing could reach somebody whom the reporter kept away.
    """
    case, genesis = record.case, record.genesis
    ring = next((k for h, k in record.keyrings.items() if genesis and h == genesis.keyring_hash), None)
    knows = case is not None and any(lane in case.report.used for lane in (1, 2))
    if case is None or ring is None or not knows:
        return (), ()
    rows = [
        {"id": m.id.hex(), "role": m.role, "region": m.region, "groups": list(m.groups)} for m in ring.members
    ]
    outcome = route(
        json.loads(policy_files.document("routing", record.policies)),
        rows,
        [one.hex() for one in ring.intake_recipients],
        list(case.report.categories),
        list(case.report.excluded_teams) or ["none"],
    )
    if not isinstance(outcome, Routed):
        return (), ()
    barred = set(case.report.excluded_members)
    first, second = (
        tuple(m for m in share if m not in barred) for share in (outcome.share_a, outcome.share_b)
    )
    return first, second


def may_ask(record: CaseRecord, role: str) -> bool:
    """Whether this member may ask for the identity: by role, with coordination's key and both sides known."""
    may = record.policies.roles.may(role, "identity-request", COORDINATION)
    return may and record.log.key_for(COORDINATION) is not None and all(share_holders(record))


def send_request(vault: Vault, _shelf: Shelf, policies: Policies, order: Order, reach: Reach) -> str:
    """Sign a request and give everybody who is asked the key to read it. Why it failed, or ""."""
    record = load_case(vault, policies, order.case_id)
    key = record.log.key_for(COORDINATION)
    if key is None or not may_ask(record, vault.profile.role):
        return gettext("You can't ask for the identity in this case.")
    sides = [
        [one for one in side if one != record.me and reach.recipient(one) is not None]
        for side in share_holders(record)
    ]
    if not all(sides):
        return gettext("Nobody of one side can be reached today. Ask them to synchronise, then ask again.")
    asked = sorted({one for side in sides for one in side})
    recipients = [reach.recipient(one) for one in asked]
    wraps = [
        wrap for one in recipients if one is not None for wrap in grant_wraps(one, [{COORDINATION: key}])
    ]
    body = {
        "v": 1,
        "type": "identity-request",
        "reason": str(order.what["reason"]),
        "asked": asked,
        "sent_at": claimed_time(),
    }
    handing = Handing(all_key_entries(record), tuple(wraps))
    outcome = write_event(vault, record, COORDINATION, body, handing=handing)
    return outcome.reason if isinstance(outcome, Refused) else ""


def hand_over_share(vault: Vault, _shelf: Shelf, policies: Policies, order: Order, reach: Reach) -> str:
    """Sign and wrap this member's share to whoever asked. Why it failed, or ""."""
    record = load_case(vault, policies, order.case_id)
    request = next(
        (
            one
            for one in (record.case.identity if record.case else ())
            if one.event_id == order.what["request"]
        ),
        None,
    )
    if request is None or record.me not in request.asked or request.by == record.me:
        return gettext("Nobody is asking you for this share.")
    to = reach.recipient(request.by)
    if to is None:
        return gettext("Whoever asked has no key that could be wrapped to. Ask them to synchronise first.")
    # Who holds both was let in by two others before, and hands over one of them.
    which, shares = min(record.keys.shares.items(), default=(0, ()))
    if not which:
        return gettext("This vault holds no share of this identity.")
    body = {
        "v": 1,
        "type": "identity-share",
        "names": request.event_id,
        "which": which,
        "sent_at": claimed_time(),
    }
    handing = Handing(
        all_key_entries(record), tuple(grant_wraps(to, [{IDENTITY: share} for share in shares]))
    )
    outcome = write_event(vault, record, COORDINATION, body, handing=handing)
    return outcome.reason if isinstance(outcome, Refused) else ""
