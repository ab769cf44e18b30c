"""Write tests/vectors/status.json: thread histories and what a reporter must read, for both languages.

Run `python tests/vectors/make_status.py`; CI runs it again and compares the file.
"""

import dataclasses
import json
import random
import sys
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from policies import document, load  # noqa: E402 — the path must be set first
from policies.fold import fold  # noqa: E402
from policies.status import reporter_status  # noqa: E402
from tests.unit.policies.histories import History, message, random_history, status  # noqa: E402

RECEIVED = date(2026, 11, 2)


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
    chance = random.Random(31)
    for number in range(60):
        told[f"random {number}"] = random_history(chance, chance.randint(3, 14), thread_only=True)
    return told


def _begun(seed: str) -> History:
    history = History(seed)
    history.genesis()
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
                }
                for one in case.messages
            ],
            "void": dict(case.void),
            "problems": [{"id": one.event_id, "kind": one.kind} for one in case.problems],
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
