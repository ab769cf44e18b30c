"""What a reporter does with the pages, by their handles."""

from playwright.sync_api import Page

from tests.browser.conftest import Stack

REPORTS = "**/api/v1/reports"


def start(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/en/report")
    page.get_by_test_id("next").wait_for()


def choose(page: Page, *codes: str) -> None:
    for code in codes:
        page.get_by_test_id("report-category").locator(f'input[value="{code}"]').check()


def fill(
    page: Page, story: str, categories: tuple[str, ...] = ("FRD",), conflicts: tuple[str, ...] = ()
) -> None:
    """From the first step to the review."""
    following = page.get_by_test_id("next")
    choose(page, *categories)
    following.click()
    page.get_by_test_id("report-story").fill(story)
    following.click()
    following.click()
    for conflict in conflicts:
        page.get_by_test_id("report-conflict").locator(f'input[value="{conflict}"]').check()
    following.click()
    page.get_by_test_id("submit-report").wait_for()


def submit(page: Page) -> str:
    """Sends, saves the code and returns its digits."""
    page.get_by_test_id("submit-report").click()
    digits = page.get_by_test_id("case-code-digits").inner_text()
    page.get_by_test_id("code-saved").click()
    return digits


def report(page: Page, stack: Stack, story: str, **choices: tuple[str, ...]) -> str:
    start(page, stack)
    fill(page, story, **choices)
    return submit(page)


def unlock(page: Page, stack: Stack, code: str) -> None:
    page.goto(f"{stack.url}/en/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()


def story_field(page: Page) -> str:
    return page.get_by_test_id("report-story").input_value()
