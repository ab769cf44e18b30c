"""A victim care officer's case in the middle of the work: help agreed, a consent given, a referral ready to send."""

from playwright.sync_api import Page, expect

from tests.support.live import Live
from tests.support.walk import SOON, handle

STEPS = ("explained", "contact-safe", "child-considered")


def refer(page: Page, live: Live) -> str:
    """Works on the demo's case whose reporter asked for help, and returns the address of its page of help."""
    _open(page, live)
    handle(page, "open-care").click()
    handle(page, "offer-help").click()
    handle(page, "help-wanted").click()
    expect(handle(page, "care-state")).to_have_text("Agreed to help", timeout=SOON)
    for step in STEPS:
        form = page.locator(f"form.tick-form:has(input[value={step}])")
        if step == "child-considered":
            form.locator("select[name=age_band]").select_option("adult")
        form.get_by_test_id("episode-step").click()
        expect(form.get_by_test_id("episode-step")).to_have_text("Take back", timeout=SOON)
    handle(page, "needs-save").click()
    expect(handle(page, "care-state")).to_have_text("Needs agreed", timeout=SOON)
    handle(page, "consent-new").click()
    page.locator("#recipient").select_option(index=1)
    for item in ("needs", "safe-contact"):
        page.locator(f"#consents input[name=items][value={item}]").check()
    page.locator("#consents input[name=answer][value=yes]").check()
    page.locator("#how").select_option(index=0)
    handle(page, "consent-save").click()
    expect(handle(page, "consent-row")).to_contain_text("In force", timeout=SOON)
    page.locator("#sector").select_option("MED")
    page.locator("#entry").select_option(index=1)
    handle(page, "referral-save").click()
    expect(handle(page, "referral-row")).to_contain_text("Ready to send", timeout=SOON)
    return page.url.split("#")[0].split("?")[0]


def _open(page: Page, live: Live) -> None:
    """The one case where help can be offered to somebody who asked for it herself."""
    rows = handle(page, "case-row")
    for number in range(rows.count()):
        rows.nth(number).click()
        expect(handle(page, "case-status").first).to_be_visible(timeout=SOON)
        if handle(page, "open-care").count() and "Leo cuando estoy sola" in _help_text(page):
            return
        page.goto(live.console)
        expect(rows.first).to_be_visible(timeout=SOON)
    raise AssertionError("nobody in the demo asked for help")


def _help_text(page: Page) -> str:
    """What stands on the page of help of this case; comes back to the case."""
    handle(page, "open-care").click()
    page.wait_for_load_state()
    text = page.inner_text("body")
    page.go_back()
    return text
