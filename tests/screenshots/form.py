"""The form, step by step, to the code and the page after it."""

from playwright.sync_api import Page, expect

from tests.screenshots.phrases import PHRASES
from tests.screenshots.scene import Scene
from tests.support.walk import SOON, handle

# Words that a browser inside a chat application says of itself.
_IN_APP = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 WhatsApp/2.23"


def shoot(scene: Scene) -> None:
    """Each step empty or refused and filled; then what follows."""
    with scene.phone() as page:
        _steps(scene, page)
        _code(scene, page)
    with scene.phone(user_agent=_IN_APP) as page:
        page.goto(scene.address("report"))
        handle(page, "next").wait_for()
        scene.take(page, "report-in-another-app")


def _steps(scene: Scene, page: Page) -> None:
    told, following = PHRASES[scene.language], page.get_by_test_id("next")
    page.goto(scene.address("report"))
    following.wait_for()
    following.click()
    scene.take(page, "report-1-nothing-picked")
    choices = page.get_by_test_id("report-category")
    choices.locator("input[value=SEA-E]").check()
    choices.locator("input[value=RET]").check()
    scene.take(page, "report-1-picked")
    following.click()
    following.click()
    scene.take(page, "report-2-empty")
    page.get_by_test_id("report-story").fill(told.story)
    page.get_by_test_id("report-when").select_option("days-3")
    page.get_by_test_id("report-where").fill(told.where)
    page.get_by_test_id("lost-code-box").locator("summary").click()
    scene.take(page, "report-2-story")
    following.click()
    page.get_by_test_id("help-now").wait_for()
    scene.take(page, "report-3-help")
    page.get_by_test_id("help-danger").select_option("yes")
    page.get_by_test_id("help-wants").select_option("me")
    page.get_by_test_id("help-age").select_option("child")
    page.get_by_test_id("help-needs").locator("input[value=MED]").check()
    scene.take(page, "report-3-help-open")
    following.click()
    scene.take(page, "report-4-conflict")
    page.get_by_test_id("identity-tell").check()
    page.get_by_test_id("identity-name").fill(told.name)
    scene.take(page, "report-4-identity")
    while not page.get_by_test_id("submit-report").is_visible():
        following.click()
    expect(page.get_by_test_id("submit-report")).to_be_enabled(timeout=SOON)
    scene.take(page, "report-5-review")


def _code(scene: Scene, page: Page) -> None:
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for(timeout=SOON)
    scene.take(page, "code")
    page.get_by_test_id("other-form").click()
    scene.take(page, "code-other-form")
    page.get_by_test_id("code-check-box").locator("summary").click()
    page.get_by_test_id("code-check").fill("x")
    page.get_by_test_id("code-check").press("Enter")
    scene.take(page, "code-check")
    page.get_by_test_id("code-saved").click()
    scene.take(page, "thanks")
