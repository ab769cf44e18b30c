"""Write tests/vectors/status.json: thread histories and what a reporter must read, for both languages.

Run `python tests/vectors/make_status.py`; CI runs it again and compares the file.
"""

import dataclasses
import json
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from policies import document, load  # noqa: E402 — the path must be set first
from policies.fold import fold  # noqa: E402
from policies.status import reporter_status  # noqa: E402
from tests.unit.policies.histories import (  # noqa: E402
    History,
    answer,
    message,
    question,
    random_history,
    review,
    review_request,
    status,
)

RECEIVED = date(2026, 11, 2)
# Who was granted a lane stands outside the conversation: the reporter's page can't judge a roster, and doesn't.
GRANTS = "rotation-admits"


def histories() -> dict[str, History]:
    """Plain stories by name, then a repeatable random sample."""
    told: dict[str, History] = {}
    told["stored"] = _begun("stored")
    told["opened"] = _begun("opened")
    told["opened"].add("investigator", message("We have read it."))
    told["status"] = _begun("status")
    told["status"].add("investigator", status("assessing"))
    told["conflict"] = _begun("conflict")
    base = told["conflict"].heads()
    told["conflict"].add("investigator", status("closed"), knows=base)
    told["conflict"].add(("investigator", 1), status("investigating"), knows=base)
    told["two threads"] = _begun("two threads")
    told["two threads"].add("investigator", status("closed"))
    told["two threads"].add("ethics-officer", status("assessing"), lane=2)
    told["reporter only"] = _begun("reporter only")
    told["reporter only"].add("reporter", message("Is anyone there?"))
    told["suspended member only"] = _begun("suspended member only")
    told["suspended member only"].add("investigator", status("closed"), void="suspended")
    _tell_help(told)
    _work_with_the_reporter(told)
    _clear_the_page(told)
    chance = random.Random(31)
    for number in range(90):
        told[f"random {number}"] = random_history(chance, chance.randint(3, 14), thread_only=True)
    return told


def _tell_help(told: dict[str, History]) -> None:
    """Help in the person's own conversation: shown, confirmed, withdrawn, at once and by the wrong people."""
    care, colleague = ("victim-care-officer", 0), ("psea-officer", 0)
    one, two = "1a" * 32, "2b" * 32
    both: list[dict[str, Any]] = [
        {
            "id": one,
            "kind": "consent",
            "organisation": "Camp clinic",
            "items": ["needs"],
            "until": "2027-02-01",
        },
        {"id": two, "kind": "referral", "organisation": "Camp clinic", "sector": "MED"},
    ]
    shown: dict[str, Any] = {
        "v": 1,
        "type": "plan-shown",
        "state": "arranging",
        "items": both,
        "sent_at": "2026-11-21T09:00Z",
    }
    withdraw: dict[str, Any] = {"v": 1, "type": "consent-withdraw", "consents": [one]}
    for name in ("plan", "plan answered", "plan settled", "plan withdrawn", "plan anew", "plan refused"):
        told[name] = _begun(name)
        told[name].add(care, shown, lane=3, thread=True)
    for received in (False, True):
        said = {"v": 1, "type": "receipt", "referral": two, "received": received}
        told["plan answered"].add("reporter", said, lane=3, thread=True)
    base = told["plan settled"].heads()
    told["plan settled"].add("reporter", withdraw, lane=3, thread=True, knows=base)
    told["plan settled"].add(colleague, shown | {"items": both[1:]}, lane=3, thread=True, knows=base)
    told["plan settled"].add(care, shown | {"state": "in-place"}, lane=3, thread=True, knows=base)
    told["plan withdrawn"].add("reporter", withdraw, lane=3, thread=True)
    told["plan withdrawn"].add(care, shown, lane=3, thread=True)
    told["plan anew"].add("reporter", {"v": 1, "type": "consent-withdraw", "all": True}, lane=3, thread=True)
    fresh = [{"id": "3c" * 32, "kind": "consent", "organisation": "Legal aid"}, *both]
    told["plan anew"].add(care, shown | {"items": fresh}, lane=3, thread=True)
    for lane, who, body in (
        (1, care, shown),
        (3, "investigator", shown),
        (3, care, {"v": 1, "type": "receipt", "referral": two, "received": True}),
        (3, care, shown | {"items": [both[0] | {"until": "2027-02-30"}]}),
        (3, care, shown | {"items": [both[0] | {"items": ["diagnosis"]}]}),
        (3, care, shown | {"state": "secret"}),
        (3, care, shown | {"items": [both[0] | {"organisation": " "}]}),
        (3, "reporter", {"v": 1, "type": "consent-withdraw", "consents": []}),
        (3, "reporter", {"v": 1, "type": "receipt", "referral": two, "received": 1}),
        (1, "reporter", withdraw),
    ):
        told["plan refused"].add(who, body, lane=lane, thread=True)


def _work_with_the_reporter(told: dict[str, History]) -> None:
    for name, declined in (("open", None), ("answered", False), ("declined", True)):
        history = told[f"question {name}"] = _begun(f"question {name}")
        asked = history.add("investigator", question())
        history.add("investigator", status("info_requested"))
        if declined is not None:
            history.add("reporter", answer(asked, "" if declined else "In May.", declined=declined))
    for result in ("upheld", "reopened", "same-reviewer"):
        history = told[f"review {result}"] = _begun(f"review {result}")
        history.add("investigator", status("closed", outcome="UNSUB"))
        asked = history.add("reporter", review_request("not-explained", "Why?"))
        who = "investigator" if result == "same-reviewer" else "oversight"
        history.add(who, review(asked, "reopened" if result == "reopened" else "upheld"))
    history = told["two reviewers at once"] = _begun("two reviewers at once")
    history.add("head-of-investigations", status("closed", outcome="SUB"))
    asked = history.add("reporter", review_request())
    base = history.heads()
    history.add("oversight", review(asked, "upheld", "It stays."), knows=base)
    history.add(("oversight", 1), review(asked, "reopened", "It opens."), knows=base)
    history = told["review too early"] = _begun("review too early")
    history.add("investigator", status("assessing"))
    history.add("reporter", review_request())
    history = told["closed twice"] = _begun("closed twice")
    base = history.heads()
    history.add("investigator", status("closed", outcome="SUB"), knows=base)
    history.add(("investigator", 1), status("closed", outcome="UNSUB"), knows=base)


def _clear_the_page(told: dict[str, History]) -> None:
    """Her page forgets what she had seen of it, and nothing that she had not."""
    clear: dict[str, Any] = {"v": 1, "type": "view-cleared", "sent_at": "2026-11-21T09:00Z"}
    for name in ("cleared", "cleared meanwhile", "cleared by others"):
        told[name] = _begun(name)
        told[name].add("investigator", message("Before."))
        told[name].add("reporter", message("And before."))
    told["cleared"].add("reporter", clear)
    told["cleared"].add("investigator", message("After."))
    base = told["cleared meanwhile"].heads()
    told["cleared meanwhile"].add("investigator", message("At the same time."), knows=base)
    told["cleared meanwhile"].add("reporter", clear, knows=base)
    told["cleared by others"].add("investigator", clear)
    told["cleared by others"].add("reporter", clear, void="code-replaced")
    told["cleared by others"].add("reporter", clear | {"sent_at": 7})


def _begun(seed: str) -> History:
    """A report as its reporter's own page reads it: thread keys open nothing of its first bodies."""
    history = History(seed)
    history.genesis({})
    return history


def vector(name: str, history: History, days: int) -> dict[str, object]:
    """One history in the browser's shape, with the answers of the Python fold."""
    records = history.records()
    case = fold(records, load())
    if case is None:
        raise AssertionError("a history without its report")
    today = RECEIVED + timedelta(days=days)
    shown = reporter_status(case, json.loads(document("statuses")), RECEIVED, today)
    return {
        "name": name,
        "receivedOn": RECEIVED.isoformat(),
        "today": today.isoformat(),
        "records": [
            {
                "id": record.event_id,
                "parents": list(record.parents),
                "kind": record.kind,
                "author": record.author,
                "role": record.role,
                "void": record.void,
                "lane": 0 if record.kind == "genesis" else next(iter(record.bodies)),
                "body": None if record.kind == "genesis" else next(iter(record.bodies.values())),
            }
            for record in sorted(records, key=lambda record: record.event_id)
        ],
        "expect": {
            "order": [record.event_id for record in records],
            "messages": [
                {
                    "id": one.event_id,
                    "lane": one.lane,
                    "author": one.author,
                    "role": one.role,
                    "text": one.text,
                    "sentAt": one.sent_at,
                    "void": one.void,
                    "kind": one.kind,
                    "answers": one.answers,
                }
                for one in case.messages
            ],
            "plan": None if case.plan is None else json.loads(json.dumps(dataclasses.asdict(case.plan))),
            "questions": [
                {"id": one.event_id, "lane": one.lane, "state": one.state} for one in case.questions
            ],
            "reviews": [
                {
                    "id": one.event_id,
                    "lane": one.lane,
                    "state": one.state,
                    "answer": one.answer,
                    "decidedBy": one.decided_by,
                }
                for one in case.decision.reviews
            ],
            "void": dict(case.void),
            "cleared": sorted(case.cleared),
            "problems": [
                {"id": one.event_id, "kind": one.kind} for one in case.problems if one.kind != GRANTS
            ],
            "status": dataclasses.asdict(shown),
        },
    }


def text() -> str:
    """The file's exact text."""
    chance = random.Random(37)
    cases = [vector(name, history, chance.randint(0, 14)) for name, history in histories().items()]
    content = {"document": json.loads(document("statuses")), "cases": cases}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "status.json").write_text(text(), encoding="utf-8")
