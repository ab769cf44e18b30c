"""What the pages of keeping and destroying show, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crypto.constants import IDENTITY, LANES
from crypto.destruction import case_reference
from crypto.types import DeploymentId
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.wording import lane_label, member_in_words, role_in_words
from investigator_console.inbox.service import title
from investigator_console.keys.keyrings import current_keyring, stored_keyring
from investigator_console.language import gettext
from investigator_console.retention.keeping import due_lanes, state_of
from investigator_console.retention.service import orderable, why_not
from investigator_console.sync.orders import KnownOrder, known_orders
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.destruction import Hold
from policies.retention import Due

_EPOCH = date(1970, 1, 1)
# How far ahead the list of what is due looks.
AHEAD = timedelta(days=90)


@dataclass(frozen=True)
class KeptRow:
    """One lane of one case in the list."""

    reference: str
    label: str
    title: str
    lane: str
    kind: str
    day: str
    state: str
    requests: int


@dataclass(frozen=True)
class DueList:
    """Everything that this member may see, by what has to be done."""

    due: Sequence[KeptRow]
    asked: Sequence[KeptRow]
    held: Sequence[KeptRow]
    never: Sequence[KeptRow]
    soon: Sequence[KeptRow]
    destroyed: Sequence["CertificateRow"]


@dataclass(frozen=True)
class CertificateRow:
    """One order that was carried out, or refused here."""

    number: str
    label: str
    compartments: str
    day: str
    refusal: str


@dataclass(frozen=True)
class HoldView:
    """One live hold."""

    event_id: str
    reason: str
    words: str
    owner: str
    on: str
    until: str
    ran_out: bool


@dataclass(frozen=True)
class RequestView:
    """What one person asked to destroy. `why_not`: why this member can't complete it, or ""."""

    event_id: str
    compartments: str
    entries: int
    by: str
    on: str
    reason: str
    why_not: str


@dataclass(frozen=True)
class LaneState:
    """One lane and how long it is kept."""

    lane: int
    label: str
    text: str
    state: str


@dataclass(frozen=True)
class KeepingView:
    """The page of one case."""

    reference: str
    lanes: Sequence[LaneState]
    holds: Sequence[HoldView]
    may_hold: bool
    may_release: bool
    reasons: Sequence[tuple[str, str]]
    latest: str
    requests: Sequence[RequestView]
    orderable: Sequence[tuple[int, str]]
    identity_due: bool
    orders: Sequence[CertificateRow]


@dataclass(frozen=True)
class Approver:
    """One of two who signed."""

    words: str
    member_id: str
    day: str
    signature: str


@dataclass(frozen=True)
class CertificateView:
    """The printable certificate of one destruction."""

    case_reference: str
    compartments: Sequence[str]
    entries: int
    carried_out: str
    approvers: Sequence[Approver]
    order_hash: str
    refusal: str
    organisation: str


def list_due(vault: Vault, shelf: Shelf, policies: Policies, today: date) -> DueList:
    """What is due, asked for, held, never acknowledged, or due soon; and what was destroyed."""
    groups: dict[str, list[KeptRow]] = {name: [] for name in ("due", "asked", "held", "never", "soon")}
    for summary in shelf.listed():
        for row in summary.kept:
            state = state_of(row, summary.holds, today)
            group = _group(state, row[2], summary, today)
            if group:
                groups[group].append(_row(shelf, policies, summary, row, state))
    for rows in groups.values():
        rows.sort(key=lambda row: (row.day, row.label, row.lane))
    destroyed = [certificate_row(one) for one in reversed(known_orders(vault))]
    return DueList(**groups, destroyed=destroyed)


def view_keeping(vault: Vault, shelf: Shelf, record: CaseRecord, today: date) -> KeepingView:
    """How long a case is kept, its holds, and what was asked for. `today`: UTC."""
    policies, role = record.policies, vault.profile.role
    states = due_lanes(record, today)
    case = record.case
    may = {
        act: any(
            policies.roles.may(role, act, lane) and record.log.key_for(lane) is not None
            for lane in (*LANES, 5)
        )
        for act in ("hold", "release")
    }
    return KeepingView(
        reference=shelf.reference(record.case_id),
        lanes=[_lane(policies, one) for one in states],
        holds=[] if case is None else [_hold(vault, policies, hold, today) for hold in case.destruction.live],
        may_hold=may["hold"],
        may_release=may["release"],
        reasons=[(one.code, gettext(one.label)) for one in policies.retention.hold_reasons],
        latest=(today + timedelta(days=policies.retention.hold_max_days)).isoformat(),
        requests=_requests(vault, record),
        orderable=[(lane, lane_label(lane)) for lane in orderable(record, role, today)],
        identity_due=any(one.lane == IDENTITY and one.state == "due" for one in states),
        orders=[certificate_row(one) for one in known_orders(vault, record.case_id)],
    )


def certificate_row(order: KnownOrder) -> CertificateRow:
    """One line about an order."""
    return CertificateRow(
        order.order_hash.hex()[:20],
        label(order.signed.order.case_id),
        _compartments(order.signed.order.compartments),
        order.received_on,
        order.refusal,
    )


def view_certificate(vault: Vault, policies: Policies, order: KnownOrder) -> CertificateView:
    """The certificate: case reference, compartments, day, two approvers."""
    signed = order.signed
    deployment = DeploymentId(vault.deployment_id)
    approvers = []
    for one in signed.approvals:
        keyring = stored_keyring(vault, one.keyring_hash)
        member = None if keyring is None else keyring.member(one.member_id)
        words = gettext("Former member") if member is None else role_in_words(policies, member.role)
        day = (_EPOCH + timedelta(days=one.day)).isoformat()
        approvers.append(Approver(words, one.member_id.hex(), day, one.signature.hex()))
    return CertificateView(
        case_reference=case_reference(signed.order.case_id, deployment).hex(),
        compartments=[lane_label(c) for c in signed.order.compartments],
        entries=len(signed.order.events),
        carried_out=order.received_on,
        approvers=approvers,
        order_hash=order.order_hash.hex(),
        refusal=order.refusal,
        organisation=vault.profile.card.origins[0],
    )


def _group(state: str, due_on: str, summary: CaseSummary, today: date) -> str:
    if state == "due":
        return "asked" if summary.requests else "due"
    if state in {"held", "never"}:
        return state
    return "soon" if due_on and date.fromisoformat(due_on) <= today + AHEAD else ""


def _row(
    shelf: Shelf, policies: Policies, summary: CaseSummary, row: tuple[int, str, str, str], state: str
) -> KeptRow:
    lane, class_id, due_on, _never = row
    return KeptRow(
        shelf.reference(summary.case_id),
        label(summary.case_id),
        title(policies, summary.categories),
        lane_label(lane),
        gettext(policies.retention.of(class_id).label),
        due_on,
        state,
        summary.requests,
    )


def _lane(policies: Policies, due: Due) -> LaneState:
    kind = gettext(policies.retention.of(due.class_id).label)
    day = "" if due.due_on is None else due.due_on.isoformat()
    text = {
        "open": gettext("Work goes on. Its time begins when everything is closed."),
        "kept": gettext("%(kind)s: kept until %(day)s.", kind=kind, day=day),
        "due": gettext("%(kind)s: due to be destroyed since %(day)s.", kind=kind, day=day),
        "held": gettext("%(kind)s: due since %(day)s, and kept by a hold.", kind=kind, day=day),
        "never": gettext(
            "Nobody acknowledged it. It is never destroyed by time alone: somebody must read it."
        ),
    }[due.state]
    return LaneState(due.lane, lane_label(due.lane), text, due.state)


def _hold(vault: Vault, policies: Policies, hold: Hold, today: date) -> HoldView:
    reasons = {one.code: one.label for one in policies.retention.hold_reasons}
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    return HoldView(
        hold.event_id,
        gettext(reasons.get(hold.reason_code, hold.reason_code)),
        hold.reason,
        member_in_words(policies, keyring, hold.owner, me),
        hold.on.isoformat(),
        hold.until.isoformat(),
        hold.ran_out(today),
    )


def _requests(vault: Vault, record: CaseRecord) -> list[RequestView]:
    if record.case is None:
        return []
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    return [
        RequestView(
            one.event_id,
            _compartments(one.compartments),
            len(one.events),
            member_in_words(record.policies, keyring, one.author, me),
            one.on,
            one.reason,
            why_not(vault, record, one),
        )
        for one in record.case.destruction.requests
    ]


def _compartments(compartments: Sequence[int]) -> str:
    return gettext(", ").join(lane_label(one) for one in compartments)
