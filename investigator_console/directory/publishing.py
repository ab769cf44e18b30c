"""The public part on its way to the portal: signed now, sent when there is a line, shown when the portal took it."""

import base64
from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.domain import sha256
from investigator_console.directory.bundles import make_public
from investigator_console.directory.service import all_entries
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.directory.public import public_services

STATE: Final = b"directory-published"


@dataclass(frozen=True)
class Published:
    """What was last signed. `refused`: the portal's reason, where it did not take it."""

    made_on: str
    entries: int
    sent: bool
    refused: str


def publish(vault: Vault, policies: Policies, today: date) -> int:
    """Sign what everybody may see and queue it. Returns the number of entries."""
    entries = list(all_entries(vault))
    container = make_public(vault, policies, entries, today)
    count = len(public_services(entries, today, policies.referral_sop))
    document = {
        "made_on": today.isoformat(),
        "entries": count,
        "sent": False,
        "refused": "",
        "container": base64.b64encode(container).decode("ascii"),
    }
    vault.put_document("state", STATE, document)
    return count


def published_state(vault: Vault) -> Published | None:
    """The last publishing, or None."""
    document = vault.document("state", STATE)
    if document is None:
        return None
    return Published(document["made_on"], document["entries"], document["sent"], document["refused"])


def send_public(vault: Vault, client: PortalClient) -> None:
    """Called while synchronising. A portal that refuses says why; it is not asked again with the same bytes."""
    document = vault.document("state", STATE)
    if document is None or document["sent"] or document["refused"]:
        return
    container = base64.b64decode(document["container"])
    refused = ""
    try:
        client.publish_directory(container)
    except PortalRefusedError as refusal:
        refused = refusal.code or str(refusal.status)
    with vault.store.transaction():
        now = vault.document("state", STATE)
        # Signed anew meanwhile: then those bytes are still to be sent.
        if now is not None and sha256(base64.b64decode(now["container"])) == sha256(container):
            vault.put_document("state", STATE, {**now, "sent": not refused, "refused": refused})
