"""Letting in, handing over, taking off and answering for entries, through the pages that members press."""

import re

import pytest

from tests.support.colleague import Colleague, done
from tests.support.console_world import Browser
from tests.support.intruder import Intruder


@pytest.fixture
def desk(office):
    """The console's pages; whoever sits down locks it for the one before."""
    browser = Browser(office.console())
    yield browser
    browser.console.lock()


@pytest.fixture
def hired(office):
    """A colleague whose vault stays open beside the pages, closed at the end."""
    found = []

    def hire(name, group, index=0):
        found.append(Colleague.hire(office, name, group, index))
        return found[-1]

    yield hire
    for one in found:
        one.vault.close()


def sit_down(desk, name):
    desk.console.lock()
    desk.unlock(name)
    desk.wait()
    desk.post("/sync", desk.get("/inbox"))
    desk.wait()


def cases(desk):
    return sorted(set(re.findall(r'(?:href|formaction)="(/cases/[0-9a-f]+)', desk.get("/inbox").text)))


def press(desk, path, page=None, **fields):
    """Press a button of a page, and let what it orders be done."""
    answer = desk.post(path, page or desk.get(path.rsplit("/", 1)[0]), **fields)
    assert answer.status_code == 302, answer.text
    desk.wait()
    return answer


def hire_with_vault(hired, name, group, index=0):
    """Somebody who works through the pages alone."""
    made = hired(name, group, index)
    member = made.id
    made.vault.close()
    return member


def test_whom_the_reporter_excluded_comes_in_with_oversight_and_a_holder(office, desk, hired):
    excluded = hired("Head", "INV")
    hire_with_vault(hired, "Olu", "ALT")
    hire_with_vault(hired, "Oda", "ALT", 1)
    case = office.report("It is about the investigators.", conflicts=("investigation-office",))
    excluded.sync()
    assert not excluded.lists(case.case_id)
    sit_down(desk, "Olu")
    path = desk.first_case()
    page = desk.get(f"{path}/access")
    # One signature, also of oversight, lets nobody in: not by the page, and not by asking past it.
    assert "kept this person away" in page.text
    assert f'<option value="{excluded.id}">' not in page.text
    refused = desk.post(f"{path}/access/grant", page, to=excluded.id, lanes="1", history="all")
    assert "must both sign" in refused.text
    press(desk, f"{path}/access/approve", page, member=excluded.id)
    refused = desk.post(
        f"{path}/access/grant", desk.get(f"{path}/access"), to=excluded.id, lanes="1", history="all"
    )
    assert "must both sign" in refused.text
    excluded.sync()
    assert not excluded.lists(case.case_id)
    # The second holder grants, and then it opens.
    sit_down(desk, "Oda")
    path = desk.first_case()
    page = desk.get(f"{path}/access")
    assert f'<option value="{excluded.id}">' in page.text
    press(desk, f"{path}/access/grant", page, to=excluded.id, lanes="1", history="all")
    excluded.sync()
    assert excluded.stories(case.case_id) == ["It is about the investigators."]
    record = excluded.record(case.case_id)
    assert (record.log.problems, record.case.problems) == ((), ())
    assert "approved of" in desk.get(f"{path}/access").text


def test_a_leaver_is_taken_off_every_case_in_one_go(office, desk, hired):
    hire_with_vault(hired, "Head", "INV")
    leaver, other = hired("Ben", "INV", 1), hired("Cara", "INV", 2)
    both = [office.report(f"Report {number}.") for number in (1, 2)]
    for one in (leaver, other):
        one.sync()
    intruder = Intruder(office, leaver.vault)
    sit_down(desk, "Head")
    page = desk.get("/leavers")
    assert page.text.count('data-testid="leaver"') == 2
    assert "2 cases" in page.text
    press(desk, "/leavers", page, member=leaver.id)
    after = desk.get("/leavers").text
    assert f'value="{leaver.id}"' not in after
    assert f'value="{other.id}"' in after
    for one in (leaver, other):
        one.sync()
    assert [leaver.lists(case.case_id) for case in both] == [False, False]
    for path in cases(desk):
        desk.declare(path)
        assert desk.post(f"{path}/reply", desk.get(path), text="After they left.").status_code == 302
        desk.wait()
    other.sync()
    intruder.remember()
    for case in both:
        assert other.said(case.case_id) == ["After they left."]
        assert case.case().messages[-1].text == "After they left."
        assert not any("After they left" in str(body) for body in intruder.opened(case.case_id))
        assert leaver.id not in {holder.member for holder in other.record(case.case_id).case.holders.present}


def test_a_case_with_something_added_is_handed_over_whole(office, desk, hired):
    hire_with_vault(hired, "Head", "INV")
    other, newcomer = hired("Ben", "INV", 1), hired("Olu", "ALT")
    hire_with_vault(hired, "Cara", "INV", 2)
    case = office.report("They changed the list.")
    added = {"used": True, "story": "I kept the list.", "claimed_at": "2026-11-22T09:00Z"}
    assert office.add(case, {1: added}) == 201
    sit_down(desk, "Head")
    path = desk.first_case()
    assert desk.post(f"{path}/reply", desk.get(path), text="Thank you for the list.").status_code == 302
    desk.wait()
    page = desk.get(f"{path}/access")
    press(desk, f"{path}/access/grant", page, to=newcomer.id, lanes="1", history="all", then="leave")
    desk.post("/sync", desk.get("/inbox"))
    desk.wait()
    assert cases(desk) == []
    newcomer.sync()
    folded = newcomer.record(case.case_id).case
    assert newcomer.stories(case.case_id) == ["They changed the list."]
    assert [dict(one.stories) for one in folded.supplements] == [{1: "I kept the list."}]
    assert newcomer.said(case.case_id) == ["Thank you for the list."]
    # What the reporter adds afterwards reaches whoever has the case now.
    case.write("And the second page.")
    for one in (newcomer, other):
        one.sync()
        assert one.said(case.case_id)[-1] == "And the second page."


def test_an_entry_of_a_removed_member_counts_once_somebody_answers_for_it(office, desk, hired):
    head_id = hire_with_vault(hired, "Head", "INV")
    removed, other = hired("Ben", "INV", 1), hired("Cara", "INV", 2)
    case = office.report("They changed the list.")
    for one in (removed, other):
        one.sync()
        done(one.declare(case.case_id))
        one.sync()
    sit_down(desk, "Head")
    path = desk.first_case()
    # Away from the portal Ben answers; meanwhile he is taken off.
    removed.write(case.case_id, "Said in ignorance.")
    press(desk, f"{path}/access/remove", desk.get(f"{path}/access"), member=removed.id, reason="left")
    removed.sync()
    desk.post("/sync", desk.get("/inbox"))
    desk.wait()
    void = [message.void for message in case.case().messages]
    assert void == ["removed"]
    page = desk.get(f"{path}/access")
    [name] = re.findall(r'name="name" value="([0-9a-f]{64})" data-testid="adopt"', page.text)
    press(desk, f"{path}/access/adopt", page, name=name)
    assert [message.void for message in case.case().messages] == [""]
    assert 'data-testid="adopt"' not in desk.get(f"{path}/access").text
    other.sync()
    folded = other.record(case.case_id).case
    assert [message.void for message in folded.messages] == [""]
    assert removed.id not in folded.holders.of(1)
    assert head_id in folded.holders.of(1)
