import json
from dataclasses import dataclass
from typing import Self

from crypto.constants import DEPLOYMENT_LEN, VERIFY_KEY_LEN
from crypto.documents import field, hex_field, parse_json
from crypto.errors import Malformed
from crypto.keyring import root_fingerprint
from crypto.types import DeploymentId


@dataclass(frozen=True)
class Card:
    """What everybody may know of a deployment: its id, the public root key (32 bytes), its addresses."""

    deployment_id: DeploymentId
    root_vk: bytes
    origins: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """The root key's fingerprint, as it stands on posters: ten groups of four hex digits."""
        return root_fingerprint(self.root_vk, self.deployment_id)

    def encode(self) -> bytes:
        """The card as a JSON file."""
        document = {
            "amparo": "card",
            "deployment_id": self.deployment_id.hex(),
            "root_vk": self.root_vk.hex(),
            "origins": list(self.origins),
        }
        return json.dumps(document, indent=2).encode() + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The card in a file. Raises `Malformed`."""
        document = parse_json(data)
        if document.get("amparo") != "card":
            raise Malformed("this file is no site card")
        origins = field(document, "origins", list)
        if not origins or not all(isinstance(origin, str) for origin in origins):
            raise Malformed("the card names no address")
        return cls(
            DeploymentId(hex_field(document, "deployment_id", DEPLOYMENT_LEN)),
            hex_field(document, "root_vk", VERIFY_KEY_LEN),
            tuple(origins),
        )
