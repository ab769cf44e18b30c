"""What the case's page shows of the work on it, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from investigator_console.cases.acting import acting_lanes
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.wording import lane_label, member_in_words, moment
from investigator_console.inbox.due import DueView, show_all
from investigator_console.inbox.service import title
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.notes.service import assignable
from investigator_console.vault.opened import Vault


@dataclass(frozen=True)
class NoteView:
    """One note. `lane` is empty where this member holds one lane only."""

    text: str
    by: str
    at: str
    lane: str
    waiting: bool


@dataclass(frozen=True)
class WorkView:
    """Notes, assignment and coding of one case. Lists of choices are empty where the role may not.

    `assignee_conflict`, `category_conflict`: the values that disagree, in words, or empty.
    """

    notes: Sequence[NoteView]
    note_lanes: Sequence[tuple[int, str]]
    note_text: str
    note_failure: str
    assignee: str
    assignee_id: str
    assignee_conflict: Sequence[str]
    members: Sequence[tuple[str, str]]
    reported: Sequence[str]
    coded: Sequence[str]
    category_codes: frozenset[str]
    category_conflict: Sequence[str]
    categories: Sequence[tuple[str, str]]
    due: Sequence[DueView]


def view_work(
    vault: Vault,
    record: CaseRecord,
    summary: CaseSummary,
    today: date,
    *,
    note_text: str = "",
    note_failure: str = "",
) -> WorkView | None:
    """The work on a case; None where its report can't be shown. `today`: UTC."""
    policies, case, role = record.policies, record.case, vault.profile.role
    if case is None:
        return None
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    assignee, category = case.assignee, case.category
    may_code = bool(acting_lanes(record, role, "category"))
    everything = policies.taxonomy.categories
    return WorkView(
        notes=_notes(vault, record),
        note_lanes=[(lane, lane_label(lane)) for lane in acting_lanes(record, role, "note")],
        note_text=note_text,
        note_failure=note_failure,
        assignee=member_in_words(policies, keyring, assignee.value, me) if assignee.value else "",
        assignee_id=assignee.value,
        assignee_conflict=[member_in_words(policies, keyring, one, me) for one in assignee.values]
        if assignee.conflict
        else [],
        members=[(one, member_in_words(policies, keyring, one, me)) for one in assignable(record, role)],
        reported=[title(policies, (code,)) for code in case.report.categories],
        coded=[title(policies, (code,)) for code in category.value.split()] if category.event_ids else [],
        category_codes=frozenset(category.value.split()),
        # The first value is the union that counts; the others are what people chose.
        category_conflict=[title(policies, one.split()) for one in category.values[1:]]
        if category.conflict
        else [],
        categories=[(one.code, title(policies, (one.code,))) for one in everything] if may_code else [],
        due=show_all(policies, summary, today),
    )


def _notes(vault: Vault, record: CaseRecord) -> list[NoteView]:
    if record.case is None:
        return []
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    several = len(record.keys.held & {1, 2, 3}) > 1
    claimed = {
        (entry.event_id, lane): body.get("sent_at")
        for entry in record.log.records
        for lane, body in entry.bodies.items()
    }
    return [
        NoteView(
            text=note.text,
            by=member_in_words(record.policies, keyring, note.author, me),
            at=_time(claimed.get((note.event_id, note.lane))),
            lane=lane_label(note.lane) if several else "",
            waiting=note.event_id in record.waiting,
        )
        for note in record.case.notes
    ]


def _time(claim: object) -> str:
    return moment(claim) if isinstance(claim, str) and claim else gettext("no time given")
