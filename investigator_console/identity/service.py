"""The request, the shares and the opening, as one case's page and as the list of what is asked of this member."""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.constants import COORDINATION, IDENTITY
from investigator_console.access.orders import orders, place_again
from investigator_console.cases.acting import Desktop, Step, sign_acts
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.wording import member_in_words
from investigator_console.cases.writing import Refused, Written
from investigator_console.identity.handing import may_ask
from investigator_console.inbox.service import title
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.identities import IdentityRequest
from policies.records import GENESIS, SUPPLEMENT

REASON_LONGEST = 2000
FIELDS = ("name", "contact", "note")


@dataclass(frozen=True)
class RequestView:
    """One request. `shares`: who handed one over; `state`: in words."""

    event_id: str
    by: str
    mine: bool
    reason: str
    asked: Sequence[str]
    shares: Sequence[str]
    opened: bool


@dataclass(frozen=True)
class IdentityView:
    """What a case's page about the identity shows. `told`: label and text of each field, once it is open.

    `used`: whether the reporter said who they are; None while it is sealed.
    """

    requests: Sequence[RequestView]
    can_ask: bool
    can_open: bool
    opened: bool
    used: bool | None
    told: Sequence[tuple[str, str]]
    waiting: bool
    failure: str
    failed_order: str


@dataclass(frozen=True)
class AskedView:
    """A request that waits for this member's share: coded facts of the case, nothing of the report."""

    reference: str
    label: str
    about: str
    tier: str
    request: RequestView
    waiting: bool
    failure: str


def view_identity(vault: Vault, record: CaseRecord) -> IdentityView:
    """The page of one case, for a member who may read it."""
    case = record.case
    mine = [one for one in (case.identity if case else ()) if one.by == record.me]
    holds = IDENTITY in record.keys.held
    opened = holds and any(one.opened for one in mine)
    placed = [one for one in orders(vault, record.case_id) if one.what.get("do") == "identity-request"]
    failure = next((one.failure for one in placed if one.failure), "")
    return IdentityView(
        requests=[_request(vault, record, one) for one in (case.identity if case else ())],
        can_ask=may_ask(record, vault.profile.role)
        and not holds
        and not any(not one.failure for one in placed),
        can_open=holds and bool(mine) and not opened,
        opened=opened,
        used=case.report.used.get(IDENTITY) if opened and case else None,
        told=_told(record) if opened else [],
        waiting=any(not one.failure for one in placed),
        failure=failure,
        failed_order=next((one.key.hex() for one in placed if one.failure), ""),
    )


def _request(vault: Vault, record: CaseRecord, one: IdentityRequest) -> RequestView:
    keyring = current_keyring(vault)

    def words(member: str) -> str:
        return member_in_words(record.policies, keyring, member, record.me)

    return RequestView(
        event_id=one.event_id,
        by=words(one.by),
        mine=one.by == record.me,
        reason=one.reason,
        asked=[words(member) for member in one.asked],
        shares=[words(member) for member in dict.fromkeys(who for _, who in one.shares)],
        opened=one.opened,
    )


def _told(record: CaseRecord) -> list[tuple[str, str]]:
    bodies = [
        entry.bodies.get(IDENTITY, {})
        for entry in record.log.records
        if entry.kind in (GENESIS, SUPPLEMENT) and not entry.void
    ]
    labels = {"name": gettext("Name"), "contact": gettext("How to reach them"), "note": gettext("Note")}
    return [
        (labels[name], value)
        for body in bodies
        for name in FIELDS
        if isinstance(value := body.get(name), str) and value.strip()
    ]


def ask_for_identity(vault: Vault, policies: Policies, case_id: bytes, reason: str) -> Refused | None:
    """Ask both sides for their share, with the next synchronisation."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LONGEST:
        return Refused(gettext("Say why it is needed, in up to %(limit)s characters.", limit=REASON_LONGEST))
    record = load_case(vault, policies, case_id)
    if not may_ask(record, vault.profile.role):
        return Refused(gettext("You can't ask for the identity in this case."))
    place_again(vault, case_id, {"do": "identity-request", "reason": reason}, named="do")
    return None


def open_identity(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes) -> Written | Refused:
    """Sign that it is opened now; from then on the page shows it."""

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        asked = record.case.identity if record.case else ()
        request = next((one for one in asked if one.by == record.me), None)
        if request is None or IDENTITY not in record.keys.held:
            return Refused(gettext("Both shares are needed first."))
        return [Step(COORDINATION, {"type": "identity-opened", "names": request.event_id})]

    return sign_acts(Desktop(vault, shelf, policies, case_id), plan)


def list_asked(vault: Vault, shelf: Shelf, policies: Policies) -> list[AskedView]:
    """Everything that waits for this member's share."""
    found = []
    for summary in shelf.known():
        if not summary.asked:
            continue
        record = load_case(vault, policies, summary.case_id)
        case = record.case
        for one in case.identity if case else ():
            if record.me not in one.asked or record.me in {who for _, who in one.shares} or one.opened:
                continue
            placed = [
                order for order in orders(vault, summary.case_id) if order.what.get("request") == one.event_id
            ]
            found.append(
                AskedView(
                    reference=shelf.reference(summary.case_id),
                    label=label(summary.case_id),
                    about=title(policies, case.report.categories) if case else "",
                    tier=case.tier if case else "",
                    request=_request(vault, record, one),
                    waiting=any(not order.failure for order in placed),
                    failure=next((order.failure for order in placed if order.failure), ""),
                )
            )
    return found


def give_share(vault: Vault, policies: Policies, case_id: bytes, request: str) -> Refused | None:
    """Hand this member's share to whoever asked, with the next synchronisation."""
    record = load_case(vault, policies, case_id)
    named = [one for one in (record.case.identity if record.case else ()) if one.event_id == request]
    if not named or record.me not in named[0].asked or not record.keys.shares:
        return Refused(gettext("Nobody is asking you for this share."))
    place_again(vault, case_id, {"do": "identity-share", "request": request}, named="request")
    return None


def decline_share(vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes) -> Written | Refused:
    """Say no: the coded facts that came with the request are given back."""
    said = [Step(COORDINATION, {"type": "decline"})]
    return sign_acts(Desktop(vault, shelf, policies, case_id), lambda _record: said)
