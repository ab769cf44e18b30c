"""A member at work over the members' API: reads reports, answers, sets a status. No console, only keys."""

import os
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from crypto import events, keys, login, submission
from crypto.documents import encode_json
from crypto.errors import BadCommitment
from crypto.genesis_header import GenesisHeader
from crypto.member_document import sign_document
from crypto.types import CaseId, EventId
from policies.duty import Roster, roster_document
from tests.support.organisation import Organisation, Person


@dataclass
class Case:
    """One report as this member's keys open it."""

    id: CaseId
    first: EventId
    bodies: dict[int, dict]
    thread: bytes
    heads: list[EventId]


@dataclass
class Desk:
    organisation: Organisation
    person: Person
    url: str
    log_id: bytes = field(default_factory=lambda: os.urandom(16))
    written: int = 0

    def __post_init__(self) -> None:
        self.token = ""
        nonce = bytes.fromhex(self._ask("POST", "/challenges").json()["nonce"])
        deployment = self.organisation.deployment
        signed = login.sign_login("member-login", self.person.auth_seed, self.url, nonce, deployment)
        proof = {
            "auth_vk": self.person.listed.auth_vk.hex(),
            "nonce": nonce.hex(),
            "origin": self.url,
            "signature": signed.hex(),
        }
        answer = self._ask("POST", "/members/login", json=proof)
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["token"]

    def _ask(self, method: str, path: str, **content: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        address = f"{self.url}/api/v1{path}"
        return httpx.request(method, address, headers=headers, trust_env=False, timeout=30, **content)

    def entries(self) -> list[dict]:
        found, cursor = [], ""
        while True:
            page = self._ask("GET", "/members/entries", params={"after": cursor, "limit": 200}).json()
            found += page["entries"]
            if not page["more"]:
                return found
            cursor = page["next"]

    def cases(self) -> list[Case]:
        """Every case of which this member can open a lane."""
        entries = self.entries()
        return [case for entry in entries if (case := self._open(entry, entries)) is not None]

    def _open(self, entry: dict, entries: list[dict]) -> Case | None:
        if len(entry["bodies"]) != 5:
            return None
        header = GenesisHeader.parse(b64decode(entry["header"]))
        wraps: list[bytes | None] = [None] * len(header.entries)
        for wrap in entry["wraps"]:
            wraps[wrap["index"]] = b64decode(wrap["wrap"])
        report = submission.Submission(
            b64decode(entry["header"]),
            bytes.fromhex(entry["signatures"][0]),
            tuple(wraps),
            tuple(b64decode(body) for body in entry["bodies"]),
        )
        deployment = self.organisation.deployment
        seed = self.organisation.current(self.person).seed
        held = submission.open_keys(report, entry["wraps"][0]["index"], seed, deployment)
        if not held.records:
            return None
        bodies = {
            c: submission.open_genesis_body(report, c, key, deployment) for c, key in held.records.items()
        }
        lane = next(lane for lane in (1, 2, 3) if lane in held.records)
        case_id = CaseId(header.case_id)
        thread = keys.thread_key(held.records[lane], lane, case_id, deployment)
        mine = [EventId(bytes.fromhex(one["event_id"])) for one in entries if self._is_of(one, case_id)]
        return Case(
            case_id, EventId(bytes.fromhex(entry["event_id"])), bodies, thread, self._heads(mine, entries)
        )

    @staticmethod
    def _is_of(entry: dict, case_id: CaseId) -> bool:
        return b64decode(entry["header"])[4:36] == case_id

    @staticmethod
    def _heads(mine: list[EventId], entries: list[dict]) -> list[EventId]:
        cited: set[bytes] = set()
        for entry in entries:
            header = b64decode(entry["header"])
            if header[2] != 1:
                cited |= set(events.EventHeader.parse(header).parents)
        return [one for one in mine if one not in cited]

    def write(self, case: Case, body: dict, lane: int = 1) -> None:
        """One signed event in a lane's thread."""
        self.written += 1
        event = events.seal_event(
            {"v": 1, **body},
            c=16 + lane,
            key=case.thread,
            case_id=case.id,
            author=events.Author(
                self.person.id, self.person.verify_seed, self.log_id, self.written, case.first
            ),
            parents=case.heads,
            keyring_hash=self.organisation.keyring.hash,
            deployment=self.organisation.deployment,
        )
        answer = self._ask("POST", "/members/events", content=event.encode())
        assert answer.status_code == 201, answer.text

    def sign_roster(self, roster: Roster) -> None:
        """Put a duty roster in force."""
        deployment = self.organisation.deployment
        signed = sign_document(
            "roster",
            encode_json(roster_document(roster, deployment.hex())),
            member_id=self.person.id,
            keyring_hash=self.organisation.keyring.hash,
            seed=self.person.verify_seed,
            deployment=deployment,
        )
        answer = self._ask("POST", "/members/duty", json={"record": b64encode(signed.encode()).decode()})
        assert answer.status_code == 201, answer.text

    def messages(self, case: Case) -> list[str]:
        """What the reporter wrote, in the order of arrival."""
        return [body["text"] for body in self.said(case)]

    def said(self, case: Case) -> list[dict]:
        """Every act of the reporter's that this member's key opens, in the order of arrival."""
        found = []
        for entry in self.entries():
            header = b64decode(entry["header"])
            if header[2] != 2 or not self._is_of(entry, case.id) or header[3] != 16:
                continue
            signatures = tuple(bytes.fromhex(one) for one in entry["signatures"])
            event = events.EventSubmission(header, signatures, (), b64decode(entry["bodies"][0]))
            # Said to another team: this key opens none of it.
            with suppress(BadCommitment):
                found.append(events.open_event(event, case.thread, self.organisation.deployment))
        return found
