"""Handing out a case: choose, sign, note it in the record, and only then give it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crypto.bundle import MANIFEST, ROOT_CHANGE, Enclosed, build_files, enclose, shared_salts
from crypto.domain import sha256
from crypto.errors import ProtocolError
from crypto.event_header import EventHeader
from crypto.genesis_header import GenesisHeader
from crypto.keyring import root_fingerprint
from crypto.log import heads_fingerprint
from crypto.types import DeploymentId
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.refolding import refold
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.writing import Refused, Written, claimed_time, write_event
from investigator_console.evidence.archive import pack
from investigator_console.evidence.items import Field, Item, bundle_entries, items_of, key_of, thread_keys
from investigator_console.evidence.masking import MASK, mask
from investigator_console.evidence.printing import Cover, Exhibit, print_bundle
from investigator_console.keys.keyrings import TABLE as KEYRINGS
from investigator_console.keys.keyrings import current_keyring
from investigator_console.keys.roots import announcement_in_force
from investigator_console.language import gettext, in_english
from investigator_console.vault.opened import Vault
from policies import Policies

Form = Literal["bundle", "disclosure"]
_README = """This is an Amparo evidence bundle.

case.pdf     the same for people
exhibits/    what was handed out, as it was sealed, one file each (JSON)
entries/     every signed header of the case, also of what was not handed out
bodies/      the sealed originals of the exhibits, keys.json opens just these
keyrings/    who was who, signed by the organisation's root key
manifest.*   the signed list of everything

To check it, offline, with the fingerprint of the root key from the organisation's poster:

    amparo-console verify FILE.zip --root "FINGERPRINT"
"""


@dataclass(frozen=True)
class Choice:
    """What goes out. `whole`: items by id; `masked`: fields by id, in a disclosure copy; `passages`: words to mask."""

    form: Form
    whole: frozenset[str]
    masked: frozenset[str] = frozenset()
    passages: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class HandedOut:
    """The archive, and what it is called."""

    name: str
    data: bytes


def may_hand_out(record: CaseRecord, role: str) -> tuple[int, ...]:
    """The lanes whose content this member may hand out; with them goes coordination."""
    return tuple(lane for lane in (1, 2, 3, 5) if record.policies.roles.may(role, "exported", lane))


def offered(record: CaseRecord, role: str) -> tuple[Item, ...]:
    """What this member may hand out."""
    lanes = may_hand_out(record, role)
    return tuple(item for item in items_of(record) if item.lane in lanes)


def hand_out(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, choice: Choice, today: date
) -> HandedOut | Refused:
    """The archive, once the record says that it was made. Nothing is written to this computer's disk."""
    with vault.store.transaction():
        record = load_case(vault, policies, case_id)
        with in_english():
            shown = offered(record, vault.profile.role)
        chosen = [item for item in shown if item.id in choice.whole]
        keyring = current_keyring(vault)
        if keyring is None or record.case is None:
            return Refused(gettext("Synchronise once before you hand something out."))
        if not chosen:
            return Refused(gettext("Choose at least one exhibit."))
        try:
            # Signed, and read by a court: the same whatever language the member reads.
            with in_english():
                files = _files(vault, record, choice, chosen, today)
        except ProtocolError as fault:
            return Refused(
                gettext(
                    "One of these does not open as it was signed (%(code)s). Nothing was made.",
                    code=fault.code,
                )
            )
        lanes = [
            lane for lane in may_hand_out(record, vault.profile.role) if record.log.key_for(lane) is not None
        ]
        wanted = [lane for lane in lanes if lane in {item.lane for item in chosen}] or lanes
        if not wanted:
            return Refused(gettext("Your role doesn't do this here."))
        act = {
            "v": 1,
            "type": "exported",
            "form": choice.form,
            "events": sorted({item.event_id for item in chosen}),
            "reason": choice.reason,
            "digest": sha256(files[MANIFEST]).hex(),
            "on": today.isoformat(),
            "sent_at": claimed_time(),
        }
        outcome = write_event(vault, record, wanted[0], act)
        if not isinstance(outcome, Written):
            return outcome
        refold(vault, shelf, policies, case_id)
    return HandedOut(f"amparo-{choice.form}-{label(case_id)}.zip", pack(files))


def _files(
    vault: Vault, record: CaseRecord, choice: Choice, chosen: Sequence[Item], today: date
) -> dict[str, bytes]:
    profile, deployment = vault.profile, DeploymentId(vault.deployment_id)
    entries = bundle_entries(record)
    keyring = current_keyring(vault)
    if keyring is None:
        raise LookupError("the caller looked")
    redacted = choice.form == "disclosure"
    enclosed = [
        _enclose(record, item, deployment) for item in chosen if not (redacted and _touched(item, choice))
    ]
    exhibits = [_exhibit(record, number, item, choice) for number, item in enumerate(chosen, start=1)]
    names = {one.keyring_hash for one in record.entries.values()} | {bytes(keyring.hash)}
    containers = {name: found for name in names if (found := vault.store.get(KEYRINGS, name)) is not None}
    extra = {
        "README.txt": _README.encode(),
        "case.pdf": print_bundle(_cover(vault, record, choice, today), exhibits),
    }
    announced = announcement_in_force(vault)
    if announced is not None:
        extra[ROOT_CHANGE] = announced
    manifest = {
        "form": choice.form,
        "case_id": record.case_id.hex(),
        "root_vk": profile.card.root_vk.hex(),
        "member_id": profile.member_id.hex(),
        "keyring_hash": keyring.hash.hex(),
        "made_on": today.isoformat(),
        "reason": choice.reason,
        "heads": sorted(head.hex() for head in record.log.heads),
        "exhibits": [
            {"exhibit": one.number, "n": item.number, "c": item.lane, "redacted": bool(one.note)}
            for one, item in zip(exhibits, chosen, strict=True)
        ],
    }
    return build_files(
        manifest, entries, enclosed, containers, extra, seed=profile.sign_seed, deployment=deployment
    )


def _enclose(record: CaseRecord, item: Item, deployment: DeploymentId) -> Enclosed:
    """The body with the secret of just this event. Raises `ProtocolError`."""
    entry = bundle_entries(record)[item.number - 1]
    sealed = record.entries[item.event_id].bodies[entry.position(item.lane)]
    if sealed is None:
        raise LookupError("an item that was shown is here")
    if _salt(entry.header, report=entry.is_report) in shared_salts(
        one.header for one in record.entries.values()
    ):
        raise SharedSaltError("two entries share a salt: the secret of one would open the other")
    key = key_of(record, item)
    candidates = thread_keys(record, item.lane) if key is None else (key,)
    for candidate in candidates[:-1]:
        try:
            return enclose(entry, item.number, item.lane, sealed, candidate, deployment)
        except ProtocolError:
            continue
    return enclose(entry, item.number, item.lane, sealed, candidates[-1], deployment)


class SharedSaltError(ProtocolError):
    """An author used one salt twice; then nothing under it can be handed out alone."""

    code = "SharedSalt"


def _salt(header: bytes, *, report: bool) -> bytes:
    return (GenesisHeader if report else EventHeader).parse(header).event_salt


def _touched(item: Item, choice: Choice) -> bool:
    """Whether anything of an item is left out of a disclosure copy; then its sealed original stays here."""
    return any(
        field.id in choice.masked or mask(field.text, choice.passages) != field.text for field in item.fields
    )


def _exhibit(record: CaseRecord, number: int, item: Item, choice: Choice) -> Exhibit:
    redacted = choice.form == "disclosure" and _touched(item, choice)
    fields = [(field.label, _shown(field, choice) if redacted else field.text) for field in item.fields]
    entry = bundle_entries(record)[item.number - 1]
    sealed = record.entries[item.event_id].bodies[entry.position(item.lane)] or b""
    return Exhibit(
        f"E{number}",
        item.title,
        item.by,
        item.at,
        fields,
        sha256(sealed).hex(),
        gettext("Redacted: parts were left out. The sealed original is named below.") if redacted else "",
    )


def _shown(field: Field, choice: Choice) -> str:
    return MASK if field.id in choice.masked else mask(field.text, choice.passages)


def _cover(vault: Vault, record: CaseRecord, choice: Choice, today: date) -> Cover:
    deployment = DeploymentId(vault.deployment_id)
    case = label(record.case_id)
    if choice.form == "disclosure":
        title = gettext("Disclosure copy of case %(case)s, redacted", case=case)
        warning = gettext(
            "This is a redacted copy. Passages marked %(mark)s were left out to protect people. "
            "The sealed originals exist unchanged; their hashes stand with each exhibit.",
            mark=MASK,
        )
    else:
        title = gettext("Evidence bundle of case %(case)s", case=case)
        warning = gettext("Confidential. This text is no longer sealed: whoever holds it can read it.")
    return Cover(
        title,
        warning,
        [
            (gettext("Case"), record.case_id.hex()),
            (gettext("Made on"), today.isoformat()),
            (gettext("Made by"), f"{gettext(_role(record, vault))} {vault.profile.member_id.hex()}"),
            (gettext("Reason"), choice.reason),
            (gettext("Entries in the record"), str(len(record.entries))),
            (gettext("Fingerprint of the record"), heads_fingerprint(record.log, deployment)),
            (gettext("Root key"), root_fingerprint(vault.profile.card.root_vk, deployment)),
            (gettext("To check it"), 'amparo-console verify FILE.zip --root "FINGERPRINT"'),
        ],
        today,
    )


def _role(record: CaseRecord, vault: Vault) -> str:
    role = record.policies.roles.role(vault.profile.role)
    return vault.profile.role if role is None else role.label
