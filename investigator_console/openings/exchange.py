"""Handing in this member's list of the day, and fetching everybody's where this member is oversight."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from crypto.domain import sha256
from crypto.errors import ProtocolError
from crypto.intake import parse_list
from crypto.keyring import Keyring
from crypto.openings import MOST_LINES, Batch, Opening, Openings, open_openings, seal_openings
from crypto.types import CaseId, DeploymentId, MemberId
from investigator_console.cases.openings import TABLE as LOG
from investigator_console.language import gettext
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.sync.keyrings import KeyringShelf
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault

READERS = "ALT"
READING = "reading"
LISTS = "reading-lists"
SENT, NUMBER = b"openings-sent", b"openings-number"
_EPOCH = date(1970, 1, 1)
_MINUTE = 60
_STORED_BEFORE = "stored-before"


def hand_in(vault: Vault, client: PortalClient, keyring: Keyring, report: SyncReport, today: date) -> None:
    """One sealed list a day, of one size, also where nothing was opened."""
    state = vault.document("state", SENT) or {"day": "", "sent": 0}
    if state["day"] == today.isoformat():
        return
    lines, waiting = _unsent(vault, int(state["sent"]))
    keys = parse_list(client.intake(), keyring, today=today)
    try:
        batch = seal_openings(
            Openings(lines, waiting),
            keyring.groups[READERS],
            {member: key.kem_pk for member, key in keys.items()},
            member_id=MemberId(vault.profile.member_id),
            keyring_hash=keyring.hash,
            day=(today - _EPOCH).days,
            seed=vault.profile.sign_seed,
            deployment=DeploymentId(vault.deployment_id),
        )
    except ProtocolError:
        report.problems.append(
            gettext(
                "Nobody of oversight has an intake key: your list of opened cases waits here. Tell oversight."
            )
        )
        return
    sent = int(state["sent"]) + len(lines)
    try:
        client.send_openings(batch.encode())
    except PortalRefusedError as refusal:
        if refusal.code != _STORED_BEFORE:
            raise
        # Another copy of this vault was quicker today; these lines go with tomorrow's list.
        sent = int(state["sent"])
    vault.put_document("state", SENT, {"day": today.isoformat(), "sent": sent})


def fetch_lists(vault: Vault, client: PortalClient, keyring: Keyring, keyrings: KeyringShelf) -> None:
    """Everybody's lists, where they are sealed to this member. One that doesn't open is for a co-holder to read."""
    if vault.profile.member_id not in keyring.groups[READERS]:
        return
    number = int((vault.document("state", NUMBER) or {}).get("number", 0))
    secrets: dict[bytes, bytes] | None = None
    more = True
    while more:
        page = client.openings(number)
        more = page.more and bool(page.records)
        if secrets is None and page.records:
            secrets = {one.fingerprint: one.seed for one in vault.intake.each()}
        for row in page.records:
            with vault.store.transaction():
                _keep(vault, row.record, keyrings, secrets or {})
                number = max(number, row.number)
                vault.put_document("state", NUMBER, {"number": number})


def _unsent(vault: Vault, sent: int) -> tuple[tuple[Opening, ...], int]:
    rows = [json.loads(record.plaintext) for record in vault.store.each(LOG)][sent:]
    lines = tuple(
        Opening(
            CaseId(bytes.fromhex(row["case"])), int(datetime.fromisoformat(row["at"]).timestamp()) // _MINUTE
        )
        for row in rows[:MOST_LINES]
    )
    return lines, len(rows) - len(lines)


def _keep(vault: Vault, data: bytes, keyrings: KeyringShelf, secrets: Mapping[bytes, bytes]) -> None:
    try:
        batch = Batch.parse(data)
        keyring = keyrings.get(batch.keyring_hash)
        member = None if keyring is None else keyring.member(batch.member_id)
        if member is None:
            return
        deployment = DeploymentId(vault.deployment_id)
        batch.verify(member.verify_vk, deployment)
        own = next(one for one in batch.places if one.recipient_id == vault.profile.member_id)
        seed = secrets.get(own.kem_hash)
        opened = (
            None
            if seed is None
            else open_openings(batch, MemberId(vault.profile.member_id), seed, deployment)
        )
    except (ProtocolError, StopIteration):
        return
    day = (_EPOCH + timedelta(days=batch.day)).isoformat()
    who = batch.member_id.hex()
    listed = vault.document(LISTS, batch.member_id) or {"member": who, "day": "", "unread": 0}
    listed = listed | {"day": max(day, listed["day"]), "unread": listed["unread"] + (opened is None)}
    vault.put_document(LISTS, batch.member_id, listed)
    by_case: dict[bytes, list[int]] = defaultdict(list)
    for line in () if opened is None else opened.lines:
        by_case[line.case_id].append(line.minute)
    for case_id, minutes in by_case.items():
        note = {"case": case_id.hex(), "member": who, "minutes": minutes}
        vault.put_document(READING, sha256(data, case_id), note, parent=case_id)
