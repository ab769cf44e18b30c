"""The declaration before a case is read, and the pages about access, identity and suspension."""

import re

import pytest

from tests.support.colleague import Colleague, done
from tests.support.console_world import BASE, Browser, inbox


@pytest.fixture
def head(office):
    for index, name in enumerate(("Head", "Ben", "Cara")):
        Colleague.hire(office, name, "INV", index).vault.close()
    browser = Browser(office.console())
    yield browser
    browser.console.lock()


def test_nobody_reads_before_they_declared(office, head):
    office.report("The words of the report.")
    head.unlock("Head")
    head.wait()
    rows = head.get("/inbox")
    path = re.search(r'formaction="(/cases/[0-9a-f]+)/declaration"', rows.text)[1]
    for page in ("", "/access", "/identity"):
        answer = head.client.get(path + page, base_url=BASE)
        assert answer.headers["Location"].endswith("/declaration")
    assert "The words" not in head.client.get(f"{path}/declaration", base_url=BASE).text
    answer = head.post(f"{path}/declaration", rows, answer="none")
    assert answer.headers["Location"] == path
    assert "The words of the report." in head.client.get(path, base_url=BASE).text
    assert "declared no conflict" in head.get(f"{path}/access").text


def test_a_possible_conflict_waits_for_somebody_else(office, head):
    case = office.report("The words of the report.")
    ben = Colleague(office, office.open("Ben"), None)
    ben.shelf = inbox(ben.vault)
    ben.sync()
    done(ben.declare(case.case_id, "possible", "I know the driver."))
    ben.sync()
    assert ben.shelf.get(case.case_id).gate == "waits"
    head.unlock("Head")
    head.wait()
    path = head.first_case()
    page = head.get(f"{path}/access")
    assert "I know the driver." in page.text
    head.post(f"{path}/access/clear", page, member=ben.id)
    head.wait()
    ben.sync()
    assert ben.shelf.get(case.case_id).gate == ""
    head.post(f"{path}/access/remove", head.get(f"{path}/access"), member=ben.id, reason="conflict")
    head.wait()
    ben.sync()
    assert not ben.lists(case.case_id)
    ben.vault.close()


def test_two_suspend_a_third(office, head):
    for index, name in enumerate(("Olu", "Oda")):
        Colleague.hire(office, name, "ALT", index).vault.close()
    cara = office.open("Cara")
    member = cara.profile.member_id.hex()
    head.unlock("Head")
    head.wait()
    page = head.post("/suspension/first", head.get("/suspension"), member=member)
    line = re.search(r"AMPARO-SUSPEND [A-Za-z0-9+/=]+", page.text)[0]
    head.console.lock()
    head.unlock("Olu")
    head.wait()
    page = head.post("/suspension/second", head.get("/suspension"), line=line)
    assert "This suspends" in page.text
    head.post("/suspension/second", page, line=line, sure="yes")
    head.wait()
    assert 'data-testid="suspended"' in head.get("/suspension").text
    with pytest.raises(Exception, match="suspended"):
        office.sync(cara)
    cara.close()
    head.console.lock()
    head.unlock("Cara")
    assert "You are suspended" in head.get("/suspension").text


NAMED = {"name": "Noor Example", "contact": "Ask for Noor at the well.", "note": "Not by telephone."}


def both_sides(office):
    """Two of ethics and two of oversight: each side holds one share of every identity."""
    for name, group, index in (
        ("Eva", "ETH", 0),
        ("Emil", "ETH", 1),
        ("Olu", "ALT", 0),
        ("Oda", "ALT", 1),
    ):
        Colleague.hire(office, name, group, index).vault.close()


def as_somebody(browser, name):
    browser.console.lock()
    browser.unlock(name)
    browser.wait()


def hand_over(browser, name, reason):
    """One side reads the reason and signs; of the report or of who wrote it nothing is shown."""
    as_somebody(browser, name)
    page = browser.get("/identity")
    assert reason in page.text
    assert "The words" not in page.text
    fields = dict(re.findall(r'name="(case|request)" value="([0-9a-f]+)"', page.text))
    browser.post("/identity", page, answer="yes", **fields)
    browser.wait()


@pytest.mark.parametrize("told", [NAMED, None], ids=["told", "not told"])
def test_an_identity_opens_with_two_shares_two_signatures_and_a_reason_that_stays(office, head, told):
    both_sides(office)
    office.report("The words of the report.", identity=told)
    head.unlock("Head")
    head.wait()
    path = head.first_case()
    page = head.get(f"{path}/identity")
    # Before it is open nobody can tell whether anything was told.
    assert 'data-testid="identity-ask"' in page.text
    assert head.post(f"{path}/identity", page, reason=" ").status_code == 400
    head.post(f"{path}/identity", page, reason="To call a doctor.")
    head.wait()
    hand_over(head, "Eva", "To call a doctor.")
    # One share opens nothing, asked for or not.
    as_somebody(head, "Head")
    page = head.get(f"{path}/identity")
    assert 'data-testid="identity-open"' not in page.text
    assert head.post(f"{path}/identity/open", page).status_code == 400
    assert NAMED["name"] not in head.get(f"{path}/identity").text
    hand_over(head, "Olu", "To call a doctor.")
    # With both it opens, once whoever asked has signed that they open it now.
    as_somebody(head, "Head")
    page = head.get(f"{path}/identity")
    assert 'data-testid="identity-open"' in page.text
    assert NAMED["name"] not in page.text
    head.post(f"{path}/identity/open", page)
    head.wait()
    text = head.get(f"{path}/identity").text
    assert all((words in text) == bool(told) for words in NAMED.values())
    assert ("chose not to say who they are" in text) != bool(told)
    # A colleague reads why, who handed over what, and that it was opened; not who it is.
    as_somebody(head, "Ben")
    address = head.first_case()
    log = head.get(f"{address}/access").text
    assert "identity: To call a doctor." in log
    assert log.count("Handed over a share of the identity key") == 2
    assert log.count("Opened the reporter&#39;s identity") == 1
    assert NAMED["name"] not in log + head.get(f"{address}/identity").text + head.get(address).text
