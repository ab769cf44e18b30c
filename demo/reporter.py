"""An invented reporter, who does over the portal's public API what a browser does."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from crypto.case_code import new_code, stretch
from crypto.constants import THREAD_OFFSET
from crypto.documents import parse_json
from crypto.events import Author, EventHeader, event_id, seal_event
from crypto.genesis import seal_report
from crypto.intake import parse_list
from crypto.keyring import Keyring, parse_keyring
from crypto.log import Entry
from crypto.login import sign_login
from crypto.manifest import parse_manifest
from crypto.reporter_keys import ReporterKeys, derive
from crypto.submission import Submission, open_keys
from crypto.types import CaseCode, CaseId, EventId
from demo.vaults import DemoBrokenError
from policies.routing import Refused, route
from portal.basic.service import Draft, member_rows, plan_report
from portal.keyring.card import Card

_API = "/api/v1"
_OCTETS = {"Content-Type": "application/octet-stream"}


@dataclass(frozen=True)
class Filed:
    """A report that the portal has stored."""

    code: CaseCode = field(repr=False)
    keys: ReporterKeys = field(repr=False)
    submission: Submission = field(repr=False)

    @property
    def case_id(self) -> CaseId:
        """The case that the report began."""
        return self.keys.own_case_id


class Portal:
    """The portal as a reporter's device sees it: its address, and the root key printed on a poster."""

    def __init__(self, origin: str, card: Card) -> None:
        self.origin = origin
        self.card = card
        # A proxy in the environment is for the way out; this portal runs on the same machine.
        self.http = httpx.Client(base_url=origin + _API, timeout=30.0, trust_env=False)

    def close(self) -> None:
        """Ends the connections."""
        self.http.close()

    def file(self, draft: Draft) -> Filed:
        """Seals a report here and hands it in. Raises `DemoBrokenError`."""
        deployment = self.card.deployment_id
        keyring = self._keyring()
        intake = parse_list(self._get("/intake").content, keyring)
        rules = parse_json(self._get("/policies/routing").content)
        recipients = [one.hex() for one in keyring.intake_recipients]
        routed = route(rules, member_rows(keyring), recipients, draft.categories, draft.conflicts)
        if isinstance(routed, Refused):
            raise DemoBrokenError(f"a seeded report could not be routed: {routed.reason_code}")
        code = new_code(deployment)
        keys = derive(stretch(code, deployment), deployment)
        sealed = seal_report(
            plan_report(draft, routed, datetime.now(UTC)),
            keys,
            keyring,
            intake,
            deployment,
            manifest_hash=self._manifest_hash(),
            path="browser",
            language=draft.language,
        )
        self._post("/reports", sealed)
        return Filed(code, keys, Submission.parse(sealed))

    def write(self, filed: Filed, lane: int, text: str) -> None:
        """Sends one message into the conversation of a lane (1 to 3)."""
        deployment, keys = self.card.deployment_id, filed.keys
        last = len(filed.submission.header.entries) - 1
        threads = open_keys(filed.submission, last, keys.kem_seed, deployment).threads
        event = seal_event(
            {"v": 1, "type": "message", "text": text, "sent_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M}Z"},
            c=THREAD_OFFSET,
            key=threads[lane],
            case_id=filed.case_id,
            author=Author.reporter(keys),
            parents=self._heads(filed),
            keyring_hash=self._keyring().hash,
            deployment=deployment,
        )
        self._post("/mailbox/events", event.encode())

    def _heads(self, filed: Filed) -> list[EventId]:
        """What nothing in the mailbox cites yet."""
        found = [Entry.from_document(one) for one in self._open(filed.keys)["entries"]]
        cited: set[EventId] = set()
        for entry in found:
            if entry.header != filed.submission.header_bytes:
                cited |= set(EventHeader.parse(entry.header).parents)
        ids = [event_id(entry.header, self.card.deployment_id) for entry in found]
        return [one for one in ids if one not in cited]

    def _open(self, keys: ReporterKeys) -> Any:  # noqa: ANN401 - JSON, checked where it is read
        nonce = bytes.fromhex(self._post("/challenges", b"").json()["nonce"])
        deployment = self.card.deployment_id
        signature = sign_login("rep-login", keys.auth_seed, self.origin, nonce, deployment)
        asked = {
            "auth_vk": keys.auth_vk.hex(),
            "nonce": nonce.hex(),
            "origin": self.origin,
            "signature": signature.hex(),
        }
        return self.http.post("/mailbox/open", json=asked).raise_for_status().json()

    def _keyring(self) -> Keyring:
        today = datetime.now(UTC).date()
        container = self._get("/keyring").content
        return parse_keyring(container, self.card.root_vk, self.card.deployment_id, today=today)

    def _manifest_hash(self) -> bytes:
        container = self._get("/manifest").content
        return parse_manifest(container, self.card.root_vk, self.card.deployment_id).hash

    def _get(self, path: str) -> httpx.Response:
        return self.http.get(path).raise_for_status()

    def _post(self, path: str, body: bytes) -> httpx.Response:
        return self.http.post(path, content=body, headers=_OCTETS).raise_for_status()
