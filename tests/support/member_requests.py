"""Members' requests for a keyring, as their consoles write them."""

import json
import os
from base64 import b64encode

from crypto.signing import new_signing_seed, sign, verify_key
from portal.keyring.card import Card


def request_of(card: Card, name: str, role: str, *, tamper: bool = False, **changes: object) -> bytes:
    auth, verify = new_signing_seed(), new_signing_seed()
    document = {
        "amparo": "member-request",
        "deployment_id": card.deployment_id.hex(),
        "id": os.urandom(16).hex(),
        "role": role,
        "region": "HQ",
        "auth_vk": verify_key(auth).hex(),
        "verify_vk": verify_key(verify).hex(),
        "name": name,
        **changes,
    }
    signed = json.dumps(document).encode()
    signature = sign("member-request", verify, signed, card.deployment_id)
    if tamper:
        signed = signed.replace(b'"HQ"', b'"XX"')
    return json.dumps({"document": b64encode(signed).decode(), "signature": signature.hex()}).encode()
