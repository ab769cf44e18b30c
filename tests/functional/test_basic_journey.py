"""The path without JavaScript, whole and in a browser that runs none; and the other path without its scripts."""

import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import walk
from tests.support.hunt import files_with, found_in, shapes
from tests.support.live import Live
from tests.support.live_storage import case_ids
from tests.support.walk import SOON, handle

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(chromium: Browser):
    """A small phone whose browser runs no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def marker(word: str) -> str:
    return f"{word}-{secrets.token_hex(8)}"


def open_basic(page: Page, live: Live, code: str) -> None:
    page.goto(f"{live.portal}/en/basic/case")
    handle(page, "code-input").fill(code)
    handle(page, "unlock-case").click()


def assert_opens_nothing(page: Page, live: Live, code: str) -> None:
    open_basic(page, live, code)
    expect(handle(page, "problem")).to_be_visible(timeout=SOON)
    expect(handle(page, "code-input")).to_have_value(code)
    expect(handle(page, "case-status")).to_have_count(0)


def test_report_answer_reply_and_new_code_without_a_script(
    live: Live, temporary_files, plain: Page, desk: Page
):
    story, answer, later = marker("story"), marker("answer"), marker("later")
    # given a report through the warning and plain forms
    code = walk.report_without_script(
        plain, live.portal, f"He asks for money. {story}\nکمک 👩‍👩‍👧", categories=("COR",)
    )

    # when an investigator opens it, then the console says who sealed it
    walk.unlock_console(desk, live, live.member("head-of-investigations"))
    walk.open_case(desk, live, story)
    expect(desk.get_by_text("The server sealed this report").first).to_be_visible()

    # and when the answer and the new status are sent
    handle(desk, "reply-text").fill(f"Which day was it? {answer}")
    handle(desk, "send-reply").click()
    handle(desk, "status-select").select_option("investigating")
    handle(desk, "status-save").click()
    walk.synchronise(desk, live)

    # then the reporter reads both, and the console reads her reply
    walk.come_back(plain, live.portal, code.words, basic=True)
    expect(handle(plain, "case-status")).to_contain_text("Being looked into")
    expect(handle(plain, "message").filter(has_text=answer)).to_be_visible()
    walk.reply(plain, f"{later} On Monday.")
    walk.synchronise(desk, live)
    walk.open_case(desk, live, story)
    expect(handle(desk, "message").filter(has_text=later)).to_be_visible()

    # and a new code takes the place of the old one
    handle(plain, "replace-code").first.click()
    new = walk.take_code(plain)
    expect(handle(plain, "message").filter(has_text=later)).to_be_visible(timeout=SOON)
    handle(plain, "leave-case").click()
    assert_opens_nothing(plain, live, code.digits)
    open_basic(plain, live, new.digits)
    expect(handle(plain, "message").filter(has_text=answer)).to_be_visible(timeout=SOON)
    handle(plain, "leave-case").click()

    # and nothing of it stands readable on any disk; the server's memory is another matter, and said to be
    forms = [form for one in (story, answer, later) for form in shapes(one)]
    forms += [form for one in (code, new) for text in (one.words, one.digits) for form in shapes(text)]
    for folder in (live.data / "portal", live.data / "console", temporary_files):
        assert not files_with(folder, forms)
    assert not [log for log in live.data.parent.glob("*.log") if found_in(log.read_bytes(), forms)]


def test_leaving_or_closing_without_a_script_closes_the_case(live: Live, plain: Page):
    code = walk.report_without_script(plain, live.portal, "To be closed.", categories=("FRD",))
    open_basic(plain, live, code.words)
    expect(handle(plain, "case-status").first).to_be_visible(timeout=SOON)
    handle(plain, "leave-case").click()
    plain.goto(f"{live.portal}/en/basic/case")
    expect(handle(plain, "code-input")).to_be_visible()
    assert plain.context.cookies() == [] or all(one["name"] != "case" for one in plain.context.cookies())


def test_the_other_path_without_its_scripts_posts_nothing_even_when_its_fields_are_forced_open(
    live: Live, reporter: Page
):
    """The script never came; something else opened the fields: still nothing leaves by any key or button."""
    before, sent = case_ids(live), []

    def note(request):
        sent.append((request.method, request.url + (request.post_data or "")))

    reporter.on("request", note)
    reporter.route("**/*.js", lambda route: route.abort())
    for name in ("report", "case"):
        reporter.goto(f"{live.portal}/en/{name}")
        reporter.evaluate(
            """for (const hidden of document.querySelectorAll("main [hidden]")) hidden.hidden = false;
            for (const closed of document.querySelectorAll("main details")) closed.open = true;
            for (const shut of document.querySelectorAll(":disabled")) shut.disabled = false;"""
        )
        for field in reporter.locator("main textarea").all():
            field.fill("A secret to keep")
            field.press("Control+Enter")
        for field in reporter.locator("main input").all():
            field.check()
            field.press("Enter")
        for button in reporter.locator("main button").all():
            button.click()
        expect(reporter.locator("main form")).to_have_count(0)
        expect(reporter).to_have_url(f"{live.portal}/en/{name}")
    assert len(sent) > 2
    assert not [one for one in sent if one[0] != "GET" or "secret" in one[1]]
    assert case_ids(live) == before
