"""What follows by itself from a change of the help: what the person is shown, and the one line for the other side."""

from datetime import date
from typing import Any

from policies import Policies
from policies.consent_ledger import may_tell_investigation
from policies.fold import Case

_SHOWN = {
    "offered": "offered",
    "declined": "declined",
    "consented": "arranging",
    "needs-agreed": "arranging",
    "reopened": "arranging",
    "plan": "in-place",
    "review": "in-place",
    "closed": "finished",
}
_TOLD = {"offered": "offered", "declined": "declined", "plan": "in-place", "review": "in-place"}


def plan_to_show(case: Case, today: date) -> dict[str, Any] | None:
    """The body of the next `plan-shown`, without its time; None where what the person sees is right already.

    Only sent referrals and consents that they gave: nothing that is merely intended. Before there is any, nothing is
    shown, so that a page that somebody else looks at says nothing of help.
    """
    shown = {item.id for item in case.plan.items} if case.plan else set()
    rows = [
        {
            "id": row.id,
            "kind": "consent",
            "organisation": row.name,
            "items": list(row.items),
            "until": row.until.isoformat(),
        }
        for row in case.ledger.rows
        if row.shown and (row.state(today) == "live" or (row.id in shown and row.state(today) == "withdrawn"))
    ]
    referrals = [
        {"id": one.id, "kind": "referral", "organisation": one.provider.organisation, "sector": one.sector}
        for one in case.referrals
        if one.shown and one.sent_on is not None
    ]
    items = [*rows, *referrals]
    if (not items and case.plan is None) or case.episode.state not in _SHOWN:
        return None
    body = {"v": 1, "type": "plan-shown", "state": _SHOWN[case.episode.state], "items": items}
    return None if case.plan is not None and _same(case, body) else body


def _same(case: Case, body: dict[str, Any]) -> bool:
    plan = case.plan
    if plan is None or plan.state != body["state"]:
        return False
    seen = {(one.id, one.kind, one.organisation, one.sector, one.items, one.until) for one in plan.items}
    wanted = {
        (
            item["id"],
            item["kind"],
            item["organisation"],
            item.get("sector", ""),
            tuple(item.get("items", ())),
            item.get("until", ""),
        )
        for item in body["items"]
    }
    return seen == wanted


def line_to_tell(case: Case, today: date) -> str:
    """The coded state for coordination that is due now; empty where it is right already.

    An ended episode leaves the last word: that help was in place stays true.
    """
    now = case.assistance.value
    if not may_tell_investigation(case, today):
        return "" if now == "unknown" else "unknown"
    wanted = _TOLD.get(case.episode.state, "")
    if case.episode.state in {"consented", "needs-agreed", "reopened"}:
        served = any(one.answer == "accepted" or one.received == "yes" for one in case.referrals)
        wanted = "in-place" if served or now == "in-place" else "offered"
    return "" if wanted == now and not case.assistance.conflict else wanted


def snapshot(policies: Policies, *, urgent: bool) -> dict[str, Any]:
    """The version of the checklist that a new referral is made under."""
    sop = policies.referral_sop
    return {
        "version": sop.policy.version,
        "steps": [{"id": step.id, "label": step.label} for step in sop.ticks("referral")],
        "followup_days": list(sop.followup_days),
        "answer_hours": sop.answer_urgent_hours if urgent else sop.answer_hours,
    }
