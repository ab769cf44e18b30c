"""Finding cases by any word that this member may read, and working on several at once."""

import datetime as dt
import re
import sqlite3
from dataclasses import replace

import pytest

from investigator_console.cases.acting import Desktop
from investigator_console.notes.service import add_note
from investigator_console.work.service import add_task
from tests.support.console_world import BASE, Browser


@pytest.fixture
def queue(office, head):
    told = [
        office.report("Le gérant vend du carburant.", categories=("FRD",)),
        office.report("سُئلت عن المال في مدرسة", categories=("COR",)),
        office.report("She was asked for more.", categories=("SEA-E",)),
    ]
    head.unlock("Amina Head")
    head.wait()
    for one in told:
        head.declare(f"/cases/{reference(head, one)}")
    return told


def rows(page):
    return re.findall(r'class="row[^>]*? (?:href|formaction)="/cases/([0-9a-f]+)', page.text)


def reference(head, correspondent):
    return head.console.desk.shelf.reference(correspondent.case_id)


def search(head, words):
    answer = head.post("/inbox/search", head.get("/inbox"), words=words)
    return answer.headers["Location"], head.get(answer.headers["Location"])


@pytest.mark.parametrize(("words", "which"), [("GERANT carb", 0), ("مدرسه", 1), ("asked more", 2)])
def test_words_are_found_whatever_their_case_and_accents(head, queue, words, which):
    address, page = search(head, words)
    assert rows(page) == [reference(head, queue[which])]
    assert "gerant" not in address.lower()


def test_a_case_is_not_found_by_its_words_before_the_declaration_is_signed(office, head):
    told = office.report("Le gérant vend du carburant.", categories=("FRD",))
    head.unlock("Amina Head")
    head.wait()
    assert rows(search(head, "carburant")[1]) == []
    head.declare(f"/cases/{reference(head, told)}")
    assert rows(search(head, "carburant")[1]) == [reference(head, told)]


def test_all_words_must_be_there_and_an_empty_search_shows_all(head, queue):
    _, page = search(head, "gérant asked")
    assert rows(page) == []
    _, page = search(head, "  ")
    assert len(rows(page)) == 3


def test_the_number_that_colleagues_use_finds_the_case(head, queue):
    number = queue[1].case_id.hex()[:8].upper()
    _, page = search(head, f"{number[:4]}-{number[4:]}")
    assert rows(page) == [reference(head, queue[1])]


def test_what_is_written_and_answered_later_is_found(head, queue):
    desk = head.console.desk
    add_note(desk.vault, desk.shelf, desk.policies, queue[2].case_id, "Compare with Hôtel Bellevue", None)
    me = desk.vault.profile.member_id.hex()
    add_task(Desktop(desk.vault, desk.shelf, desk.policies, queue[0].case_id), "Phone the depot", me, None)
    queue[0].write("His name is Zephyrin.")
    head.post("/sync", head.get("/inbox"), next="/inbox")
    head.wait()
    assert rows(search(head, "hotel")[1]) == [reference(head, queue[2])]
    assert rows(search(head, "depot")[1]) == rows(search(head, "zephyrin")[1]) == [reference(head, queue[0])]


def test_nothing_of_the_words_is_on_disk(head, queue):
    search(head, "gérant")
    database = head.console.desk.vault.folder.database
    with sqlite3.connect(database) as connection:
        dump = b"".join(bytes(row[0]) for row in connection.execute("SELECT sealed FROM records"))
    files = b"".join(path.read_bytes() for path in database.parent.rglob("*") if path.is_file())
    assert not {b"carburant", b"gerant"} & {
        word for word in (b"carburant", b"gerant") if word in dump + files
    }


def test_a_search_is_forgotten_when_the_console_locks(head, queue):
    address, _ = search(head, "gérant")
    head.post("/lock", head.get("/inbox"))
    head.unlock("Amina Head")
    head.wait()
    page = head.get(address)
    assert (rows(page), "This search is forgotten" in page.text) == ([], True)


def test_a_colleague_without_the_key_finds_nothing(office, queue):
    vault = office.hire("Eva Ethics", "ETH")
    office.sync(vault)
    vault.close()
    ethics = Browser(office.console())
    ethics.unlock("Eva Ethics")
    ethics.wait()
    assert ethics.console.desk.index.find("carburant") == frozenset()
    ethics.console.lock()


def bulk(head, path, picked, **fields):
    data = {"csrf_token": head.token(head.get("/inbox")), "case": picked, **fields}
    return head.client.post(path, data=data, base_url=BASE)


def test_what_is_out_of_scope_is_closed_in_bulk_and_the_urgent_is_not(head, queue):
    picked = [reference(head, one) for one in queue]
    fields = {"outcome": "INSUF", "reason": "Advertising", "text": "We could not begin."}
    assert bulk(head, "/inbox/close", picked, **fields).status_code == 302
    head.wait()
    page = head.get("/inbox")
    assert "2 cases closed." in page.text
    assert "somebody else approves it" in page.text
    ended = [one.case().status.get(1) for one in queue]
    assert [(one.value, one.outcome, one.note) for one in ended[:2]] == [
        ("closed", "INSUF", "We could not begin.")
    ] * 2
    assert ended[2] is None
    # Nobody else sees a fault in it: the outcome is signed, and the closing names it.
    assert head.console.desk.shelf.get(queue[0].case_id).problems == 0


@pytest.mark.parametrize(
    "fields", [{"reason": "Advertising"}, {"outcome": "SUB", "reason": "x"}, {"outcome": "DUP"}]
)
def test_bulk_closing_takes_a_code_that_allows_it_and_a_reason(head, queue, fields):
    bulk(head, "/inbox/close", [reference(head, queue[0])], **fields)
    head.wait()
    assert queue[0].case().status == {}


def test_the_monthly_word_goes_out_in_each_reporters_language(office, head, queue):
    bulk(head, "/inbox/no-news", [reference(head, queue[0])])
    head.wait()
    assert [message.text[:26] for message in queue[0].case().messages] == ["We are still working on it"]


def test_the_region_that_members_coded_narrows_the_queue(head, queue):
    path = f"/cases/{reference(head, queue[0])}"
    codes = {"decision": "investigate", "region": "mena", "subject": "unknown", "channel": "portal"}
    head.post(f"{path}/assessment", head.get(f"{path}/work"), **codes)
    head.wait()
    assert rows(head.get("/inbox?region=mena")) == [reference(head, queue[0])]
    assert len(rows(head.get("/inbox?region=unknown"))) == 2


def test_the_calendar_shows_deadlines_and_tasks(head, queue):
    desk = head.console.desk
    received = dt.date.fromisoformat(desk.shelf.get(queue[0].case_id).received_on)
    due = received + dt.timedelta(desk.policies.timers.timer("acknowledge").limit_days)
    me = desk.vault.profile.member_id.hex()
    add_task(Desktop(desk.vault, desk.shelf, desk.policies, queue[0].case_id), "Phone the depot", me, due)
    page = head.get(f"/calendar?month={due:%Y-%m}&day={due}")
    assert page.text.count("First answer") == 3
    assert page.text.count("A task") == 1
    assert head.get(f"/calendar?month={due:%Y-%m}&mine=y").text.count('data-testid="due-item"') == 1


def test_at_the_end_of_a_month_the_calendar_shows_what_is_due_next(head, queue):
    # given a task on the first of a month that begins in the middle of a week, and nothing else
    desk = head.console.desk
    first = dt.date(2031, 7, 1)
    me = desk.vault.profile.member_id.hex()
    for summary in desk.shelf.listed():
        desk.shelf.put(replace(summary, clocks=(), tasks=()))
    summary = desk.shelf.get(queue[0].case_id)
    desk.shelf.put(replace(summary, tasks=((first.isoformat(), me),)))
    # when the month before it is looked at
    page = head.get(f"/calendar?month={first - dt.timedelta(1):%Y-%m}").text
    # then the grey day says how much is due, and leads to it
    [shown] = re.findall(r'<a href="([^"]+)"[^>]*><span class="number">1</span> <span class="sum', page)
    assert f"month={first:%Y-%m}&amp;day={first}" in shown
    assert head.get(shown.replace("&amp;", "&").split("#")[0]).text.count('data-testid="due-item"') == 1
    # and the empty list says where to look
    [after] = re.findall(r'href="([^"]+)" data-testid="due-after"', page)
    assert f"month={first:%Y-%m}" in after
