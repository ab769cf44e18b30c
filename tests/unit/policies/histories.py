"""Invented case histories for tests of the fold: records as a verified log hands them over."""

import hashlib
import heapq
import random
from dataclasses import dataclass, field, replace
from typing import Any

GENESIS = "genesis"
REPORTER = "aa" * 16
THREAD_TYPES = {
    *("message", "question", "answer", "status", "review-request", "review"),
    *("removal", "adopt", "recuse", "code-replaced", "view-cleared"),
}


@dataclass(frozen=True)
class Entry:
    event_id: str
    parents: tuple[str, ...]
    kind: str
    thread: bool
    author: str
    role: str
    void: str
    bodies: dict[int, dict[str, Any]]
    position: int = 0
    ancestors: int = 0


@dataclass
class History:
    """Grows a case one signed act at a time; by default every act knows all that came before."""

    seed: str = "case"
    entries: dict[str, Entry] = field(default_factory=dict)

    def genesis(self, bodies: dict[int, dict[str, Any]] | None = None) -> str:
        return self._put(
            (), GENESIS, True, REPORTER, "reporter", "", default_bodies() if bodies is None else bodies
        )

    def add(self, who, body, *, lane=1, knows=None, thread=None, kind=None, void="", sealed=False) -> str:
        """`who` is a role or (role, number); `knows` the parents, default all heads."""
        role, number = who if isinstance(who, tuple) else (who, 0)
        if thread is None:
            thread = body["type"] in THREAD_TYPES
        if kind is None:
            kind = {"grant": "keys", "rotate": "keys", "code-replaced": "code-replaced"}.get(
                body["type"], "event"
            )
        parents = self.heads() if knows is None else tuple(knows)
        author = REPORTER if role == "reporter" else member(role, number)
        return self._put(parents, kind, thread, author, role, void, {} if sealed else {lane: body})

    def heads(self) -> tuple[str, ...]:
        cited = {parent for entry in self.entries.values() for parent in entry.parents}
        return tuple(sorted(set(self.entries) - cited))

    def records(self) -> list[Entry]:
        """All entries with positions and ancestors, in display order."""
        missing = {key: len(entry.parents) for key, entry in self.entries.items()}
        ready = [key for key, count in missing.items() if not count]
        heapq.heapify(ready)
        placed: dict[str, Entry] = {}
        while ready:
            key = heapq.heappop(ready)
            entry = self.entries[key]
            ancestors = 0
            for parent in entry.parents:
                ancestors |= placed[parent].ancestors | 1 << placed[parent].position
            placed[key] = replace(entry, position=len(placed), ancestors=ancestors)
            for child, other in self.entries.items():
                if key in other.parents:
                    missing[child] -= 1
                    if not missing[child]:
                        heapq.heappush(ready, child)
        return list(placed.values())

    def _put(self, parents, kind, thread, author, role, void, bodies) -> str:
        event_id = hashlib.sha256(f"{self.seed}/{len(self.entries)}".encode()).hexdigest()
        self.entries[event_id] = Entry(event_id, parents, kind, thread, author, role, void, bodies)
        return event_id


HOLD = {"type": "hold", "reason_code": "court", "on": "2026-11-01", "until": "2027-04-01"}


def member(role: str, number: int = 0) -> str:
    return hashlib.sha256(f"{role}/{number}".encode()).hexdigest()[:32]


def default_bodies() -> dict[int, dict[str, Any]]:
    investigators = [member("head-of-investigations"), member("investigator"), member("investigator", 1)]
    common = {"v": 1, "path": "browser", "language": "en", "binds": "00" * 32}
    return {
        1: {
            **common,
            "lane": "allegation",
            "used": True,
            "roster": investigators,
            "categories": ["FRD"],
            "story": "They changed the list.",
            "when": "month",
            "where": "East",
            "answers": {},
            "exclusions": {"teams": [], "members": []},
            "claimed_at": "2026-11-20T10:00",
        },
        5: {
            **common,
            "lane": "coordination",
            "used": True,
            "roster": investigators,
            "categories": ["FRD"],
            "tier": "T2",
            "stage": "open",
            "assistance": "unknown",
        },
    }


def message(text: str) -> dict[str, Any]:
    return {"v": 1, "type": "message", "text": text, "sent_at": "2026-11-21T09:00"}


def status(code: str, **more: str) -> dict[str, Any]:
    return {"v": 1, "type": "status", "status": code, "note": "", "sent_at": "2026-11-21T09:00", **more}


def question(text: str = "Which list?") -> dict[str, Any]:
    return {**message(text), "type": "question"}


def answer(to: str, text: str = "The one from May.", *, declined: bool = False) -> dict[str, Any]:
    return {**message(text), "type": "answer", "question": to, "declined": declined}


def review_request(ground: str = "bias", text: str = "") -> dict[str, Any]:
    return {"v": 1, "type": "review-request", "ground": ground, "text": text}


def review(request: str, result: str = "upheld", text: str = "We looked again.") -> dict[str, Any]:
    return {"v": 1, "type": "review", "request": request, "result": result, "text": text}


def outcome(code: str = "UNSUB", **report: Any) -> dict[str, Any]:
    told = {"findings": "Nothing was found.", "standard": "balance", "assistance_offered": True, **report}
    return {"v": 1, "type": "outcome", "outcome": code, "actions": ["none"], "report": told}


def assessment(decision: str = "investigate", **codes: str) -> dict[str, Any]:
    known = {"region": "mena", "subject": "partner", "channel": "portal", "reasons": "", **codes}
    return {"v": 1, "type": "assessment", "decision": decision, **known}


_PEOPLE = [
    ("reporter", 0),
    ("head-of-investigations", 0),
    ("investigator", 0),
    ("investigator", 1),
    ("oversight", 0),
    ("oversight", 1),
    ("psea-officer", 0),
]


def random_history(chance: random.Random, size: int, *, thread_only: bool = False) -> History:
    """`size` acts by several people, often concurrent; some are not allowed or not well formed."""
    history = History(seed=str(chance.random()))
    # Whoever holds thread keys alone opens nothing of the report itself.
    history.genesis({} if thread_only else None)
    for _ in range(size):
        known = list(history.entries)
        knows = sorted(chance.sample(known, min(len(known), chance.randint(1, 3))))
        who = chance.choice(_PEOPLE)
        body, kind = random_body(chance, known, thread_only=thread_only)
        lane = chance.choice([1, 1, 1, 2])
        void = chance.choice([""] * 9 + ["suspended"]) if who[0] != "reporter" else ""
        thread = True if thread_only else None
        if thread_only and body["type"] == "rotate":
            kind = "keys"
        history.add(who, body, lane=lane, knows=knows, void=void, thread=thread, kind=kind)
    return history


def random_body(
    chance: random.Random, known: list[str], *, thread_only: bool
) -> tuple[dict[str, Any], str | None]:
    someone = member(*chance.choice(_PEOPLE[1:]))
    some_events = chance.sample(known, min(len(known), 2))
    choices: list[dict[str, Any]] = [
        message("a word"),
        message("another"),
        status(chance.choice(["assessing", "closed", "investigating", "info_requested"])),
        status(chance.choice(["received", "nothing"])),
        {"v": 1, "type": "removal", "member": someone, "reason_code": "left"},
        {"v": 1, "type": "removal", "member": someone, "reason_code": "left"},
        {"v": 1, "type": "adopt", "events": some_events},
        {"v": 1, "type": "recuse"},
        {"v": 1, "type": "rotate", "lane": 1, "roster": [someone, member("oversight")]},
        {"v": 1, "type": "message", "text": 7},
        {"v": 1, "type": "surprise"},
        question(),
        answer(chance.choice(known), declined=chance.random() < 0.5),
        status("closed", outcome=chance.choice(["SUB", "UNSUB"])),
        review_request(chance.choice(["bias", "mood"])),
        review(chance.choice(known), chance.choice(["upheld", "reopened", "maybe"])),
    ]
    if not thread_only:
        choices += [
            {"v": 1, "type": "note", "text": "a note"},
            {"v": 1, "type": "assign", "to": someone},
            assessment(chance.choice(["investigate", "refer"])),
            {
                "v": 1,
                "type": "task",
                "text": "Ask",
                "owner": someone,
                "due": chance.choice(["", "2026-12-01"]),
            },
            {"v": 1, "type": "task-state", "task": some_events[0], "state": chance.choice(["done", "open"])},
            {"v": 1, "type": "plan-step", "step": "scope", "state": chance.choice(["done", "not-needed"])},
            outcome(chance.choice(["SUB", "INSUF", "MAL"])),
            {"v": 1, "type": "approve", "outcome": some_events[0]},
            {"v": 1, "type": "send-back", "outcome": some_events[0], "reason": "more"},
            {"v": 1, "type": "category", "categories": chance.sample(["FRD", "SEA-E", "MIS"], 2)},
            {"v": 1, "type": "stage", "stage": chance.choice(["open", "decision", "closed"])},
            {"v": 1, "type": "grant", "to": someone, "lanes": [1], "history": "all"},
            {"v": 1, "type": "withdraw", "member": someone},
            {"v": 1, **HOLD},
            {"v": 1, "type": "release"},
            {"v": 1, "type": "destroy", "events": some_events[:1], "approvals": some_events[1:]},
        ]
    return chance.choice(choices), None
