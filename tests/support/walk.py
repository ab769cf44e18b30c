"""What people do in a browser, step by step, by the pages' stable handles alone."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.live import Live, LiveMember

SOON = 30_000  # milliseconds; sealing and PBKDF2 on a busy machine


@dataclass(frozen=True)
class Code:
    """A case code as the page shows it."""

    words: str
    digits: str


def handle(page: Page, name: str) -> Locator:
    """The visible elements with this handle."""
    return page.locator(f"[data-testid={name}]:visible")


def walk_to_submit(
    page: Page, story: str, *, categories: tuple[str, ...] = ("FRD",), conflicts: tuple[str, ...] = ()
) -> None:
    """From the first screen of the report form, with or without scripts, to the one with the send button.

    `conflicts`: the teams that must not see it.
    """
    for _ in range(12):
        # The buttons stand last: where one of them is, all of its screen is there.
        expect(handle(page, "next").or_(handle(page, "submit-report")).first).to_be_visible(timeout=SOON)
        choices = handle(page, "report-category")
        if choices.count() and not choices.locator("input:checked").count():
            choose(page, *categories)
        text = handle(page, "report-story")
        if text.count():
            text.fill(story)
        for team in conflicts:
            option = handle(page, "report-conflict").locator(f"input[value='{team}']")
            if option.count():
                option.check()
        if handle(page, "submit-report").count():
            return
        handle(page, "next").click()
    raise AssertionError("the send button never came")


def choose(page: Page, *categories: str) -> None:
    """Tick these categories on the form's first screen."""
    for code in categories:
        page.get_by_test_id("report-category").locator(f"input[value='{code}']").check()


def go_on(page: Page) -> None:
    """Through the filled steps of the form with scripts to its review, however many there are."""
    while not handle(page, "submit-report").count():
        handle(page, "next").click()


def send(page: Page) -> Code:
    """Press the send button, and save the code."""
    handle(page, "submit-report").click()
    return take_code(page)


def take_code(page: Page) -> Code:
    """Wait for the case code, note it, and say that it is saved."""
    expect(handle(page, "code-saved").first).to_be_visible(timeout=SOON)
    words = page.get_by_test_id("case-code-words").first.text_content() or ""
    digits = page.get_by_test_id("case-code-digits").first.text_content() or ""
    handle(page, "code-saved").first.click()
    return Code(" ".join(words.split()), "".join(digits.split()))


def report(page: Page, portal: str, story: str, **choices: tuple[str, ...]) -> Code:
    """Report with JavaScript, from the home page to the saved code. `choices`: of `walk_to_submit`."""
    page.goto(portal)
    handle(page, "start-report").first.click()
    walk_to_submit(page, story, **choices)
    return send(page)


def report_without_script(page: Page, portal: str, story: str, **choices: tuple[str, ...]) -> Code:
    """Report on the basic path: through the warning, then plain forms."""
    page.goto(portal)
    handle(page, "start-report").first.click()
    handle(page, "basic-path").first.click()
    handle(page, "basic-accept").first.click()
    walk_to_submit(page, story, **choices)
    return send(page)


def come_back(page: Page, portal: str, code: str, *, basic: bool = False) -> None:
    """Open the mailbox with a case code and wait for its status."""
    page.goto(portal)
    if basic:
        handle(page, "start-report").first.click()
        handle(page, "basic-path").first.click()
    handle(page, "open-case").first.click()
    handle(page, "code-input").fill(code)
    handle(page, "unlock-case").click()
    expect(handle(page, "case-status").first).to_be_visible(timeout=SOON)


def reply(page: Page, text: str) -> None:
    """Write into the thread and wait until it stands there."""
    handle(page, "reply-text").fill(text)
    handle(page, "send-reply").click()
    expect(handle(page, "message").filter(has_text=text.strip()[:60]).first).to_be_visible(timeout=SOON)


def unlock_console(page: Page, live: Live, member: LiveMember) -> None:
    """Choose a vault, give the passphrase, and bring everything up to date."""
    page.goto(live.console)
    handle(page, "member-select").select_option(member.name)
    handle(page, "passphrase").fill(member.passphrase)
    handle(page, "unlock").click()
    expect(handle(page, "lock").first).to_be_visible(timeout=SOON)
    synchronise(page, live)


def await_synchronised(page: Page, live: Live) -> None:
    """Wait for the end of the synchronisation that runs, and of every one that it began."""
    for _ in range(600):
        state = page.request.get(f"{live.console}/sync/state").json()
        if state["badge"] and not state["running"]:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the synchronisation never ended")


def synchronise(page: Page, live: Live) -> None:
    """Press sync and end on the inbox, which shows all that came."""
    handle(page, "sync").first.click()
    expect(handle(page, "lock").first).to_be_visible(timeout=SOON)
    await_synchronised(page, live)
    page.goto(live.console)
    expect(handle(page, "inbox").first).to_be_visible(timeout=SOON)


def lock_console(page: Page) -> None:
    """Lock, so that another member can open their vault in the same process."""
    handle(page, "lock").first.click()
    expect(handle(page, "passphrase")).to_be_visible(timeout=SOON)


def open_case(page: Page, live: Live, text: str) -> str:
    """Open the case whose report holds `text`, among all that this member's inbox lists; returns its address.

    The first click on a row signs that nothing stands in the member's way, and opens.
    """
    page.goto(live.console)
    rows = handle(page, "case-row")
    expect(rows.first).to_be_visible(timeout=SOON)
    for number in range(rows.count()):
        rows.nth(number).click()
        expect(handle(page, "case-story").first).to_be_visible(timeout=SOON)
        if text in handle(page, "case-story").first.inner_text():
            return page.url.split("?")[0]
        page.goto(live.console)
        expect(rows.first).to_be_visible(timeout=SOON)
    raise AssertionError("no case in this inbox holds that text")
