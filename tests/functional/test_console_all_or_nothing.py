"""An act of several entries that is refused half-way leaves nothing behind: not signed, not queued, not listed."""

import pytest

from crypto.constants import COORDINATION
from investigator_console.access.leaving import write_exits
from investigator_console.cases import status
from investigator_console.cases.acting import Desktop
from investigator_console.cases.record import load_case
from investigator_console.cases.status import set_case_status
from investigator_console.cases.writing import Refused
from investigator_console.outcome.service import end_without_inquiry
from investigator_console.sync.outbox import count_waiting
from policies import load
from tests.support.colleague import synchronised
from tests.support.console_world import inbox

POLICIES = load()


@pytest.fixture
def desktop(office):
    """The head's, at a case that came in."""
    with synchronised(office, "Amina Head", "INV") as vault:
        correspondent = office.report()
        office.sync(vault)
        yield Desktop(vault, inbox(vault), POLICIES, correspondent.case_id)


def standing(desktop):
    record = load_case(desktop.vault, POLICIES, desktop.case_id)
    listed = (desktop.shelf.get(desktop.case_id), inbox(desktop.vault).get(desktop.case_id))
    return set(record.entries), count_waiting(desktop.vault), listed


def test_a_status_that_one_conversation_cannot_take_is_said_in_none(desktop, monkeypatch):
    """As where another member changed the key of one conversation, and this member has no part in it any more."""
    before = standing(desktop)
    monkeypatch.setattr(status, "status_lanes", lambda _record, _role: (1, 2))
    outcome = set_case_status(desktop.vault, desktop.shelf, POLICIES, desktop.case_id, "assessing", "")
    assert isinstance(outcome, Refused)
    assert "key that is in force" in outcome.reason
    assert standing(desktop) == before


def test_a_case_that_cannot_be_closed_gets_no_outcome_either(desktop, monkeypatch):
    before = standing(desktop)
    monkeypatch.setattr(status, "status_lanes", lambda _record, _role: ())
    outcome = end_without_inquiry(desktop, "INSUF", "Nothing to begin with.", "")
    assert isinstance(outcome, Refused)
    assert "set a status" in outcome.reason
    assert standing(desktop) == before


def test_nobody_is_taken_off_a_part_of_a_case(desktop):
    """Lane 2 is not this member's: coordination, which is left first, stays theirs as well."""
    before = standing(desktop)
    outcome = write_exits(
        desktop.vault,
        desktop.shelf,
        POLICIES,
        desktop.case_id,
        (2, COORDINATION),
        lambda _lane: {"v": 1, "type": "withdraw", "member": desktop.me, "reason_code": "other"},
    )
    assert isinstance(outcome, Refused)
    assert standing(desktop) == before
