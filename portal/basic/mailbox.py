"""Coming back without scripts: the server opens the conversation in memory, as a browser would."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crypto.case_code import decode, new_code, stretch
from crypto.constants import ASSISTANCE, SALT_LEN, THREAD_OFFSET
from crypto.errors import BadLength, MistypedCode
from crypto.events import Author, seal_event
from crypto.rekeying import replace_code as seal_replacement
from crypto.reporter_keys import ReporterKeys, derive
from crypto.suspension import honoured
from crypto.types import CaseCode, RootKey
from portal.basic.conversation import Conversation, Judges, named_keyrings, read_conversation
from portal.basic.service import Refused
from portal.basic.tickets import MessageTicket
from portal.followup.mailbox import OpenMailbox, open_mailbox
from portal.followup.service import store_reporter_event
from portal.sealed_events import Accepted
from portal.services import Services
from portal.store.directory import suspensions_of

_SALT_PERSON = b"amparo-message"


@dataclass(frozen=True)
class OpenCase:
    """An open case, for the length of one request. The root key goes back into the cookie."""

    root: RootKey = field(repr=False)
    keys: ReporterKeys = field(repr=False)
    conversation: Conversation


def root_key_of(services: Services, typed: str) -> RootKey:
    """The root key for what was typed. A mistyped code gets one that opens nothing, after the same work."""
    deployment = services.settings.deployment_id
    try:
        code = decode(typed, deployment)
    except MistypedCode:
        code = new_code(deployment)
    return stretch(code, deployment)


def fresh_code(services: Services) -> CaseCode:
    """A new case code."""
    return new_code(services.settings.deployment_id)


def open_case(services: Services, root: RootKey) -> OpenCase | None:
    """The case of a root key, read and verified anew; None for one that is unknown or was replaced."""
    deployment = services.settings.deployment_id
    keys = derive(root, deployment)
    mailbox = open_mailbox(services, keys.auth_vk)
    if mailbox is None:
        return None
    judges = _judges(services, mailbox)
    today = services.clock().date()
    found = read_conversation(mailbox, keys, judges, services.policies, deployment, today)
    return None if found is None else OpenCase(root, keys, found)


def _judges(services: Services, mailbox: OpenMailbox) -> Judges:
    with services.store.reading() as session:
        found = {name: services.directory.keyring(session, name) for name in named_keyrings(mailbox)}
        keyrings = {name: keyring for name, keyring in found.items() if keyring is not None}
        records = {name: suspensions_of(session, name) for name in keyrings}
    return Judges(keyrings, {name: honoured(keyring, records[name]) for name, keyring in keyrings.items()})


def send_message(
    services: Services, found: OpenCase, lane: int, text: str, ticket: MessageTicket
) -> Refused | None:
    """Seals one message for a lane that is used, and stores it. The same form sent again stores nothing."""
    return say(services, found, lane, {"type": "message", "text": text}, ticket)


def say(
    services: Services, found: OpenCase, lane: int, act: Mapping[str, Any], ticket: MessageTicket
) -> Refused | None:
    """The same for any act of a reporter's. `act`: type and fields, with a `text` that may be empty."""
    if _is_code(str(act["text"]), services):
        return Refused("looks-like-a-code", 400)
    if lane not in found.conversation.writable:
        return Refused("cannot-write")
    return _store_act(services, found, lane, act, ticket)


def clear_page(services: Services, found: OpenCase, ticket: MessageTicket) -> Refused | None:
    """Signs her wish that this page shows nothing more of what stands on it now."""
    writable = found.conversation.writable
    if not writable:
        return Refused("cannot-write")
    return _store_act(services, found, writable[0], {"type": "view-cleared"}, ticket)


def tell_care(
    services: Services, found: OpenCase, act: Mapping[str, Any], ticket: MessageTicket
) -> Refused | None:
    """Signs an act for victim care alone: a receipt, or a consent taken back. Only for what the page shows."""
    plan = found.conversation.case.plan
    named = act.get("referral") or next(iter(act.get("consents", ())), "")
    kind = "referral" if act["type"] == "receipt" else "consent"
    if plan is None or plan.find(str(named), kind) is None:
        return Refused("cannot-write")
    return _store_act(services, found, ASSISTANCE, act, ticket)


def take_all_back(services: Services, found: OpenCase, ticket: MessageTicket) -> Refused | None:
    """Takes back every consent, also those that the page does not show, or no longer.

    Nothing is stored where nobody was asked to help, or where nobody reads it any more.
    """
    talk = found.conversation
    helped = ASSISTANCE in talk.used or talk.case.plan is not None
    if not helped or ASSISTANCE in talk.removed.lanes:
        return None
    return _store_act(services, found, ASSISTANCE, {"type": "consent-withdraw", "all": True}, ticket)


def _store_act(
    services: Services, found: OpenCase, lane: int, act: Mapping[str, Any], ticket: MessageTicket
) -> Refused | None:
    """Seals one act and stores it, once: the same ticket and act again are the same press of the same button."""
    deployment = services.settings.deployment_id
    key, directory = found.conversation.thread_key(lane), services.directory.latest()
    if key is None or directory is None:
        return Refused("cannot-write")
    salt = _salt(ticket, lane, act)
    if salt in found.conversation.own_salts:
        return None
    sent_at = datetime.fromtimestamp(ticket.shown_at, UTC)
    try:
        event = seal_event(
            {"v": 1, **act, "sent_at": f"{sent_at:%Y-%m-%dT%H:%M}Z"},
            c=THREAD_OFFSET,
            key=key,
            case_id=found.conversation.log.case_id,
            author=Author.reporter(found.keys),
            parents=found.conversation.log.thread_heads,
            keyring_hash=directory.keyring.hash,
            deployment=deployment,
            random=lambda _length: salt,
        )
    except BadLength:
        return Refused("too-long", 413)
    outcome = store_reporter_event(services, event.encode())
    return None if isinstance(outcome, Accepted) else Refused("cannot-write")


def _is_code(text: str, services: Services) -> bool:
    """Somebody pasted the code into the wrong field: once sent, every reader of the case would hold it."""
    try:
        decode(text, services.settings.deployment_id)
    except MistypedCode:
        return False
    return True


def _salt(ticket: MessageTicket, lane: int, act: Mapping[str, Any]) -> bytes:
    """The salt of the message's key: 32 bytes.

    It depends on every byte that is sealed under the key, so that one key never seals two texts, and on the
    ticket, so that the same words may be said twice.
    """
    said = json.dumps(act, sort_keys=True).encode("utf-8")
    sealed = lane.to_bytes(1, "big") + ticket.shown_at.to_bytes(8, "big") + said
    return hashlib.blake2b(sealed, key=ticket.seed, digest_size=SALT_LEN, person=_SALT_PERSON).digest()


def replace_code(services: Services, root: RootKey, code: CaseCode) -> OpenCase | Refused:
    """Puts `code` in the place of the one that opened the case, and opens the case with it.

    Done already, by an earlier press whose answer was lost: a success too.
    """
    deployment = services.settings.deployment_id
    new_root = stretch(code, deployment)
    found, directory = open_case(services, root), services.directory.latest()
    if found is not None and directory is not None and root != new_root:
        talk = found.conversation
        event = seal_replacement(
            found.keys,
            derive(new_root, deployment),
            case_id=talk.log.case_id,
            generations=talk.generations,
            used=talk.used,
            parents=talk.log.thread_heads,
            keyring_hash=directory.keyring.hash,
            deployment=deployment,
        )
        store_reporter_event(services, event.encode())
    opened = open_case(services, new_root)
    return Refused("cannot-write") if opened is None else opened
