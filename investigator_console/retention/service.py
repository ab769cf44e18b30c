"""Placing and lifting holds; asking for destruction, and completing what a colleague asked for."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crypto.constants import IDENTITY, LANES, MAX_ORDER_EVENTS
from crypto.destruction import Approval, Order, SignedOrder, approve, check_approval
from crypto.domain import sha256
from crypto.errors import ProtocolError
from crypto.types import CaseId, DeploymentId, EventId, MemberId
from investigator_console.cases.acting import Desktop, Step, sign_acts
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written
from investigator_console.keys.keyrings import current_keyring, stored_keyring
from investigator_console.language import gettext
from investigator_console.retention.keeping import due_lanes
from investigator_console.retention.naming import entries_of, written_since
from investigator_console.sync.orders import enqueue_order
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.destruction import Request, may_order
from policies.roles import COORDINATION

_EPOCH = date(1970, 1, 1)
_NOT_YOURS = "Your role doesn't do this here."


def place_hold(
    vault: Vault,
    shelf: Shelf,
    policies: Policies,
    case_id: bytes,
    *,
    reason_code: str,
    reason: str,
    until: date,
    renews: Sequence[str] = (),
) -> Written | Refused:
    """Keep a case whatever its time, until a day at most; with `renews`, in the place of older holds."""
    today = datetime.now(UTC).date()
    if reason_code not in {one.code for one in policies.retention.hold_reasons}:
        return Refused(gettext("Choose a reason for the hold."))
    longest = policies.retention.hold_max_days
    if not today <= until <= today + timedelta(days=longest):
        return Refused(
            gettext(
                "A hold ends on a day from today on, at most %(days)s days ahead. Renew it then, if it must go on.",
                days=longest,
            )
        )
    body: dict[str, Any] = {
        "type": "hold",
        "reason_code": reason_code,
        "reason": reason,
        "owner": vault.profile.member_id.hex(),
        "on": today.isoformat(),
        "until": until.isoformat(),
    }
    if renews:
        body["renews"] = sorted(renews)
    return _write(vault, shelf, policies, case_id, body)


def release_holds(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, holds: Sequence[str], reason: str
) -> Written | Refused:
    """Lift holds, by id in hex."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        live = set() if record.case is None else {hold.event_id for hold in record.case.destruction.live}
        if not holds or not set(holds) <= live:
            return Refused(gettext("This hold was lifted already."))
        body = {"type": "release", "holds": sorted(holds), "reason": reason}
        return _write(vault, shelf, policies, case_id, body)


def orderable(record: CaseRecord, role: str, today: date) -> tuple[int, ...]:
    """The lanes (1 to 3) whose destruction this member may ask for today."""
    roles = record.policies.roles
    return tuple(
        one.lane
        for one in due_lanes(record, today)
        if one.state == "due" and one.lane in LANES and may_order(roles, role, (one.lane,))
    )


def ask_destruction(
    vault: Vault,
    shelf: Shelf,
    policies: Policies,
    case_id: bytes,
    lane: int,
    reason: str,
    *,
    identity: bool,
    coordination: bool,
    today: date,
) -> Written | Refused:
    """The first of two signatures. `identity`, `coordination`: these compartments go with the lane."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        if lane not in orderable(record, vault.profile.role, today):
            return Refused(gettext("This isn't due, or a hold keeps it. Nothing was asked for."))
        if identity and not any(
            one.lane == IDENTITY and one.state == "due" for one in due_lanes(record, today)
        ):
            return Refused(gettext("The identity isn't due yet. Nothing was asked for."))
        compartments = (lane, *([IDENTITY] if identity else []), *([COORDINATION] if coordination else []))
        events = entries_of(record, compartments)
        if not events or len(events) > MAX_ORDER_EVENTS:
            return Refused(gettext("There is nothing left here that could be destroyed."))
        order = Order.of(CaseId(case_id), compartments, events)
        signed = _approve(vault, order, today)
        if isinstance(signed, Refused):
            return signed
        body = _destroy_body(order, signed, reason, today)
        return _write(vault, shelf, policies, case_id, body, lane)


def complete_destruction(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, request_id: str, today: date
) -> Written | Refused:
    """The second signature. The order goes to the portal with the next synchronisation, and then to everybody."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        request = find_request(record, request_id)
        refusal = why_not(vault, record, request)
        if request is None or refusal:
            return Refused(refusal)
        order = request_order(record, request)
        first = _first_approval(vault, order, request)
        if isinstance(first, Refused):
            return first
        second = _approve(vault, order, today)
        if isinstance(second, Refused):
            return second
        approvals = tuple(sorted((first, second), key=lambda one: one.member_id))
        body = _destroy_body(order, second, request.reason, today) | {"approvals": [request.event_id]}
        outcome = _write(vault, shelf, policies, case_id, body, request.lane)
        if isinstance(outcome, Written):
            data = SignedOrder(order, approvals).encode()
            enqueue_order(vault, sha256(data), case_id, data)
        return outcome


def why_not(vault: Vault, record: CaseRecord, request: Request | None) -> str:
    """Why this member can't complete a request, in a sentence; "" where they can."""
    if request is None or record.case is None:
        return gettext("This request was completed, or it doesn't count any more.")
    if request.author == vault.profile.member_id.hex():
        return gettext("You asked for this. Somebody else has to agree.")
    if not may_order(record.policies.roles, vault.profile.role, request.compartments):
        return gettext(_NOT_YOURS)
    if record.case.destruction.live:
        return gettext("A hold keeps this case. Lift it first, if it is over.")
    named = frozenset(bytes.fromhex(one) for one in request.events)
    if written_since(record, request.compartments, named):
        return gettext(
            "Something was written since this was asked for. Read it; then ask for destruction once more."
        )
    return ""


def find_request(record: CaseRecord, request_id: str) -> Request | None:
    """An open request of the case, by its event id in hex."""
    requests = () if record.case is None else record.case.destruction.requests
    return next((one for one in requests if one.event_id == request_id), None)


def request_order(record: CaseRecord, request: Request) -> Order:
    """The order that a request's author signed."""
    events = (EventId(bytes.fromhex(one)) for one in request.events)
    return Order.of(CaseId(record.case_id), request.compartments, events)


def _first_approval(vault: Vault, order: Order, request: Request) -> Approval | Refused:
    """The first signature, checked as the portal will check it: better refused here than after the event."""
    try:
        approval = Approval.parse(bytes.fromhex(request.signed))
        keyring = stored_keyring(vault, approval.keyring_hash)
        if keyring is not None and approval.member_id.hex() == request.author:
            check_approval(order, approval, keyring)
            return approval
    except (ProtocolError, ValueError):
        pass
    return Refused(
        gettext("The first signature doesn't hold. Ask for destruction once more, and tell the first signer.")
    )


def _approve(vault: Vault, order: Order, today: date) -> Approval | Refused:
    keyring = current_keyring(vault)
    if keyring is None:
        return Refused(gettext("Synchronise once before you write: this vault has no keyring yet."))
    profile = vault.profile
    return approve(
        order,
        MemberId(profile.member_id),
        keyring.hash,
        (today - _EPOCH).days,
        profile.sign_seed,
        DeploymentId(vault.deployment_id),
    )


def _destroy_body(order: Order, signed: Approval, reason: str, today: date) -> dict[str, Any]:
    return {
        "type": "destroy",
        "events": [one.hex() for one in order.events],
        "compartments": list(order.compartments),
        "approvals": [],
        "signed": signed.encode().hex(),
        "on": today.isoformat(),
        "reason": reason,
    }


def _write(
    vault: Vault,
    shelf: Shelf,
    policies: Policies,
    case_id: bytes,
    act: Mapping[str, Any],
    lane: int | None = None,
) -> Written | Refused:
    """In the coordination lane where it is held, so that everybody on the case sees a hold; else in a lane."""
    wanted = (COORDINATION, *LANES) if lane is None else (lane,)
    lanes = [one for one in wanted if policies.roles.may(vault.profile.role, str(act["type"]), one)]

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        held = [one for one in lanes if record.log.key_for(one) is not None]
        return [Step(held[0], act)] if held else Refused(gettext(_NOT_YOURS))

    return sign_acts(Desktop(vault, shelf, policies, case_id), plan)
