"""Opening a mailbox with 50 messages."""

import json
import statistics
import time

from crypto.constants import ALLEGATION
from crypto.login import sign_login
from demo.reporter import Portal
from portal.keyring.card import Card
from tests.bench.ledger import Ledger
from tests.support.live import Live
from tests.support.reports import draft

MESSAGES = 50
ROUNDS = 40


def measure_mailbox(ledger: Ledger, live: Live) -> None:
    """Median time of the opening request on loopback, one at a time: the server's time and a little more."""
    card = Card.parse((live.data / "ceremony" / "card.json").read_bytes())
    portal = Portal(live.portal, card)
    try:
        filed = portal.file(draft(0))
        for number in range(MESSAGES):
            portal.write(filed, ALLEGATION, f"Message {number}. I will come back on Friday.")
        times = []
        for _ in range(ROUNDS):
            nonce = bytes.fromhex(portal.http.post("/challenges").raise_for_status().json()["nonce"])
            signature = sign_login("rep-login", filed.keys.auth_seed, live.portal, nonce, card.deployment_id)
            asked = {
                "auth_vk": filed.keys.auth_vk.hex(),
                "nonce": nonce.hex(),
                "origin": live.portal,
                "signature": signature.hex(),
            }
            body = json.dumps(asked).encode()
            started = time.perf_counter()
            answer = portal.http.post(
                "/mailbox/open", content=body, headers={"Content-Type": "application/json"}
            )
            times.append(time.perf_counter() - started)
            answer.raise_for_status()
    finally:
        portal.close()
    ledger.note(f"open a mailbox with {MESSAGES} messages", 1000 * statistics.median(times), "ms", "<= 10")
