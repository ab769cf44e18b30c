"""The inbox as a triage queue: order, views, filters, deadlines in words, and acknowledging in bulk."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from policies.deadlines import Clock
from tests.support.console_world import BASE


@pytest.fixture
def queue(office, head):
    """Three reports, fetched: fraud, abuse, bullying, by their case ids."""
    sent = [office.report(code, categories=(code,)) for code in ("FRD", "SEA-E", "HAR")]
    head.unlock("Amina Head")
    head.wait()
    return sent


def rows(page):
    return re.findall(r'class="row[^>]*? (?:href|formaction)="(/cases/[0-9a-f]+)', page.text)


def address(head, correspondent):
    return f"/cases/{head.console.desk.shelf.reference(correspondent.case_id)}"


def reference(head, correspondent):
    return head.console.desk.shelf.reference(correspondent.case_id)


def grow_old(head, correspondent, days):
    """Let a case stand as if it had come in some days ago."""
    shelf = head.console.desk.shelf
    summary = shelf.get(correspondent.case_id)
    earlier = dt.datetime.now(dt.UTC).date() - dt.timedelta(days)
    clocks = tuple(replace(clock, started_on=earlier) for clock in summary.clocks)
    shelf.change(correspondent.case_id, received_on=earlier.isoformat(), clocks=clocks)


def count(page, view):
    return int(
        re.search(rf'href="/inbox\?show={view}[^"]*"[^>]*>[^<]*<span class="count">(\d+)<', page.text)[1]
    )


def test_urgent_first_then_what_is_due_next(head, queue):
    fraud, abuse, bullying = queue
    desk = head.console.desk
    desk.shelf.change(bullying.case_id, tier="T2")
    desk.shelf.change(fraud.case_id, tier="T2")
    grow_old(head, bullying, 6)
    assert rows(head.get("/inbox")) == [address(head, one) for one in (abuse, bullying, fraud)]
    grow_old(head, fraud, 9)
    assert rows(head.get("/inbox")) == [address(head, one) for one in (abuse, fraud, bullying)]
    desk.shelf.change(abuse.case_id, stage="closed", clocks=())
    assert rows(head.get("/inbox"))[-1] == address(head, abuse)


def test_deadlines_are_said_in_words(head, queue):
    page = head.get("/inbox")
    assert page.text.count('data-testid="case-due"') == 3
    assert "First answer due in 7 days" in page.text
    grow_old(head, queue[0], 9)
    grow_old(head, queue[2], 7)
    page = head.get("/inbox")
    assert "First answer overdue by 2 days" in page.text
    assert "First answer due today" in page.text
    assert rows(head.get("/inbox?show=due")) == [address(head, one) for one in (queue[0], queue[2])]
    assert count(page, "due") == 2


def test_whose_turn_it_is(head, queue):
    page = head.get("/inbox")
    assert (count(page, "us"), count(page, "reporter")) == (3, 0)
    path = address(head, queue[0])
    head.post(f"{path}/status", head.read(path), status="info_requested", note="Which list?")
    head.wait()
    page = head.get("/inbox?show=reporter")
    assert rows(page) == [path]
    assert count(page, "us") == 2
    queue[0].write("The one from May.")
    head.post("/sync", page)
    assert count(head.get("/inbox"), "us") == 3


def test_filters_narrow_and_stay_in_the_addresses(head, queue):
    fraud, abuse, bullying = queue
    grow_old(head, bullying, 12)
    assert rows(head.get("/inbox?category=SEA-E")) == [address(head, abuse)]
    assert rows(head.get("/inbox?age=month")) == [address(head, bullying)]
    assert rows(head.get("/inbox?age=older")) == []
    me = head.console.desk.vault.profile.member_id.hex()
    head.console.desk.shelf.change(fraud.case_id, assignees=(me,))
    assert rows(head.get("/inbox?assignee=me")) == [address(head, fraud)]
    assert set(rows(head.get("/inbox?assignee=nobody"))) == {address(head, one) for one in (abuse, bullying)}
    page = head.get("/inbox?category=FRD&age=week")
    assert "/inbox?show=us&amp;category=FRD&amp;age=week" in page.text
    assert len(rows(head.get("/inbox?category=&age=soon&assignee=&show=what"))) == 3


def test_a_long_queue_has_pages(office, head, queue):
    shelf = head.console.desk.shelf
    model = shelf.get(queue[0].case_id)
    with head.console.desk.vault.store.transaction():
        for number in range(60):
            shelf.put(replace(model, case_id=number.to_bytes(32, "big")))
    assert len(rows(head.get("/inbox"))) == 50
    second = head.get("/inbox?page=2")
    assert len(rows(second)) == 13
    assert len(rows(head.get("/inbox?page=99"))) == 13


def test_a_summary_of_an_earlier_version_is_made_again(office, head, queue):
    desk = head.console.desk
    desk.shelf.change(queue[0].case_id, clocks=(), form=1)
    head.post("/lock", head.get("/inbox"))
    head.unlock("Amina Head")
    head.wait()
    found = head.console.desk.shelf.get(queue[0].case_id)
    assert {clock.timer for clock in found.clocks} == {"acknowledge", "assessment"}


def test_summaries_keep_clocks_that_stand_still(head, queue):
    shelf = head.console.desk.shelf
    clock = Clock("assessment", dt.date(2028, 2, 29), 3, dt.date(2028, 3, 1))
    shelf.change(queue[0].case_id, clocks=(clock,))
    summary = shelf.get(queue[0].case_id)
    assert type(summary).decode(summary.encode()) == summary


@pytest.fixture
def opened(head, queue):
    """The same three, opened for reading: their member declared that nothing stands in the way."""
    for one in queue:
        head.declare(address(head, one))
    return queue


def bulk(head, picked, path="/inbox/acknowledge", **fields):
    page = head.get("/inbox")
    data = {"csrf_token": head.token(page), "case": picked, **fields}
    return head.client.post(path, data=data, base_url=BASE)


def test_nothing_is_acknowledged_before_its_member_declared(head, queue):
    """Else the reporter would read "a person has read it" of what nobody opened, or somebody who must not."""
    page = head.get("/inbox")
    assert "pick-case" not in page.text
    picked = [reference(head, one) for one in queue]
    assert bulk(head, picked, text="Thank you.").status_code == 400
    head.declare(address(head, queue[1]))
    assert head.get("/inbox").text.count('data-testid="pick-case"') == 1
    assert bulk(head, picked, text="Thank you.").status_code == 302
    head.wait()
    assert [one.case().acknowledged for one in queue] == [False, True, False]
    assert queue[0].case().messages == queue[2].case().messages == ()


def test_one_press_acknowledges_the_ticked_cases(head, opened):
    picked = [reference(head, one) for one in opened[:2]]
    answer = bulk(head, picked, text="Thank you.\r\nWe have read it.")
    assert answer.status_code == 302
    head.wait()
    for one in opened[:2]:
        case = one.case()
        assert case.status[1].value == "acknowledged"
        assert [message.text for message in case.messages] == ["Thank you.\nWe have read it."]
    assert opened[2].case().status == {}
    page = head.get("/inbox")
    assert "2 cases acknowledged" in page.text
    assert page.text.count('data-testid="pick-case"') == 1
    assert count(page, "new") == 1


def test_without_a_message_only_the_status_is_written(head, opened):
    bulk(head, [reference(head, opened[0])], text=" ")
    head.wait()
    assert opened[0].case().messages == ()
    assert opened[0].case().status[1].value == "acknowledged"


def test_a_case_that_went_further_is_never_set_back(head, opened):
    path = address(head, opened[0])
    head.post(f"{path}/status", head.read(path), status="investigating", note="")
    bulk(head, [reference(head, one) for one in opened[:2]], text="")
    head.wait()
    assert opened[0].case().status[1].value == "investigating"
    page = head.get("/inbox").text
    assert "1 case acknowledged" in page
    assert "acknowledged meanwhile" in page


def test_a_draft_outlives_the_bulk_message(head, opened):
    path = address(head, opened[0])
    head.post(f"{path}/draft", head.read(path), text="Half a thought")
    bulk(head, [reference(head, opened[0])], text="Thank you.")
    assert "Half a thought" in head.get(path).text


def test_the_template_is_kept_when_asked(head, opened):
    bulk(head, [reference(head, opened[0])], text="Our own words.", keep="y")
    assert "Our own words." in head.get("/inbox").text


def test_bulk_refuses_what_it_must(head, opened):
    assert bulk(head, []).status_code == 400
    assert bulk(head, ["00000000000000000000"]).status_code == 400
    long = bulk(head, [reference(head, opened[0])], text="word " * 5000)
    assert long.status_code == 400
    assert long.text.count("word ") >= 4999
    assert "checked" in long.text
    unsigned = head.client.post(
        "/inbox/acknowledge", data={"case": [reference(head, opened[0])]}, base_url=BASE
    )
    assert unsigned.status_code == 400
    assert opened[0].case().status == {}


def test_bulk_works_offline_and_is_sent_later(office, head, opened):
    office.line.up = False
    answer = bulk(head, [reference(head, opened[0])], text="Thank you.")
    assert answer.status_code == 302
    page = head.get("/inbox").text
    assert "sent when it is back" in page
    office.line.up = True
    head.post("/sync", head.get("/inbox"))
    head.wait()
    assert [message.text for message in opened[0].case().messages] == ["Thank you."]
