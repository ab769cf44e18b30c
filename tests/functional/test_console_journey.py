"""A report reaches the member, the answer and the status reach the reporter, her reply comes back."""

from investigator_console.cases.record import load_case
from investigator_console.cases.status import set_case_status
from investigator_console.cases.writing import Written
from investigator_console.messages.service import send_message
from policies import load as load_policies
from tests.support.console_world import inbox

POLICIES = load_policies()


def test_there_and_back(office):
    vault = office.hire("Head", "INV")
    office.sync(vault)  # publishes intake keys
    shelf = inbox(vault)

    correspondent = office.report("They changed the list. قائمة التوزيع")
    report = office.sync(vault, shelf)
    assert report.opened == 1
    assert report.problems == []
    (summary,) = shelf.listed()
    assert summary.categories == ("FRD",)
    assert summary.status == "received"

    record = load_case(vault, POLICIES, summary.case_id)
    assert record.case.report.stories[1] == "They changed the list. قائمة التوزيع"
    assert record.log.problems == ()

    assert isinstance(send_message(vault, shelf, POLICIES, summary.case_id, "Which list?", None), Written)
    assert isinstance(set_case_status(vault, shelf, POLICIES, summary.case_id, "acknowledged", ""), Written)
    assert shelf.get(summary.case_id).waiting == 3
    report = office.sync(vault, shelf)
    assert report.pushed == 3
    assert report.waiting == 0
    assert report.problems == []
    assert shelf.get(summary.case_id).waiting == 0

    case = correspondent.case()
    assert [message.text for message in case.messages] == ["Which list?"]
    assert case.status[1].value == "acknowledged"
    assert case.problems == ()

    correspondent.write("The one from May.")
    office.sync(vault, shelf)
    record = load_case(vault, POLICIES, summary.case_id)
    assert [message.text for message in record.case.messages] == ["Which list?", "The one from May."]
    assert record.log.problems == ()
    assert shelf.get(summary.case_id).messages == 1
    assert record.case.stage.value == "open"
    vault.close()
