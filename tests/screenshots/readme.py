"""The few pictures of the README, small enough to be committed: `docs/images`."""

import io
import time

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.screenshots.case import told_case, unlock, work_on
from tests.screenshots.help_case import refer
from tests.screenshots.phrases import PHRASES
from tests.screenshots.scene import Scene
from tests.support import walk
from tests.support.live import ROOT, Live
from tests.support.walk import SOON

FOLDER = ROOT / "docs" / "images"
PHONE = {"width": 375, "height": 720}
DESK = {"width": 1280, "height": 760}
# Flat colours and grey edges of letters: a palette holds them, at a third of the bytes.
_COLOURS = 96


def _keep(page: Page, name: str) -> None:
    """What stands in the window now, as `docs/images/<name>.png`."""
    page.mouse.move(0, 0)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def shoot_reporter(scenes: list[Scene]) -> None:
    """A phone in English and in Arabic: the form, the code, the case."""
    for scene in scenes:
        if scene.language in {"en", "ar"}:
            with scene.phone() as page:
                page.set_viewport_size(PHONE)
                _form(scene, page)
    english = next(scene for scene in scenes if scene.language == "en")
    with english.phone() as page:
        page.set_viewport_size(PHONE)
        case = told_case(english, f"{PHRASES['en'].story} {time.monotonic_ns()}")
        work_on(english, case)
        unlock(english, page, case)
        page.get_by_test_id("timeline").locator("summary").click()
        _keep(page, "case")


def _form(scene: Scene, page: Page) -> None:
    following = page.get_by_test_id("next")
    page.goto(scene.address("report"))
    following.wait_for()
    page.get_by_test_id("report-category").locator("input[value=SEA-E]").check()
    _keep(page, f"report-{scene.language}")
    if scene.language != "en":
        return
    following.click()
    page.get_by_test_id("report-story").fill(PHRASES["en"].story)
    while not page.get_by_test_id("submit-report").is_visible():
        following.click()
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("code-saved").wait_for(timeout=SOON)
    _keep(page, "code")


def shoot_console(browser: Browser, live: Live) -> None:
    """A desk: the inbox of an investigator, and a case of help as victim care sees it."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    walk.unlock_console(page, live, live.member("head-of-investigations"))
    _keep(page, "inbox")
    walk.lock_console(page)
    walk.unlock_console(page, live, live.member("victim-care-officer"))
    address = refer(page, live)
    page.goto(address)
    _keep(page, "help")
    walk.lock_console(page)
    context.close()
