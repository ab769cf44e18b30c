"""Invented cases in which somebody is cared for, for tests of the rules of victim assistance."""

from datetime import date, timedelta
from typing import Any

from policies import load
from policies.fold import Case, fold
from tests.unit.policies.histories import History, default_bodies, member

POLICIES = load()
CARE, COLLEAGUE, LOCAL = ("victim-care-officer", 0), ("victim-care-officer", 1), ("psea-officer", 0)
RECEIVED = date(2026, 11, 20)
CLINIC = "clinic-7"


def day(offset: int) -> str:
    return (RECEIVED + timedelta(days=offset)).isoformat()


def begun(*, category: str = "SEA-E", seed: str = "help", **answers: Any) -> History:
    """A case whose report asks for help; `answers` as at the door."""
    bodies = default_bodies()
    common = {key: bodies[1][key] for key in ("v", "path", "language", "binds")}
    for lane in (1, 5):
        bodies[lane]["categories"] = [category]
    bodies[5] |= {"tier": "T1" if category.startswith("SEA") else "T3"}
    asked = {"used": True, "asked": True, "claimed_at": "2026-11-20T10:00Z", "wants_support": "yes"}
    roster = [member(*who) for who in (CARE, COLLEAGUE, LOCAL)]
    bodies[3] = {**common, "lane": "assistance", "roster": roster, **asked, **answers}
    history = History(seed)
    history.genesis(bodies)
    return history


def folded(history: History) -> Case:
    case = fold(history.records(), POLICIES)
    assert case is not None
    return case


def kinds(case: Case) -> set[str]:
    return {problem.kind for problem in case.problems}


def episode(state: str, **more: Any) -> dict[str, Any]:
    extra = {"manager_role": "victim-care-officer"} if state == "offered" else {}
    extra |= {"reason": "needs-met"} if state == "closed" else {}
    return {"v": 1, "type": "episode", "state": state, "sent_at": f"{day(1)}T09:00Z", **extra, **more}


def consent(**more: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "type": "consent",
        "recipient": CLINIC,
        "recipient_name": "Camp clinic",
        "scope": "named-service",
        "items": ["needs", "safe-contact"],
        "answer": "yes",
        "on": day(1),
        "until": day(60),
        "given_by": "person",
        "how": "in-person",
        "age_band": "adult",
        "assent": "not-needed",
        "basis": "consent",
        **more,
    }


def referral(**more: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "type": "referral",
        "sector": "MED",
        "entry": {"entry": CLINIC, "organisation": "Camp clinic", "verified_on": day(-10)},
        "items": ["needs", "safe-contact"],
        "urgent": False,
        "on": day(1),
        "policy": snapshot(),
        **more,
    }


def snapshot(**more: Any) -> dict[str, Any]:
    sop = POLICIES.referral_sop
    return {
        "version": sop.policy.version,
        "steps": [{"id": step.id, "label": step.label} for step in sop.ticks("referral")],
        "followup_days": list(sop.followup_days),
        "answer_hours": sop.answer_hours,
        **more,
    }


def tick(referral_id: str, step: str, on: int = 2, **more: Any) -> dict[str, Any]:
    return {"v": 1, "type": "referral-step", "referral": referral_id, "step": step, "on": day(on), **more}


def add(history: History, who: tuple[str, int] | str, body: dict[str, Any], **more: Any) -> str:
    thread = body["type"] in {"plan-shown", "receipt", "message", "status"}
    thread = thread or (body["type"] == "consent-withdraw" and who == "reporter")
    return history.add(who, body, lane=more.pop("lane", 3), thread=thread, **more)


def care_for(history: History, *states: str) -> None:
    """Walk the episode."""
    for state in states:
        add(history, CARE, episode(state))
