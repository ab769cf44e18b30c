"""Opening a mailbox with 50 messages: what the server takes for it."""

import json
import statistics
import time

import httpx

from crypto.constants import ALLEGATION
from crypto.login import sign_login
from demo.reporter import Filed, Portal
from tests.bench.ledger import Ledger
from tests.bench.portal_run import BenchPortal
from tests.support.reports import draft

MESSAGES = 50
ROUNDS = 60
_JSON = {"Content-Type": "application/json"}


def measure_mailbox(ledger: Ledger, running: BenchPortal) -> None:
    """The median of one opening after the other, less that of a request of the same size which opens nothing.

    Such a request is answered before anything is checked or looked up: what it takes is the client, the loopback
    and the framework.
    """
    portal = Portal(running.address, running.card)
    portal.origin = running.card.origins[0]
    try:
        filed = portal.file(draft(0))
        for number in range(MESSAGES):
            portal.write(filed, ALLEGATION, f"Message {number}. I will come back on Friday.")
        opening, nothing = [], []
        for _ in range(ROUNDS):
            body = _login(portal, filed)
            nothing.append(_seconds(portal.http, "/nothing", body, 404))
            opening.append(_seconds(portal.http, "/mailbox/open", body, 200))
    finally:
        portal.close()
    whole, empty = 1000 * statistics.median(opening), 1000 * statistics.median(nothing)
    ledger.note(f"open a mailbox with {MESSAGES} messages, as the client sees it", whole, "ms")
    ledger.note("a request that does nothing, as the client sees it", empty, "ms")
    ledger.note(f"open a mailbox with {MESSAGES} messages, server time", whole - empty, "ms", "<= 10")


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


def _seconds(http: httpx.Client, path: str, body: bytes, expected: int) -> float:
    started = time.perf_counter()
    answer = http.post(path, content=body, headers=_JSON)
    seconds = time.perf_counter() - started
    assert answer.status_code == expected, answer.status_code
    return seconds
