"""Where answers to packets are waited for, as this vault knows it: made from the case, so every holder has it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from investigator_console.vault.opened import Vault
from policies.fold import Case

TABLE: Final = "packet"
# Places of a case that was destroyed: they hang on no case, and go once the portal has closed them.
CLOSING: Final = "packet-closing"

# Whose answer may still come; what came and waits to be written; what stands on the checklist; what was made up.
WAITING, HELD, ENTERED, FORGED = ("new", "open"), "held", "entered", "forged"


def keep_places(vault: Vault, case_id: bytes, case: Case | None) -> None:
    """Keep the places of a folded case, with how far each has come. Call it in the transaction of the change."""
    me = vault.profile.member_id.hex()
    for referral in () if case is None else case.referrals:
        for one in referral.packets:
            place = bytes.fromhex(one.place)
            known = vault.document(TABLE, place)
            if known is None:
                mine = one.author == me
                known = {
                    "place": one.place,
                    "proof": one.proof,
                    "seed": one.seed,
                    "case": case_id.hex(),
                    "referral": referral.id,
                    "event": one.event_id,
                    "last_day": one.until.isoformat(),
                    "mine": mine,
                    "state": "new" if mine else "open",
                }
            elif not one.answered or known["state"] == ENTERED:
                continue
            keep_place(vault, known, **({"state": ENTERED} if one.answered else {}))


def keep_place(vault: Vault, document: Mapping[str, Any], **changes: object) -> dict[str, Any]:
    """Store a place with changes."""
    changed = {**document, **changes}
    vault.put_document(TABLE, bytes.fromhex(changed["place"]), changed, parent=bytes.fromhex(changed["case"]))
    return changed


def all_places(vault: Vault, case_id: bytes | None = None) -> list[dict[str, Any]]:
    """Every place, or those of one case."""
    return [json.loads(record.plaintext) for record in vault.store.each(TABLE, parent=case_id)]


def packets_of(vault: Vault, case_id: bytes, referral_id: str) -> list[dict[str, Any]]:
    """What was printed for a referral, by whomever."""
    return [one for one in all_places(vault, case_id) if one["referral"] == referral_id]


def still_taken(document: Mapping[str, Any], today: date) -> bool:
    """Whether the portal still takes an answer there."""
    return date.fromisoformat(document["last_day"]) >= today


def plan_closing(vault: Vault, case_id: bytes) -> None:
    """Have the portal forget the places of a case whose help is destroyed. Call it before they are deleted here."""
    for one in all_places(vault, case_id):
        vault.put_document(CLOSING, bytes.fromhex(one["place"]), {"place": one["place"]})
