import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from policies import document, load
from policies.fold import fold
from policies.status import reporter_status
from tests.unit.policies.histories import History, message, status
from tests.vectors import make_status

VECTORS = Path(make_status.__file__).with_name("status.json")
DOCUMENT = json.loads(document("statuses"))
RECEIVED = date(2026, 11, 2)


def shown(history, days=0):
    return reporter_status(
        fold(history.records(), load()), DOCUMENT, RECEIVED, RECEIVED + timedelta(days=days)
    )


@pytest.fixture
def history():
    begun = History()
    begun.genesis()
    return begun


def test_the_vectors_are_what_the_fold_says_today():
    assert VECTORS.read_text(encoding="utf-8") == make_status.text()


def test_e11_stored_then_opened_then_the_status_of_members(history):
    assert (shown(history).code, shown(history).acknowledged) == ("stored", False)
    history.add("investigator", message("We have read it."))
    assert (shown(history).code, shown(history).acknowledged) == ("opened", True)
    history.add("investigator", status("assessing"))
    assert (shown(history).code, shown(history).label) == ("assessing", "Deciding")


@pytest.mark.parametrize(("days", "overdue"), [(6, False), (7, False), (8, True)])
def test_e11_silence_beyond_the_policys_days_is_said(history, days, overdue):
    assert shown(history, days).overdue is overdue
    history.add("investigator", message("Here we are."))
    assert shown(history, days).overdue is False


def test_e11_a_void_acknowledgement_is_none(history):
    history.add("investigator", status("closed"), void="suspended")
    assert (shown(history, 30).code, shown(history, 30).overdue) == ("stored", True)


def test_two_threads_with_different_states_are_told_apart(history):
    history.add("investigator", status("closed"))
    history.add("ethics-officer", status("assessing"), lane=2)
    found = shown(history)
    assert [(thread.lane, thread.code) for thread in found.threads] == [(1, "closed"), (2, "assessing")]
    assert found.code == "opened"


def test_an_unsettled_status_shows_the_safest_and_says_so(history):
    base = history.heads()
    history.add("investigator", status("closed"), knows=base)
    history.add(("investigator", 1), status("reopened"), knows=base)
    (thread,) = shown(history).threads
    assert (thread.code, thread.unsettled) == ("reopened", True)
    assert shown(history).text != thread.text
