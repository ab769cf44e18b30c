"""What happened to access in a case, in words: who let whom in and out, and who answered for what."""

from collections.abc import Mapping
from typing import Any

from crypto.keyring import Keyring
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.wording import lane_label, member_in_words
from investigator_console.language import gettext
from policies.records import REPORTER

Body = Mapping[str, Any]


def list_history(record: CaseRecord, keyring: Keyring | None) -> list[tuple[str, str]]:
    """In the record's order: (what, by whom). What has no effect is left out."""
    if record.case is None:
        return []
    return [
        (text, member_in_words(record.policies, keyring, entry.author, record.me))
        for entry in record.log.records
        if entry.event_id not in record.case.void
        for lane, body in entry.bodies.items()
        if (text := act_in_words(record, keyring, lane, body))
    ]


def act_in_words(record: CaseRecord, keyring: Keyring | None, lane: int, body: Body) -> str:
    """One act on access; "" for an act of another kind."""
    whom = str(body.get("to") or body.get("member") or "")
    words = {
        "who": member_in_words(record.policies, keyring, whom, record.me) if whom else "",
        "lane": lane_label(lane),
        "why": str(body.get("reason", "")),
    }
    sentences = {
        "grant": gettext("%(lane)s: granted to %(who)s"),
        "grant-approval": gettext("%(lane)s: approved of %(who)s, whom the reporter excluded"),
        "removal": gettext("%(lane)s: took %(who)s off"),
        "withdraw": gettext("%(lane)s: withdrew the access of %(who)s"),
        "recuse": gettext("%(lane)s: stepped back"),
        "decline": gettext("%(lane)s: declined"),
        "rotate": gettext("%(lane)s: changed the keys"),
        "conflict-clearance": gettext("Decided that %(who)s may read it"),
        "adopt": gettext("Answered for entries of somebody who is out"),
        "identity-request": gettext("Asked to open the reporter's identity: %(why)s"),
        "identity-share": gettext("Handed over a share of the identity key"),
        "identity-opened": gettext("Opened the reporter's identity"),
    }
    sentence = sentences.get(str(body.get("type")), "")
    return (sentence % words if sentence else "") + (_terms(body) if body.get("type") == "grant" else "")


def _terms(body: Body) -> str:
    start = f", {gettext('from now on')}" if body.get("history") == "from-now" else ""
    until = body.get("until")
    return start + (f", {gettext('until %(day)s', day=until)}" if isinstance(until, str) and until else "")


def entry_in_words(record: CaseRecord, keyring: Keyring | None, name: str) -> str:
    """An entry without effect: what it is, and by whom."""
    entry = next(one for one in record.log.records if one.event_id == name)
    who = (
        gettext("the reporter, with an old code")
        if entry.role == REPORTER
        else member_in_words(record.policies, keyring, entry.author, record.me)
    )
    kinds = ", ".join(str(body.get("type", "")) for body in entry.bodies.values())
    return gettext("%(kind)s by %(who)s", kind=kinds or gettext("sealed to others"), who=who)
