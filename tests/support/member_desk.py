"""A member who works over the members' API alone: opens reports, answers, sets a status."""

import base64

from flask.testing import FlaskClient

from crypto import submission
from crypto.constants import THREAD_OFFSET
from crypto.events import Author, EventHeader, event_id, seal_event
from crypto.keys import thread_key
from crypto.login import sign_login
from crypto.signing import verify_key
from tests.support.organisation import Organisation, Person

API = "/api/v1"


class Desk:
    """One member's session with the portal."""

    def __init__(self, client: FlaskClient, organisation: Organisation, person: Person) -> None:
        self.client, self.organisation, self.person = client, organisation, person
        nonce = client.post(f"{API}/challenges").json["nonce"]
        deployment, origin = organisation.deployment, organisation.origin
        signed = sign_login("member-login", person.auth_seed, origin, bytes.fromhex(nonce), deployment)
        answer = client.post(
            f"{API}/members/login",
            json={
                "auth_vk": verify_key(person.auth_seed).hex(),
                "nonce": nonce,
                "origin": origin,
                "signature": signed.hex(),
            },
        )
        self.headers = {"Authorization": f"Bearer {answer.json['token']}"}
        self.sequence = 0
        self.previous = bytes(32)

    def entries(self) -> list[dict]:
        return self.client.get(f"{API}/members/entries", headers=self.headers).json["entries"]

    def write(self, lane: int, body: dict) -> None:
        """Appends one event to the thread of `lane` in the one case that there is."""
        deployment = self.organisation.deployment
        found = self.entries()
        report = next(entry for entry in found if len(entry["bodies"]) == 5)
        genesis = submission.Submission.assemble(
            base64.b64decode(report["header"]),
            bytes.fromhex(report["signatures"][0]),
            {one["index"]: base64.b64decode(one["wrap"]) for one in report["wraps"]},
        )
        index = report["wraps"][0]["index"]
        held = submission.open_keys(genesis, index, self.organisation.current(self.person).seed, deployment)
        case_id = genesis.header.case_id
        headers = [base64.b64decode(entry["header"]) for entry in found]
        cited = {
            parent
            for entry, header in zip(found, headers, strict=True)
            if entry is not report
            for parent in EventHeader.parse(header).parents
        }
        heads = [one for one in (event_id(header, deployment) for header in headers) if one not in cited]
        self.sequence += 1
        event = seal_event(
            {"v": 1, **body},
            c=THREAD_OFFSET + lane,
            key=thread_key(held.records[lane], lane, case_id, deployment),
            case_id=case_id,
            author=Author(
                self.person.id,
                self.person.verify_seed,
                log_id=self.person.id,
                log_seq=self.sequence,
                log_prev=self.previous,
            ),
            parents=heads,
            keyring_hash=self.organisation.keyring.hash,
            deployment=deployment,
        )
        self.previous = event_id(event.header_bytes, deployment)
        answer = self.client.post(f"{API}/members/events", data=event.encode(), headers=self.headers)
        assert answer.status_code == 201, answer.data
