"""One signature here, the other on a colleague's machine; the first travels as a text that holds no secret."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.constants import HASH_LEN, MEMBER_ID_LEN
from crypto.errors import ProtocolError
from crypto.keyring import Keyring
from crypto.suspension import Suspension, check_suspension, honoured, may_suspend, sign_suspension
from crypto.types import DeploymentId, KeyringHash, MemberId
from investigator_console.cases.wording import member_in_words
from investigator_console.cases.writing import Refused
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.said import say_again
from investigator_console.vault.opened import Vault
from policies import Policies

SIGNATURE_LEN = 64
_MARK = "AMPARO-SUSPEND "
_HALF_LEN = 2 * MEMBER_ID_LEN + HASH_LEN + SIGNATURE_LEN


@dataclass(frozen=True)
class Half:
    """The first signature: who is to be suspended, under which keyring, by whom."""

    member_id: MemberId
    keyring_hash: KeyringHash
    signer_id: MemberId
    signature: bytes

    def to_text(self) -> str:
        """One line to hand to a colleague."""
        data = self.member_id + self.keyring_hash + self.signer_id + self.signature
        return _MARK + base64.b64encode(data).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> "Half | None":
        """The reverse of `to_text`, whatever spaces and line ends a message put in between."""
        packed = "".join(text.split())
        mark = _MARK.strip()
        if not packed.startswith(mark):
            return None
        try:
            data = base64.b64decode(packed[len(mark) :], validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(data) != _HALF_LEN:
            return None
        at = MEMBER_ID_LEN + HASH_LEN
        return cls(
            MemberId(data[:MEMBER_ID_LEN]),
            KeyringHash(data[MEMBER_ID_LEN:at]),
            MemberId(data[at : at + MEMBER_ID_LEN]),
            data[at + MEMBER_ID_LEN :],
        )


@dataclass(frozen=True)
class SuspensionView:
    """The page. `members`: whom this member could suspend; `suspended`: who is, in words."""

    entitled: bool
    members: Sequence[tuple[str, str]]
    suspended: Sequence[str]
    me: bool


def view_suspension(vault: Vault, policies: Policies) -> SuspensionView:
    """Who is suspended under the current keyring, and whether this member's signature counts."""
    keyring, me = current_keyring(vault), MemberId(vault.profile.member_id)
    if keyring is None:
        return SuspensionView(entitled=False, members=[], suspended=[], me=False)
    gone = honoured(keyring)
    own = keyring.member(me)
    entitled = own is not None and may_suspend(own) and me not in gone

    def words(member: MemberId) -> str:
        return member_in_words(policies, keyring, member.hex(), me.hex())

    others = [one.id for one in keyring.members if one.id not in gone | {me}]
    return SuspensionView(
        entitled=entitled,
        members=sorted(((one.hex(), words(one)) for one in others), key=lambda row: row[1])
        if entitled
        else [],
        suspended=sorted(words(one) for one in gone),
        me=me in gone,
    )


def is_suspended(vault: Vault) -> bool:
    """Whether this vault's member is suspended under the keyring at hand."""
    keyring = current_keyring(vault)
    return keyring is not None and MemberId(vault.profile.member_id) in honoured(keyring)


def sign_first(vault: Vault, member: str) -> Half | Refused:
    """This member's signature, to be handed to a second person who may suspend. `member`: id in hex."""
    keyring = current_keyring(vault)
    refusal = _refused(vault, keyring)
    if refusal is not None or keyring is None:
        return refusal or Refused("")
    wanted = next((one for one in keyring.members if one.id.hex() == member), None)
    if wanted is None or wanted.id == vault.profile.member_id:
        return Refused(gettext("Choose somebody."))
    return _sign(vault, keyring, wanted.id)


def sign_second(vault: Vault, text: str) -> bytes | Refused:
    """The whole record, with this member's signature beside a colleague's; 208 bytes for the portal."""
    keyring, half = current_keyring(vault), Half.from_text(text)
    refusal = _refused(vault, keyring)
    if refusal is not None or keyring is None:
        return refusal or Refused("")
    if half is None:
        return Refused(
            gettext("This is no signature of a colleague. Paste the whole line that they gave you.")
        )
    if half.keyring_hash != keyring.hash:
        return Refused(
            gettext("It was signed under another keyring. Both of you synchronise, then begin again.")
        )
    mine = _sign(vault, keyring, half.member_id)
    pair = ((half.signer_id, half.signature), (mine.signer_id, mine.signature))
    try:
        record = Suspension(half.member_id, keyring.hash, pair).encode()
        check_suspension(record, keyring)
    except ProtocolError as fault:
        return Refused(gettext("It does not hold: %(why)s.", why=say_again(fault)))
    if half.member_id not in honoured(keyring, (*keyring.suspensions, record)):
        return Refused(
            gettext("It would leave fewer than two people in a group. The keeper of the keyring must decide.")
        )
    return record


def named_in(vault: Vault, policies: Policies, text: str) -> str:
    """Whom a colleague's line is about, in words, or "" where it is none."""
    half, keyring = Half.from_text(text), current_keyring(vault)
    if half is None or keyring is None:
        return ""
    return member_in_words(policies, keyring, half.member_id.hex(), vault.profile.member_id.hex())


def _refused(vault: Vault, keyring: Keyring | None) -> Refused | None:
    if keyring is None:
        return Refused(gettext("Synchronise once first: this vault has no keyring yet."))
    me = keyring.member(MemberId(vault.profile.member_id))
    if me is None or not may_suspend(me) or me.id in honoured(keyring):
        return Refused(gettext("Only oversight, ethics and the head of investigations suspend a member."))
    return None


def _sign(vault: Vault, keyring: Keyring, member: MemberId) -> Half:
    me = MemberId(vault.profile.member_id)
    signature = sign_suspension(
        member, keyring.hash, vault.profile.sign_seed, DeploymentId(vault.deployment_id)
    )
    return Half(member, keyring.hash, me, signature)
