"""The roster in force as this console believes it, and signing a new one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from crypto.documents import encode_json, parse_json
from crypto.errors import ProtocolError
from crypto.keyring import Keyring
from crypto.member_document import MemberDocument, sign_document
from crypto.types import DeploymentId, MemberId
from investigator_console.cases.writing import Refused
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.said import say_again
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError
from investigator_console.sync.keyrings import KeyringShelf
from investigator_console.sync.report import SyncReport
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.duty import Roster, read_roster, roster_document
from policies.errors import InvalidValueError

DUTY, WAITING = b"duty", b"duty-waiting"
_HOUR = 3600


@dataclass(frozen=True)
class Call:
    """One call to somebody on duty, as the portal says."""

    at: str
    turn: int
    channel: str
    delivered: bool
    reason: str


@dataclass(frozen=True)
class DutyState:
    """What the last synchronisation showed. `roster`: in force, its signature checked; `signer`: id in hex."""

    roster: Roster | None
    signer: str
    covered: bool
    calls: tuple[Call, ...]
    seen: bool


def may_sign(vault: Vault, policies: Policies) -> bool:
    """Whether this member's signature makes a roster count."""
    return vault.profile.role in policies.timers.alarm.roster_signed_by


def refresh_duty(
    vault: Vault, client: PortalClient, keyrings: KeyringShelf, policies: Policies, report: SyncReport
) -> None:
    """Fetch the roster and the last calls; say what nobody may miss: a failed call, nobody on duty."""
    answer = client.duty()
    record = answer.record
    if record is not None and not _counts(record, keyrings, policies):
        report.problems.append(
            gettext(
                "The portal's duty roster isn't signed by somebody entitled. Sign a new one, and tell oversight."
            )
        )
        record = None
    told = {
        "record": None if record is None else record.hex(),
        "covered": answer.covered,
        "pings": answer.pings,
    }
    vault.put_document("state", DUTY, told)
    state = duty_state(vault)
    if state.calls and not state.calls[0].delivered:
        report.problems.append(
            gettext(
                "The last call to the person on duty didn't get through (%(why)s). It is tried again. "
                "See Duty, and tell whoever runs the portal.",
                why=state.calls[0].reason,
            )
        )


def _counts(record: bytes, keyrings: KeyringShelf, policies: Policies) -> bool:
    try:
        signed = MemberDocument.parse("roster", record)
        read_roster(parse_json(signed.document))
        keyring = keyrings.get(signed.keyring_hash)
        return keyring is not None and signed.signer(keyring).role in policies.timers.alarm.roster_signed_by
    except (ProtocolError, InvalidValueError):
        return False


def duty_state(vault: Vault) -> DutyState:
    """What is known here, also offline."""
    document = vault.document("state", DUTY)
    if document is None:
        return DutyState(None, "", covered=False, calls=(), seen=False)
    roster, signer = None, ""
    if document["record"] is not None:
        signed = MemberDocument.parse("roster", bytes.fromhex(document["record"]))
        roster, signer = read_roster(parse_json(signed.document)), signed.member_id.hex()
    calls = tuple(
        Call(
            datetime.fromtimestamp(int(one["hour"]) * _HOUR, UTC).astimezone().strftime("%Y-%m-%d %H:%M"),
            int(one["turn"]) + 1,
            str(one["channel"]),
            bool(one["delivered"]),
            str(one["reason"])[:80],
        )
        for one in document["pings"]
    )
    return DutyState(roster, signer, bool(document["covered"]), calls, seen=True)


def sign_roster(vault: Vault, policies: Policies, fields: dict[str, Any], today: date) -> Roster | Refused:
    """Sign a roster; the next synchronisation puts it in force."""
    keyring = current_keyring(vault)
    if keyring is None or not may_sign(vault, policies):
        return Refused(gettext("Your role doesn't do this here."))
    before = duty_state(vault).roster
    try:
        roster = Roster(version=1 if before is None else before.version + 1, issued_on=today, **fields)
    except InvalidValueError as fault:
        return Refused(say_again(fault))
    vault.put_document("state", WAITING, {"record": _signed(vault, keyring, roster).hex()})
    return roster


def signed_roster(vault: Vault) -> bytes | None:
    """The roster in force as it was signed, as the last synchronisation brought it."""
    document = vault.document("state", DUTY)
    record = None if document is None else document["record"]
    return None if record is None else bytes.fromhex(record)


def take_roster(vault: Vault, policies: Policies, record: bytes) -> Roster | Refused:
    """Hand in, with the next synchronisation, a roster that somebody signed on another computer."""
    keyring = current_keyring(vault)
    try:
        signed = MemberDocument.parse("roster", record)
        roster = read_roster(parse_json(signed.document))
        entitled = keyring is not None and (
            signed.signer(keyring).role in policies.timers.alarm.roster_signed_by
        )
    except (ProtocolError, InvalidValueError):
        entitled = False
    if not entitled:
        return Refused(
            gettext("This isn't a roster that an entitled member signed under the keyring in force.")
        )
    before = duty_state(vault).roster
    if before is not None and before.version >= roster.version:
        return Refused(gettext("A roster of this or a higher version is in force."))
    vault.put_document("state", WAITING, {"record": record.hex()})
    return roster


def push_roster(vault: Vault, client: PortalClient, report: SyncReport) -> None:
    """Hand in the roster that was signed here."""
    waiting = vault.document("state", WAITING)
    if waiting is None:
        return
    try:
        client.send_roster(bytes.fromhex(waiting["record"]))
    except PortalRefusedError as refusal:
        report.problems.append(
            gettext(
                "The portal didn't take your duty roster (%(why)s). Look at Duty, and sign it once more.",
                why=str(refusal),
            )
        )
    vault.store.delete("state", WAITING)


def waits(vault: Vault) -> bool:
    """Whether a roster that was signed here isn't with the portal yet."""
    return vault.store.has("state", WAITING)


def _signed(vault: Vault, keyring: Keyring, roster: Roster) -> bytes:
    profile = vault.profile
    return sign_document(
        "roster",
        encode_json(roster_document(roster, vault.deployment_id.hex())),
        member_id=MemberId(profile.member_id),
        keyring_hash=keyring.hash,
        seed=profile.sign_seed,
        deployment=DeploymentId(vault.deployment_id),
    ).encode()
