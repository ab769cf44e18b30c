"""The record's page, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crypto.keyring import Keyring
from crypto.log import Record, heads_fingerprint
from crypto.types import DeploymentId
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.trust import SHOWN_OF_AN_ID, list_checks, list_problems
from investigator_console.cases.view import Check, ProblemView
from investigator_console.cases.wording import act_label, lane_label, member_in_words, moment
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.openings.view import Reader, readers_of, reads_lists
from investigator_console.said import say_again
from investigator_console.sync.orders import known_orders
from investigator_console.vault.opened import Vault
from policies.records import REPORTER

_STATES = ("equivocation", "parked", "bad-signature", "superseded-key", "body-unopened", "body-altered")


@dataclass(frozen=True)
class Line:
    """One entry. `state`: "" where it counts, else why it is marked; `builds_on`: numbers of its parents.

    `waiting`: it was not sent yet, so the portal has said no day of receipt.
    """

    number: int
    event: str
    what: str
    by: str
    at: str
    received_on: str
    waiting: bool
    keyring: int
    builds_on: str
    state: str
    fault: bool


@dataclass(frozen=True)
class RecordView:
    """The page. `same`: whether what a colleague read out is this record; None where nothing was typed."""

    fingerprint: str
    lines: Sequence[Line]
    missing: Sequence[str]
    withheld: Sequence[tuple[str, str, bool]]
    checks: Sequence[Check]
    problems: Sequence[ProblemView]
    readers: Sequence[Reader] | None
    same: bool | None
    ends: int


def view_record(vault: Vault, record: CaseRecord, typed: str = "") -> RecordView:
    """Everything about the record of a case. `typed`: the fingerprint that a colleague read out, or ""."""
    fingerprint = heads_fingerprint(record.log, DeploymentId(vault.deployment_id))
    marks = _marks(record)
    removed = {
        event_id.hex()
        for order in known_orders(vault, record.case_id)
        if not order.refusal
        for event_id in order.signed.order.events
    }
    numbers = {entry.event_id: number for number, entry in enumerate(record.log.records, start=1)}
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    return RecordView(
        fingerprint=fingerprint,
        lines=[_line(record, entry, numbers, marks, removed, (keyring, me)) for entry in record.log.records],
        missing=[one.hex()[:SHOWN_OF_AN_ID] for one in record.log.missing],
        withheld=[(one.hex()[:SHOWN_OF_AN_ID], day, back) for one, day, back in record.withheld],
        checks=list_checks(record),
        problems=list_problems(record),
        readers=readers_of(vault, record.policies, record.case_id) if reads_lists(vault) else None,
        same=None if not typed.strip() else plain(typed) == plain(fingerprint),
        ends=len(record.log.heads),
    )


def plain(text: str) -> str:
    """A fingerprint as it is compared: letters and digits alone, whatever the case; O is read as zero."""
    return "".join(letter for letter in text.lower().replace("o", "0") if letter.isalnum())


def _marks(record: CaseRecord) -> Mapping[str, str]:
    """The gravest fault that the log found with each entry."""
    found: dict[str, str] = {}
    for problem in sorted(record.log.problems, key=lambda one: one.kind not in _STATES):
        found.setdefault(problem.event_id, say_again(problem.text))
    return found


def _line(
    record: CaseRecord,
    entry: Record,
    numbers: Mapping[str, int],
    marks: Mapping[str, str],
    removed: set[str],
    reader: tuple[Keyring | None, str],
) -> Line:
    fault = marks.get(entry.event_id, "")
    state = fault or _state(record, entry, removed)
    received = record.entries[entry.event_id].received_on if entry.event_id in record.entries else ""
    by = (
        gettext("The reporter")
        if entry.role == REPORTER
        else member_in_words(record.policies, reader[0], entry.author, reader[1])
    )
    return Line(
        number=numbers[entry.event_id],
        event=entry.event_id[:SHOWN_OF_AN_ID],
        what=_what(entry),
        by=by,
        at=_claim(entry),
        received_on="" if entry.event_id in record.waiting else received,
        waiting=entry.event_id in record.waiting,
        keyring=entry.keyring_version,
        builds_on=", ".join(str(numbers[one]) for one in entry.parents if one in numbers),
        state=state,
        fault=bool(fault or entry.void),
    )


def _state(record: CaseRecord, entry: Record, removed: set[str]) -> str:
    void = "" if record.case is None else record.case.void.get(entry.event_id, "")
    if void:
        return gettext("Has no effect: its author had no say any more.")
    if entry.event_id in removed and not entry.bodies:
        return gettext("Text destroyed; its signature still holds.")
    if not entry.bodies:
        return gettext("Sealed to others; its signature holds.")
    return ""


def _what(entry: Record) -> str:
    if entry.kind == "genesis":
        return gettext("Report")
    if entry.kind == "supplement":
        return gettext("Added to the report")
    parts = [
        f"{act_label(str(body.get('type', '')))} · {lane_label(lane)}"
        for lane, body in sorted(entry.bodies.items())
    ]
    return gettext("; ").join(parts) or {
        "keys": gettext("Keys"),
        "code-replaced": gettext("New case code"),
    }.get(entry.kind, gettext("Entry"))


def _claim(entry: Record) -> str:
    claims = (body.get("sent_at") or body.get("claimed_at") for body in entry.bodies.values())
    return next((moment(claim) for claim in claims if isinstance(claim, str) and claim), "")
