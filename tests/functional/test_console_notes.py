"""Work on a case: notes, assignment and our own categories, between colleagues and away from the reporter."""

import pytest

from investigator_console.cases.record import load_case
from investigator_console.notes.service import add_note, assign_case, code_case
from policies import load as load_policies
from tests.support.console_world import Browser, inbox

POLICIES = load_policies()


@pytest.fixture
def colleague(office):
    vault = office.hire("Ben Colleague", "INV", 1)
    office.sync(vault)
    yield vault
    vault.close()


@pytest.fixture
def head(office, colleague):
    vault = office.hire("Amina Head", "INV")
    office.sync(vault)
    vault.close()
    browser = Browser(office.console())
    yield browser
    browser.console.lock()


@pytest.fixture
def opened(office, head):
    """A case on the head's screen: the reporter, the address, the page."""
    correspondent = office.report()
    head.unlock("Amina Head")
    head.wait()
    path = head.first_case()
    return correspondent, path, head.get(path)


def folded(office, vault, case_id):
    office.sync(vault, inbox(vault))
    return load_case(vault, POLICIES, case_id).case


def test_a_note_reaches_colleagues_and_never_the_reporter(office, head, colleague, opened):
    correspondent, path, page = opened
    assert "No note yet" in page.text
    head.post(f"{path}/note", page, text="<i>Ask</i> finance.\r\nToday.")
    head.wait()
    page = head.get(path)
    assert "&lt;i&gt;Ask&lt;/i&gt; finance.\nToday." in page.text
    assert page.text.count('data-testid="note"') == 1
    case = folded(office, colleague, correspondent.case_id)
    assert [note.text for note in case.notes] == ["<i>Ask</i> finance.\nToday."]
    # The reporter sees that the case was opened, and nothing of what was noted.
    assert correspondent.case().notes == ()
    assert correspondent.case().messages == ()


def test_a_note_that_was_refused_stays_on_the_page(head, opened):
    _, path, page = opened
    assert head.post(f"{path}/note", page, text="  ").status_code == 400
    answer = head.post(f"{path}/note", page, text="word " * 5000)
    assert answer.status_code == 400
    assert answer.text.count("word ") >= 5000
    assert head.post(f"{path}/note", page, text="For others", lane=3).status_code == 400


def test_notes_are_kept_offline_and_sent_later(office, head, colleague, opened):
    correspondent, path, page = opened
    office.line.up = False
    head.post(f"{path}/note", page, text="Written on the road.")
    assert "Not sent yet" in head.get(path).text
    office.line.up = True
    head.post("/sync", page)
    head.wait()
    assert "Not sent yet" not in head.get(path).text
    assert len(folded(office, colleague, correspondent.case_id).notes) == 1


def test_a_case_is_given_to_somebody_who_holds_it(office, head, colleague, opened):
    correspondent, path, page = opened
    assert "Nobody yet." in page.text
    to = colleague.profile.member_id.hex()
    head.post(f"{path}/assign", page, to=to)
    head.wait()
    assert folded(office, colleague, correspondent.case_id).assignee.value == to
    assert f'value="{to}" selected' in head.get(path).text
    assert head.console.desk.shelf.get(correspondent.case_id).assignees == (to,)
    outsider = office.world.organisation.of_group("VCO")[0].id.hex()
    head.post(f"{path}/assign", page, to=outsider)
    head.wait()
    assert folded(office, colleague, correspondent.case_id).assignee.value == to


def test_two_who_assign_at_once_are_told(office, head, colleague, opened):
    correspondent, path, page = opened
    me = head.console.desk.vault.profile.member_id.hex()
    other = colleague.profile.member_id.hex()
    office.sync(colleague, inbox(colleague))
    shelf = inbox(colleague)
    assign_case(colleague, shelf, POLICIES, correspondent.case_id, other)
    head.post(f"{path}/assign", page, to=me)
    head.wait()
    office.sync(colleague, shelf)
    head.post("/sync", page)
    head.wait()
    page = head.get(path)
    assert "assigned it at the same time" in page.text
    assert 'data-testid="assignee"' not in page.text
    head.post(f"{path}/assign", page, to=other)
    head.wait()
    assert 'data-testid="assignee"' in head.get(path).text
    assert not folded(office, colleague, correspondent.case_id).assignee.conflict


def test_our_categories_stand_beside_the_reporters(office, head, colleague, opened):
    correspondent, path, page = opened
    assert "the same, so far" in page.text
    head.post(f"{path}/category", page, categories=["SEA-E", "FRD", "no such"])
    head.wait()
    case = folded(office, colleague, correspondent.case_id)
    assert (case.category.value, case.report.categories, case.tier) == ("FRD SEA-E", ("FRD",), "T1")
    assert head.get(path).text.count('data-testid="coded"') == 2
    assert head.get("/inbox?category=SEA-E").text.count('data-testid="case-row"') == 1
    head.post(f"{path}/category", page)
    head.wait()
    assert folded(office, colleague, correspondent.case_id).category.value == "FRD SEA-E"


def test_two_who_code_it_differently_are_told(office, head, colleague, opened):
    correspondent, path, page = opened
    office.sync(colleague, inbox(colleague))
    shelf = inbox(colleague)
    code_case(colleague, shelf, POLICIES, correspondent.case_id, ["HAR"])
    add_note(colleague, shelf, POLICIES, correspondent.case_id, "It is bullying.", None)
    head.post(f"{path}/category", page, categories=["SH"])
    head.wait()
    office.sync(colleague, shelf)
    head.post("/sync", page)
    head.wait()
    page = head.get(path)
    assert "coded it differently" in page.text
    assert "It is bullying." in page.text


def test_another_lane_reads_neither_notes_nor_assignments(office, head, opened):
    correspondent, path, page = opened
    head.post(f"{path}/note", page, text="Ask finance.")
    head.wait()
    care = office.hire("Care", "VCO")
    case = folded(office, care, correspondent.case_id)
    assert case is None or (case.notes, case.assignee.value) == ((), "")
    care.close()


def test_forms_need_their_token(head, opened):
    _, path, _ = opened
    for name, value in (("note", {"text": "x"}), ("assign", {"to": "x"}), ("category", {"categories": "SH"})):
        answer = head.client.post(f"{path}/{name}", data=value, base_url="http://127.0.0.1:8001")
        assert answer.status_code == 400
