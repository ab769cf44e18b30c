"""The members' pages in real Chromium: with the keyboard alone, with drafts that survive, without a policy breach."""

import re

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.browser.inspecting import violations
from tests.support.console_server import served, unlock
from tests.support.console_world import PASSPHRASE, open_office
from tests.support.organisation import Organisation

pytestmark = pytest.mark.browser

STORY = "They asked for money. طلبوا"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = open_office(tmp_path_factory.mktemp("office"), Organisation.found())
    vault = made.hire("Amina Head", "INV")
    made.sync(vault)
    vault.close()
    for number in range(3):
        made.report(f"{STORY} {number}", categories=("FRD",))
    yield made
    made.world.services.store.close()


@pytest.fixture(scope="module")
def console(office):
    with served(office) as address:
        yield address


@pytest.fixture(params=[1280, 375])
def page(chromium, console, request):
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    opened = context.new_page()
    faults = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.goto(console)
    yield opened
    # A refused draft and a locked page are answered with 4xx, which Chromium writes to its console; nothing else may.
    assert [fault for fault in faults if "status of 4" not in fault] == []
    # Chromium now and then never ends a context that is closed while a page in it is still loading.
    opened.wait_for_load_state()
    context.close()


# What keys, drafts and paper do is the same at any width.
ONE_WIDTH = pytest.mark.parametrize("page", [1280, pytest.param(375, marks=pytest.mark.long)], indirect=True)


@pytest.mark.parametrize("page", [1280], indirect=True)
@pytest.mark.parametrize("away", [False, True])
def test_a_page_that_its_member_is_leaving_does_not_call_her_back(page, away):
    """A lock pressed in the moment in which a synchronisation ends would be undone: the console stays open."""
    state = {"running": True, "text": "", "done": 0, "total": 0, "changed": True, "badge": ""}
    held = []
    page.route(
        "**/sync/state", lambda route: route.fulfill(**({"json": state} if state else {"status": 404}))
    )
    page.route("**/lock", lambda route: held.append(route))  # noqa: PLW0108 - a bound method can bear no mark
    page.get_by_test_id("member-select").select_option("Amina Head")
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.locator("[data-follow]").wait_for()
    # given a lock that is on its way
    with page.expect_request("**/lock"):
        page.get_by_test_id("lock").click(no_wait_after=True)
    # when the synchronisation ends, or its state can't be asked for any more
    state = None if away else {**state, "running": False}
    page.wait_for_event("requestfinished", lambda one: "/sync/state" in one.url)
    page.wait_for_timeout(300)
    held[0].continue_()
    # then it locks
    expect(page.get_by_test_id("passphrase")).to_be_visible()


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_read_answer_and_set_a_status(page, office):
    unlock(page)
    assert not wide(page)
    page.get_by_test_id("case-row").nth(0).click()
    expect(page.get_by_test_id("case-story")).to_contain_text(STORY)
    assert not wide(page)
    page.get_by_test_id("reply-text").fill("Thank you.\nشكر")
    page.get_by_test_id("send-reply").click()
    page.get_by_test_id("message").filter(has_text="شكر").last.wait_for()
    page.get_by_test_id("status-select").select_option("assessing")
    page.get_by_test_id("status-save").click()
    page.get_by_test_id("case-status").filter(has_text="Deciding").wait_for()
    expect(page.get_by_test_id("integrity")).to_be_visible()
    page.get_by_test_id("sync").click()
    page.get_by_test_id("case-story").wait_for()
    page.get_by_test_id("lock").click()
    page.get_by_test_id("unlock").wait_for()


@ONE_WIDTH
def test_what_was_typed_survives_the_lock_button(page):
    unlock(page)
    page.get_by_test_id("case-row").nth(1).click()
    page.get_by_test_id("reply-text").fill("Half a sentence about")
    address = page.url
    page.get_by_test_id("lock").click()
    page.get_by_test_id("unlock").wait_for()
    assert "Half a sentence" not in page.content()
    unlock(page)
    page.goto(address)
    expect(page.get_by_test_id("reply-text")).to_have_value("Half a sentence about")
    page.get_by_test_id("lock").click()


@ONE_WIDTH
def test_an_answer_typed_while_it_locked_itself_becomes_a_draft(page, console):
    unlock(page)
    page.get_by_test_id("case-row").nth(2).click()
    page.get_by_test_id("reply-text").wait_for()
    other = page.context.new_page()
    other.goto(f"{console}/inbox")
    other.get_by_test_id("lock").click()
    other.get_by_test_id("unlock").wait_for()
    other.close()
    page.get_by_test_id("reply-text").fill("A long thought")
    page.get_by_test_id("send-reply").click()
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.get_by_test_id("unlock").click()
    page.get_by_test_id("reply-text").wait_for()
    expect(page.get_by_test_id("reply-text")).to_have_value("A long thought")
    page.get_by_test_id("lock").click()


def test_the_keyboard_is_enough(page):
    unlock(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_test_id("case-row").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.get_by_test_id("case-story").wait_for()
    page.get_by_test_id("lock").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("unlock").wait_for()


def test_without_script_everything_works(chromium, console, office):
    correspondent = office.report("Without script.")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(console)
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.get_by_test_id("unlock").click()
    page.get_by_test_id("sync").click()
    page.get_by_test_id("sync").wait_for()
    expect(page.get_by_test_id("case-row")).to_have_count(4)
    _row(page, correspondent).click()
    page.get_by_test_id("reply-text").fill("No script here.")
    page.get_by_test_id("send-reply").click()
    page.get_by_test_id("message").filter(has_text="No script here.").wait_for()
    assert [message.text for message in correspondent.case().messages] == ["No script here."]
    page.get_by_test_id("lock").click()
    context.close()


def _row(page, correspondent):
    label = correspondent.case_id.hex()[:8].upper()
    return page.get_by_test_id("case-row").filter(has_text=f"{label[:4]}-{label[4:]}")


PAGES = (
    "inbox",
    "overview",
    "calendar",
    "retention",
    "duty",
    "directory",
    "keys",
    "policies",
    "policies/read/outcomes",
    "policies/read/packet",
    "suspension",
    "gone",
)
PARTS = ("", "/work", "/decision", "/access", "/identity", "/keeping", "/record", "/evidence")


def faults_of_every_page(page, console, more=list):
    """What axe, the width and `more` find on the locked page, on every page and on every part of a case."""
    found = [(console, one) for one in violations(page)]
    unlock(page)
    page.get_by_test_id("case-row").first.click()
    page.get_by_test_id("case-story").wait_for()
    case = page.url
    for address in [*(f"{console}/{name}" for name in PAGES), *(f"{case}{part}" for part in PARTS)]:
        page.goto(address)
        found += [(address, one) for one in (*violations(page), *more())]
        found += [(address, "too wide")] if wide(page) else []
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_axe_finds_nothing_and_nothing_is_too_wide(chromium, console, width, scheme):
    # axe is a script of its own, which the pages' policy would refuse.
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(console)
    assert faults_of_every_page(page, console) == []
    page.get_by_test_id("lock").click()
    context.close()


# A day or a code that reads backwards: its first letter stands to the right of its last, on one line.
BACKWARDS = r"""() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (!text.parentElement.checkVisibility()) continue;
    for (const match of text.data.matchAll(/\d{4}-\d\d-\d\d|\d\d:\d\d|[0-9A-F]{4}-[0-9A-F]{4}/g)) {
      const [first, last] = [0, match[0].length - 1].map((step) => {
        const range = document.createRange();
        range.setStart(text, match.index + step);
        range.setEnd(text, match.index + step + 1);
        return range.getBoundingClientRect();
      });
      if (first.top === last.top && first.left > last.left) found.push(match[0]);
    }
  }
  return found;
}"""


def test_arabic_pages_pass_axe_fit_and_leave_days_and_codes_readable(chromium, console):
    context = chromium.new_context(viewport={"width": 375, "height": 800}, locale="ar-JO", bypass_csp=True)
    page = context.new_page()
    page.goto(console)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert faults_of_every_page(page, console, lambda: page.evaluate(BACKWARDS)) == []
    page.get_by_test_id("lock").click()
    context.close()


def test_a_language_is_chosen_without_script_and_with_the_keyboard(chromium, console):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{console}/overview")
    page.get_by_role("button", name="Français").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url == f"{console}/overview"
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()


@ONE_WIDTH
def test_keys_lead_everywhere_but_not_out_of_a_sentence(page, console):
    unlock(page)
    # The first synchronisation begins by itself and shows the page anew when it ends: keys pressed then are lost.
    page.get_by_text(re.compile("^Synchronised")).first.wait_for()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for _ in range(5):
        # Two keys make one command only where they follow one another quickly, which a busy machine may not manage.
        page.keyboard.press("g")
        page.keyboard.press("o")
        try:
            page.wait_for_url(f"{console}/overview", timeout=4_000)
            break
        except PlaywrightTimeout:
            continue
    assert page.url == f"{console}/overview"
    page.goto(f"{console}/inbox")
    page.get_by_test_id("case-row").first.click()
    page.get_by_test_id("case-story").wait_for()
    page.wait_for_load_state("networkidle")
    case = page.url
    page.keyboard.press("4")
    page.wait_for_url(f"{case}/access")
    page.keyboard.press("1")
    page.wait_for_url(case)
    page.keyboard.press("a")
    page.keyboard.type("go ?14u")
    expect(page.get_by_test_id("reply-text")).to_have_value("go ?14u")
    assert page.url == case
    page.get_by_test_id("reply-text").fill("")
    page.get_by_test_id("lock").click()
