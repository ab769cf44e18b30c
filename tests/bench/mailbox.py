"""Opening a mailbox with 50 messages: what the server takes for it."""

import json
import os
import statistics
import time
from http.client import HTTPConnection

from crypto.constants import ALLEGATION
from crypto.login import sign_login
from crypto.reporter_keys import derive
from crypto.submission import Submission
from crypto.types import CaseCode, RootKey
from demo.reporter import Filed, Portal
from tests.bench.ledger import Ledger
from tests.bench.portal_run import BenchPortal
from tests.support.reports import draft, seal

MESSAGES = 50
ROUNDS = 60
NO_CODE = CaseCode(b"")  # the keys are drawn at once: nobody has to come back by hand
_JSON = {"Content-Type": "application/json"}


def measure_mailbox(ledger: Ledger, running: BenchPortal) -> None:
    """The median of one opening after the other, less that of a request of the same size which opens nothing.

    Such a request is answered before anything is checked or looked up: what it takes is the client, the loopback
    and the framework.
    """
    portal = Portal(running.address, running.card)
    portal.origin = running.card.origins[0]
    try:
        filed = _file(portal, running)
        for number in range(MESSAGES):
            portal.write(filed, ALLEGATION, f"Message {number}. I will come back on Friday.")
        # The standard library's client: one that parses in Python takes longer for half a megabyte than the server.
        wire = HTTPConnection("127.0.0.1", running.server.port, timeout=30)
        bodies = [_login(portal, filed) for _ in range(ROUNDS)]
        before = running.server.processor_seconds()
        opening = [_seconds(wire, "/mailbox/open", body, 200) for body in bodies]
        processor = (running.server.processor_seconds() - before) / ROUNDS
        nothing = [_seconds(wire, "/nothing", body, 404) for body in bodies]
        wire.close()
    finally:
        portal.close()
    ledger.note(f"open a mailbox with {MESSAGES} messages, the server's processors", 1000 * processor, "ms")
    whole, empty = 1000 * statistics.median(opening), 1000 * statistics.median(nothing)
    ledger.note(f"open a mailbox with {MESSAGES} messages, as the client sees it", whole, "ms")
    ledger.note("a request that does nothing, as the client sees it", empty, "ms")
    ledger.note(f"open a mailbox with {MESSAGES} messages, server time", whole - empty, "ms", "<= 10")


def _file(portal: Portal, running: BenchPortal) -> Filed:
    root = RootKey(os.urandom(32))
    sealed = seal(running.published, draft(0), root)
    portal.http.post("/reports", content=sealed).raise_for_status()
    return Filed(NO_CODE, derive(root, running.card.deployment_id), Submission.parse(sealed))


def _login(portal: Portal, filed: Filed) -> bytes:
    nonce = bytes.fromhex(portal.http.post("/challenges").raise_for_status().json()["nonce"])
    origin, deployment = portal.origin, portal.card.deployment_id
    signature = sign_login("rep-login", filed.keys.auth_seed, origin, nonce, deployment)
    asked = {
        "auth_vk": filed.keys.auth_vk.hex(),
        "nonce": nonce.hex(),
        "origin": origin,
        "signature": signature.hex(),
    }
    return json.dumps(asked).encode()


def _seconds(connection: HTTPConnection, path: str, body: bytes, expected: int) -> float:
    started = time.perf_counter()
    connection.request("POST", f"/api/v1{path}", body, _JSON)
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - started
    assert answer.status == expected, answer.status
    return seconds
