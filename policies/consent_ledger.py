"""The consent ledger: one row for each recipient, and the one question of whether something may be shared.

Nothing leaves the assistance compartment without a live row that names the recipient and every item (invariant I6).
There is no override. Sharing without consent exists for vital interests only, signed by two people with a reason (I7).
A withdrawal, and a refusal, beat whatever consent did not know of them: silence and doubt are never a yes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from policies.assistance_request import AssistanceRequest
from policies.consent import Consent
from policies.consent_faults import FAULTS, bands_seen, row_fault
from policies.loader import Policies
from policies.records import Act, Problem

VICTIM_CARE, INVESTIGATION, STATISTICS = "victim-care", "investigation", "statistics"
DIRECT_CONTACT, SUPPORT_KNOWN = "direct-contact", "support-known"

RowState = Literal["live", "pending", "refused", "withdrawn", "expired", "invalid"]
Reason = Literal[
    "no-row",
    "items-missing",
    "pending",
    "refused",
    "withdrawn",
    "expired",
    "invalid",
    "no-items",
    "not-wanted",
]


@dataclass(frozen=True)
class Row:
    """One decision about one recipient. `id`: its event; `until`: the last day, included; `items`: codes.

    `signers`: members who stand behind it, of whom `needed` must. `fault`: why it never counts, or empty.
    `withdrawn_by`: "reporter" or a role, or empty. `overruled`: somebody said no without this row knowing it, or later.
    `shown`: on the person's own page.
    """

    id: str
    recipient: str
    name: str
    scope: str
    purpose: str
    items: tuple[str, ...]
    answer: str
    given_on: date
    until: date
    given_by: str
    how: str
    witness: str
    age_band: str
    assent: str
    basis: str
    reason: str
    author: str
    role: str
    signers: tuple[str, ...]
    needed: int
    withdrawn_by: str
    overruled: bool
    fault: str
    shown: bool = True

    def state(self, today: date) -> RowState:
        """How the row stands on a day."""
        if self.answer == "no":
            return "refused"
        if self.withdrawn_by:
            return "withdrawn"
        if self.overruled:
            return "refused"
        if self.fault:
            return "invalid"
        if today > self.until:
            return "expired"
        return "pending" if len(self.signers) < self.needed else "live"

    def expires_within(self, days: int, today: date) -> bool:
        """Whether it is live and ends within so many days."""
        return self.state(today) == "live" and self.until <= today + timedelta(days=days)


@dataclass(frozen=True)
class Ledger:
    """All rows in causal order. `all_back`: everything was taken back at once, the report's answers too."""

    rows: tuple[Row, ...]
    all_back: bool = False

    def row(self, row_id: str) -> Row | None:
        """The row of an event; None where there is none."""
        return next((row for row in self.rows if row.id == row_id), None)

    def of(self, recipient: str) -> tuple[Row, ...]:
        """The rows for one recipient."""
        return tuple(row for row in self.rows if row.recipient == recipient)


@dataclass(frozen=True)
class Allowed:
    """It may be shared. `rows`: ids of the rows that together name every item."""

    rows: tuple[str, ...]


@dataclass(frozen=True)
class Denied:
    """It may not. `missing`: the items that no live row names."""

    reason: Reason
    missing: tuple[str, ...] = ()


class HasLedger(Protocol):
    """A case, as far as this question needs one."""

    @property
    def ledger(self) -> Ledger: ...  # noqa: D102
    @property
    def request(self) -> AssistanceRequest: ...  # noqa: D102


def may_share(case: HasLedger, recipient: str, items: Collection[str], today: date) -> Allowed | Denied:
    """Whether every item may go to a recipient on a day. `recipient`: a directory entry's id or a team's code.

    Sharing nothing is denied too: a recipient learns of the person by being asked at all.
    """
    wanted = tuple(dict.fromkeys(items))
    if not wanted:
        return Denied("no-items")
    rows = case.ledger.of(recipient)
    if not rows:
        return Denied("no-row", wanted)
    live = [row for row in rows if row.state(today) == "live"]
    named = {item for row in live for item in row.items}
    missing = tuple(item for item in wanted if item not in named)
    if not missing:
        return Allowed(tuple(row.id for row in live if set(row.items) & set(wanted)))
    return Denied(_why(rows, missing, today), missing)


def may_contact(case: HasLedger, today: date, *, decided: bool = False) -> Allowed | Denied:
    """Whether victim care may speak with the person harmed directly.

    Where the person harmed is not the one who wrote, or asked to be left alone, only with a live row for it, or where
    two people decided so for a child (`decided`). Otherwise help is offered through the reporter, or where the code
    opens the conversation.
    """
    if decided or not (case.request.through_reporter or case.request.left_alone):
        return Allowed(())
    rows = [row for row in case.ledger.of(VICTIM_CARE) if row.scope == DIRECT_CONTACT]
    live = tuple(row.id for row in rows if row.state(today) == "live")
    if live:
        return Allowed(live)
    if not rows and case.request.left_alone:
        return Denied("not-wanted")
    return Denied(_why(tuple(rows), (), today) if rows else "no-row")


def may_tell_investigation(case: HasLedger, today: date) -> bool:
    """Whether the coded line of coordination may say more than "unknown".

    The sharing policy lets investigators know of four codes. A person who said no to it is not counted in: the
    newest answer counts, and a withdrawal is a no.
    """
    rows = [row for row in case.ledger.of(INVESTIGATION) if row.scope == SUPPORT_KNOWN]
    if rows:
        return any(row.state(today) == "live" for row in rows)
    return not case.ledger.all_back and case.request.consents.get(SUPPORT_KNOWN) != "no"


def _why(rows: tuple[Row, ...], missing: Collection[str], today: date) -> Reason:
    """The reason nearest to a yes: what would have to change first."""
    lacking = set(missing)
    about = [row for row in rows if not lacking or set(row.items) & lacking]
    if not about:
        return "items-missing"
    states = {row.state(today) for row in about}
    order: tuple[Reason, ...] = ("withdrawn", "refused", "pending", "expired", "invalid")
    return next((state for state in order if state in states), "items-missing")


def trace_ledger(
    acts: Iterable[Act], request: AssistanceRequest, policies: Policies
) -> tuple[Ledger, tuple[Problem, ...]]:
    """Follow consents, approvals and withdrawals among the acts that count."""
    listed = tuple(acts)
    given = [act for act in listed if act.type == "consent"]
    withdrawals = [act for act in listed if act.type == "consent-withdraw"]
    approvals = [act for act in listed if act.type == "assistance-approve"]
    bands = bands_seen(listed)
    rows = tuple(
        _row(
            act,
            given,
            withdrawals,
            approvals,
            row_fault(act.body, request, bands, policies.consent),
            policies,
        )
        for act in given
    )
    problems = [
        Problem(row.id, "consent-invalid", FAULTS[row.fault])
        for row in rows
        if row.fault and row.answer == "yes"
    ]
    all_back = any(one.body.get("all") is True for one in withdrawals)
    return Ledger(rows, all_back), tuple(problems)


def _row(
    act: Act, given: list[Act], withdrawals: list[Act], approvals: list[Act], fault: str, policies: Policies
) -> Row:
    body, record = act.body, act.record
    on = date.fromisoformat(body["on"])
    scope = policies.consent.scope(body["scope"])
    longest = on + timedelta(days=0 if scope is None else scope.expires_days)
    gone = next((one for one in withdrawals if _withdraws(one, act)), None)
    signers = {record.author} | {
        one.record.author for one in approvals if one.body["names"] == record.event_id and one.knew(act)
    }
    return Row(
        id=record.event_id,
        recipient=body["recipient"],
        name=body["recipient_name"],
        scope=body["scope"],
        purpose=body.get("purpose", ""),
        items=tuple(dict.fromkeys(body["items"])),
        answer=body["answer"],
        given_on=on,
        # Nobody writes a consent for longer than the policy lets one last.
        until=min(date.fromisoformat(body["until"]), longest),
        given_by=body["given_by"],
        how=body["how"],
        witness=body.get("witness_role", ""),
        age_band=body["age_band"],
        assent=body["assent"],
        basis=body["basis"],
        reason=body.get("reason") or "",
        author=record.author,
        role=record.role,
        signers=tuple(sorted(signers)),
        needed=_needed(act, policies.consent),
        withdrawn_by="" if gone is None else gone.record.role,
        overruled=any(_overrules(one, act) for one in given),
        fault=fault,
        shown=body.get("shown", True),
    )


def _withdraws(withdrawal: Act, consent: Act) -> bool:
    """A withdrawal ends the rows that it names and, if it says "all", every one that did not know of it.

    A row that is named stays withdrawn for ever: whoever changes their mind gives a new one. What two people decided
    without consent, and keep off the person's page, "all" leaves: nobody agreed to it, and whoever makes a reporter
    press that button must not end a child's protection.
    """
    if consent.record.event_id in withdrawal.body.get("consents", ()):
        return True
    agreed = consent.body["basis"] == "consent" or consent.body.get("shown", True)
    return withdrawal.body.get("all") is True and agreed and not consent.knew(withdrawal)


def _overrules(refusal: Act, consent: Act) -> bool:
    same = (
        refusal.body["recipient"] == consent.body["recipient"]
        and refusal.body["scope"] == consent.body["scope"]
    )
    no = refusal.body["answer"] == "no" and refusal is not consent
    return (
        no
        and same
        and bool(set(refusal.body["items"]) & set(consent.body["items"]))
        and not consent.knew(refusal)
    )


def _needed(act: Act, consent: Consent) -> int:
    basis, reason = act.body["basis"], act.body.get("reason")
    if basis == "consent":
        return 1
    known = {one.id: one.approvers for one in consent.caregiver_exceptions}
    known |= {one.id: one.approvers for one in consent.vital_interests}
    return known.get(str(reason), 2)
