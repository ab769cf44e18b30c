"""A modified console with a portal on its side: every byte, every wrap, every key ever held, and no rule obeyed."""

import json
from base64 import b64decode

from crypto.constants import COMPARTMENTS, LANES
from crypto.errors import ProtocolError
from crypto.event_header import EventHeader
from crypto.events import EventSubmission, open_event_keys
from crypto.genesis_header import GenesisHeader
from crypto.keys import EventContext, join_shares, thread_key
from crypto.submission import HeldKeys, Submission, genesis_context, open_body, open_keys
from investigator_console.cases.keys import read_keys
from portal.members_api import sync


class Intruder:
    """One member's vault, used against the rules. Keys that were ever seen are never forgotten.

    Make it while the member still has access, and ask it later: `opened` gives all JSON that opens.
    """

    def __init__(self, office, vault):
        self.office, self.vault = office, vault
        self.me = vault.profile.member_id
        self.secrets = {}
        self.keys = {}
        self.remember()

    def remember(self):
        """Copy what the vault holds now."""
        for secret in self.vault.intake.each():
            self.secrets[secret.fingerprint] = secret.seed
        for summary in self.vault.store.each("summary"):
            case_id = bytes.fromhex(json.loads(summary.plaintext)["case_id"])
            held = read_keys(self.vault, case_id)
            found = self.keys.setdefault(case_id, set())
            found |= {key for keys in held.records.values() for key in keys}
            found |= {key for keys in held.threads.values() for key in keys}
            found |= {share for shares in held.shares.values() for share in shares}

    def entries(self):
        """Everything that the portal has, with the wraps to this member."""
        after, found = "", []
        while True:
            page = sync.page(self.office.world.services, self.me, after, 200)
            found += page["entries"]
            if not page["more"]:
                return found
            after = page["next"]

    def opened(self, case_id):
        """(event id, compartment, body) of everything that opens in a case, with any key in any place."""
        self.remember()
        entries = [one for one in self.entries() if b64decode(one["header"])[4:36] == case_id]
        for entry in entries:
            self._take_wraps(entry, case_id)
        keys = self._all_keys(case_id)
        found = []
        for entry in entries:
            for c, context, body in self._bodies(entry):
                for key in keys:
                    opened = _try(body, key, context, self.office.world.deployment)
                    if opened is not None:
                        found.append((entry["event_id"], c, opened))
                        break
        return found

    def texts(self, case_id):
        """All of it as one text, to look for words in."""
        return " ".join(str(body) for _, _, body in self.opened(case_id))

    def _all_keys(self, case_id):
        deployment = self.office.world.deployment
        plain = self.keys.get(case_id, set())
        derived = {thread_key(key, lane, case_id, deployment) for key in plain for lane in LANES}
        joined = {join_shares(one, other) for one in plain for other in plain if one != other}
        return plain | derived | joined

    def _bodies(self, entry):
        header, deployment = b64decode(entry["header"]), self.office.world.deployment
        bodies = [None if one is None else b64decode(one) for one in entry["bodies"]]
        if header[2] == 1:
            parsed = GenesisHeader.parse(header)
            return [
                (c, genesis_context(parsed, c, deployment), body)
                for c, body in zip(COMPARTMENTS, bodies, strict=True)
                if body
            ]
        parsed = EventHeader.parse(header)
        return [(parsed.c, parsed.context, bodies[0])] if bodies[0] else []

    def _take_wraps(self, entry, case_id):
        header = b64decode(entry["header"])
        signatures = [bytes.fromhex(one) for one in entry["signatures"]]
        wraps = {one["index"]: b64decode(one["wrap"]) for one in entry["wraps"]}
        for index in wraps:
            for seed in self.secrets.values():
                held = self._unwrap(header, signatures, wraps, index, seed)
                if held is not None:
                    kept = self.keys.setdefault(case_id, set())
                    kept |= set(held.records.values()) | set(held.threads.values())
                    kept |= {held.share[1]} if held.share else set()

    def _unwrap(self, header, signatures, wraps, index, seed) -> HeldKeys | None:
        deployment = self.office.world.deployment
        try:
            if header[2] == 1:
                count = len(GenesisHeader.parse(header).entries)
                whole = tuple(wraps.get(i) for i in range(count))
                return open_keys(
                    Submission(header, signatures[0], whole, (None,) * len(COMPARTMENTS)),
                    index,
                    seed,
                    deployment,
                )
            event = EventSubmission.assemble(header, signatures, wraps)
            vks = {one.id: one.verify_vk for one in self.office.world.keyring.members}
            return open_event_keys(event, index, seed, vks[event.header.author_id], deployment)
        except (ProtocolError, KeyError):
            return None


def _try(body: bytes, key: bytes, context: EventContext, deployment):
    try:
        return open_body(body, key, context, deployment)
    except ProtocolError:
        return None
