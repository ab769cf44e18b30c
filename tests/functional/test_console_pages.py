"""The members' pages over a real portal: unlock, inbox, case, answer, status, lock, and what is refused."""

import re
import sqlite3

from investigator_console.cases.shelf import Shelf
from tests.support.console_world import Browser


def open_first_case(office, head, **report):
    correspondent = office.report(**report)
    assert head.unlock("Amina Head").status_code == 302
    head.wait()
    path = head.first_case()
    return correspondent, path, head.get(path)


def test_from_report_to_answer_and_back(office, head):
    correspondent, path, page = open_first_case(office, head, story="<b>They</b> changed the list.")
    assert "&lt;b&gt;They&lt;/b&gt; changed the list." in page.text
    assert 'data-testid="integrity"' in page.text

    answer = head.post(f"{path}/reply", page, text="Which list?\r\nTell us.")
    assert answer.status_code == 302
    head.wait()
    head.post(f"{path}/status", page, status="assessing", note="We begin.")
    head.wait()
    case = correspondent.case()
    assert [message.text for message in case.messages] == ["Which list?\nTell us."]
    assert case.status[1].value == "assessing"
    assert case.status[1].note == "We begin."

    correspondent.write("The one from May.")
    inbox = head.post("/sync", page, next="/inbox")
    assert inbox.headers["Location"] == "/inbox"
    assert "1 new message" in head.get("/inbox").text
    assert "The one from May." in head.get(path).text
    assert "1 new message" not in head.get("/inbox").text


def test_a_sentence_with_a_status_may_be_as_long_as_the_reporters_page_shows(office, head):
    """Browsers send two bytes for a line end; the reporter's page counts one."""
    correspondent, path, page = open_first_case(office, head)
    limit = head.console.desk.policies.limits.message_max_chars
    long = "a\r\n" * (limit // 2) + "a"
    refused = head.post(f"{path}/status", page, status="assessing", note=long)
    assert refused.status_code == 400
    assert f"longer than {limit} characters" in refused.text
    # What was typed and chosen stands there still.
    assert long.replace("\r\n", "\n") in refused.text.replace("\r\n", "\n")
    assert 'value="assessing" selected' in refused.text
    full = "a\r\n" * (limit // 2 - 1) + "aa"
    head.post(f"{path}/status", page, status="assessing", note=full)
    head.wait()
    assert correspondent.case().status[1].note == full.replace("\r\n", "\n")


def test_whoever_was_excluded_lists_nothing_and_counts_nothing(office):
    for name, group in (("Head", "INV"), ("Oversight", "ALT"), ("Care", "VCO"), ("Ethics", "ETH")):
        vault = office.hire(name, group)
        office.sync(vault)
        vault.close()
    office.report("About the investigation office.", conflicts=("investigation-office",))
    seen = {}
    for name in ("Head", "Oversight", "Care", "Ethics"):
        browser = Browser(office.console())
        browser.unlock(name)
        browser.wait()
        page = browser.get("/inbox")
        rows = page.text.count('data-testid="case-row"')
        counts = re.findall(r'class="count">(\d+)<', page.text)
        seen[name] = (rows, counts[0])
        browser.console.lock()
    assert seen == {"Head": (0, "0"), "Oversight": (1, "1"), "Care": (0, "0"), "Ethics": (0, "0")}


def test_the_list_of_keys_names_every_page_of_the_row(office, monkeypatch):
    monkeypatch.setattr(Shelf, "asked", lambda _shelf: 1)
    for name, group in (("Head", "INV"), ("Oversight", "ALT"), ("Care", "VCO"), ("Statistics", "STAT")):
        vault = office.hire(name, group)
        office.sync(vault)
        vault.close()
        browser = Browser(office.console())
        browser.unlock(name)
        browser.wait()
        page = browser.get("/inbox").text
        row, listed = re.findall(r'data-go="(\w)"', page), re.findall(r"<kbd>g</kbd> <kbd>(\w)</kbd>", page)
        assert sorted(listed) == sorted(row)
        assert "n" in listed
        browser.console.lock()


def test_a_message_makes_an_unused_lane_visible_to_its_holders(office):
    care = office.hire("Care", "VCO")
    office.sync(care)
    care.close()
    correspondent = office.report("They changed the list.")
    browser = Browser(office.console())
    browser.unlock("Care")
    browser.wait()
    assert 'data-testid="case-row"' not in browser.get("/inbox").text
    correspondent.write("I need a doctor.", lane=3)
    browser.post("/sync", browser.get("/inbox"))
    page = browser.get(browser.first_case())
    assert "I need a doctor." in page.text
    assert "They changed the list." not in page.text
    browser.console.lock()


def test_the_server_sealed_this_report_is_said(office, head):
    _, _, page = open_first_case(office, head, path="server")
    assert "The server sealed this report" in page.text
    assert "Sealed by the server" in head.get("/inbox").text


def test_a_wrong_passphrase_opens_nothing_and_says_so(head):
    answer = head.unlock("Amina Head", "another passphrase")
    assert answer.status_code == 403
    assert "doesn&#39;t open this vault" in answer.text
    assert head.get("/inbox").status_code == 401


def test_the_choice_of_members_is_their_names(office, head):
    vault = office.hire("Zoë <Second>", "INV", 1)
    vault.close()
    page = head.get("/").text
    assert '<option value="Amina Head"' in page
    assert ">Zoë &lt;Second&gt;</option>" in page


def test_what_was_written_without_the_portal_goes_out_later(office, head):
    correspondent, path, page = open_first_case(office, head)
    office.line.up = False
    head.post(f"{path}/reply", page, text="Kept for later.")
    page = head.get(path)
    assert "Not sent yet" in page.text
    assert "not sent yet: 1" in page.text or "Portal away" in page.text
    assert "The portal doesn&#39;t answer" in page.text
    assert correspondent.case().messages == ()
    head.post(f"{path}/status", page, status="acknowledged", note="")
    office.line.up = True
    head.post("/sync", page, next=path)
    head.wait()
    case = correspondent.case()
    assert [message.text for message in case.messages] == ["Kept for later."]
    assert case.status[1].value == "acknowledged"
    assert "Not sent yet" not in head.get(path).text


def test_a_draft_survives_the_lock(office, head):
    _, path, page = open_first_case(office, head)
    head.post(f"{path}/draft", page, text="Half a thou")
    head.post("/lock", page)
    assert head.get(path).status_code == 401
    head.unlock("Amina Head")
    assert "Half a thou" in head.get(path).text
    assert "Draft" in head.get("/inbox").text


def test_an_answer_sent_to_a_locked_console_is_not_lost(office, head):
    correspondent, path, page = open_first_case(office, head)
    head.console.lock()
    locked = head.post(f"{path}/reply", page, text="Long thought\r\nthrough.")
    assert locked.status_code == 401
    assert "Long thought" in locked.text
    carried = re.search(r'name="carried_case" value="([0-9a-f]+)"', locked.text)[1]
    answer = head.unlock(
        "Amina Head", page=locked, carried_case=carried, carried_text="Long thought\r\nthrough.", next=path
    )
    assert answer.headers["Location"] == path
    assert "Long thought" in head.get(path).text
    assert correspondent.case().messages == ()


def test_the_console_locks_itself_when_nobody_is_there(office, head, monkeypatch):
    _, path, _ = open_first_case(office, head)
    console = head.console
    monkeypatch.setattr(console, "_seen_at", (console._seen_at[0] - 901, console._seen_at[1]))
    assert head.get(path).status_code == 401
    assert not console.unlocked


def test_a_laptop_that_slept_is_locked(office, head, monkeypatch):
    _, path, _ = open_first_case(office, head)
    console = head.console
    monkeypatch.setattr(console, "_seen_at", (console._seen_at[0], console._seen_at[1] - 901))
    assert head.get(path).status_code == 401


def test_looking_at_progress_does_not_keep_the_console_open(office, head):
    open_first_case(office, head)
    console = head.console
    before = console._seen_at
    head.get("/sync/state")
    head.get("/sync")
    assert console._seen_at == before
    head.get("/inbox")
    assert console._seen_at > before


def test_a_record_changed_on_disk_is_named(office, head, tmp_path):
    _, path, page = open_first_case(office, head)
    head.post("/lock", page)
    with sqlite3.connect(tmp_path / "console" / "amina-head" / "vault.db") as database:
        database.execute("UPDATE records SET sealed = zeroblob(length(sealed)) WHERE name = 'entry'")
    database.close()
    head.unlock("Amina Head")
    page = head.get(path)
    assert page.status_code == 200
    assert "was changed on disk" in page.text
    assert "&#39;entry&#39;" in page.text


def test_a_summary_changed_on_disk_is_named_in_the_inbox(office, head, tmp_path):
    _, _, page = open_first_case(office, head)
    head.post("/lock", page)
    with sqlite3.connect(tmp_path / "console" / "amina-head" / "vault.db") as database:
        database.execute("UPDATE records SET version = version + 1 WHERE name = 'summary'")
    database.close()
    head.unlock("Amina Head")
    assert "&#39;summary&#39; was changed on disk" in head.get("/inbox").text


def test_too_long_an_answer_stays_on_the_page(office, head):
    _, path, page = open_first_case(office, head)
    answer = head.post(f"{path}/reply", page, text="word " * 5000)
    assert answer.status_code == 400
    assert "20000 are the most" in answer.text
    assert answer.text.count("word ") >= 5000
    assert head.post(f"{path}/reply", page, text="   ").status_code == 400


def test_a_long_arabic_answer_goes_through(office, head):
    correspondent, path, page = open_first_case(office, head, story="ن" * 50_000)
    text = "شكراً لك 👩‍👩‍👧‍👦 " * 900
    head.post(f"{path}/reply", page, text=text)
    head.wait()
    assert correspondent.case().messages[0].text == text


def test_openings_are_logged_once_a_reading(office, head):
    _, path, _ = open_first_case(office, head)
    head.get(path)
    store = head.console.desk.vault.store
    assert store.count("opening") == 1


def test_an_unknown_case_is_no_case(office, head):
    open_first_case(office, head)
    assert head.get("/cases/00000000000000000000").status_code == 404
    assert head.post("/cases/00000000000000000000/reply", head.get("/inbox"), text="x").status_code == 404


def test_keys_page_shows_the_root_key_and_the_weeks(office, head):
    open_first_case(office, head)
    page = head.get("/keys").text
    assert page.count("Week of") == 8
    assert "Reserve" in page
