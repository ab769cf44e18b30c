"""Write tests/vectors/routing.json: questions to `route` with their answers, for both languages.

Run `python tests/vectors/make_routing.py`; CI runs it again and compares the file.
"""

import hashlib
import json
import random
import sys
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from policies import document  # noqa: E402 — the path must be set first
from policies.routing import Refused, route  # noqa: E402

SEATS = [
    ("head-of-investigations", "HQ", "INV"),
    ("investigator", "HQ", "INV"),
    ("investigator", "east", "INV"),
    ("victim-care-officer", "HQ", "VCO"),
    ("victim-care-officer", "HQ", "VCO"),
    ("psea-officer", "east", "VCO"),
    ("ethics-officer", "HQ", "ETH"),
    ("ethics-officer", "HQ", "ETH"),
    ("oversight", "HQ", "ALT"),
    ("oversight", "HQ", "ALT"),
    ("feedback-officer", "HQ", "AAP"),
    ("feedback-officer", "east", "AAP"),
    ("statistics-officer", "HQ", "STAT"),
]


def member(index: int, role: str, region: str, *groups: str) -> dict[str, object]:
    """A member row with an invented, repeatable id."""
    number = hashlib.sha256(f"{index}/{role}".encode()).hexdigest()[:32]
    return {"id": number, "role": role, "region": region, "groups": list(groups)}


def staffings() -> dict[str, tuple[list[dict[str, object]], list[str]]]:
    """Named keyrings: (members, intake recipients)."""
    full = [member(index, *seat) for index, seat in enumerate(SEATS)]
    custody = [*full, *(member(20 + n, "identity-custodian", "HQ", "CUST") for n in range(2))]
    one_investigator = [row for row in full if row["groups"] != ["INV"]] + full[:1]
    one_ethics = full[:6] + full[7:]
    two_hats = [dict(row) for row in full]
    two_hats[3] = {**two_hats[3], "groups": ["VCO", "INV"]}
    all_abroad = [{**row, "region": "east"} if row["groups"] == ["VCO"] else row for row in full]
    named = {
        "full": full,
        "custody": custody,
        "one-investigator": one_investigator,
        "one-ethics": one_ethics,
        "two-hats": two_hats,
        "victim-care-abroad": all_abroad,
    }
    return {
        name: (rows, [str(row["id"]) for row in rows if row["groups"] != ["STAT"]])
        for name, rows in named.items()
    }


def questions() -> list[tuple[str, list[str], list[str], bool]]:
    """(staffing, categories, conflicts, assistance): the plain cases, then a repeatable random sample."""
    parsed = json.loads(document("routing"))
    codes = [category["code"] for category in parsed["categories"]]
    answers = [option["id"] for option in parsed["conflicts"]]
    asked = [("full", [code], ["none"], False) for code in codes]
    picks = (["FRD"], ["RET"], ["FBK"], ["RET", "SEA-E"])
    asked += [
        (staff, list(pick), [answer], False)
        for staff, pick, answer in product(sorted(staffings()), picks, answers)
    ]
    asked += [("full", [], [], False), ("full", ["NOPE"], [], False), ("full", ["FRD"], ["nope"], False)]
    asked += [("full", ["FRD"], [], True), ("full", ["RET"], [], True), ("full", ["GBV-X", "FBK"], [], False)]
    chance = random.Random(29)
    for _ in range(120):
        staff = chance.choice(sorted(staffings()))
        pick = chance.sample(codes, chance.randint(1, 4))
        asked.append((staff, pick, chance.sample(answers, chance.randint(0, 4)), chance.random() < 0.3))
    return asked


def answer(staff: str, categories: list[str], conflicts: list[str], assistance: bool) -> dict[str, object]:
    """The expected outcome in the names of the browser's twin."""
    rows, recipients = staffings()[staff]
    outcome = route(
        json.loads(document("routing")), rows, recipients, categories, conflicts, assistance=assistance
    )
    if isinstance(outcome, Refused):
        return {"refused": outcome.reason_code, "lane": outcome.lane}
    return {
        "lanes": {str(lane): list(ids) for lane, ids in sorted(outcome.lanes.items())},
        "shareA": list(outcome.share_a),
        "shareB": list(outcome.share_b),
        "used": {str(lane): flag for lane, flag in sorted(outcome.used.items())},
        "tier": outcome.tier,
        "readers": {str(lane): list(ids) for lane, ids in sorted(outcome.readers.items())},
        "excludedTeams": list(outcome.excluded_teams),
        "excludedMembers": list(outcome.excluded_members),
    }


def build() -> dict[str, object]:
    """The whole file."""
    return {
        "document": json.loads(document("routing")),
        "staffings": {
            name: {"members": rows, "recipients": ids} for name, (rows, ids) in sorted(staffings().items())
        },
        "cases": [
            {
                "staffing": staff,
                "categories": categories,
                "conflicts": conflicts,
                "assistance": assistance,
                "expect": answer(staff, categories, conflicts, assistance),
            }
            for staff, categories, conflicts, assistance in questions()
        ],
    }


def text() -> str:
    """The file's exact text."""
    return json.dumps(build(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "routing.json").write_text(text(), encoding="utf-8")
