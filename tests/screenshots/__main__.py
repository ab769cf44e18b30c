"""`make screenshots`: a picture of every page at phone and desk width, light and dark, into build/screenshots.

The pictures are taken on a running demo while a report travels through it, so that every page shows real content.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support import walk
from tests.support.chromium import launched_chromium
from tests.support.live import ROOT, Live, running_demo
from tests.support.walk import SOON, handle

WIDTHS = (320, 375, 1280)
HEIGHT = 800
FOLDER = ROOT / "build" / "screenshots"
STORY = (
    "The man who gives out the food cards asked me to come to his house at night. "
    "He says that without this there is no card for my children. It has happened to two other women."
)


class Camera:
    """Takes a page at every width, light and dark, without losing what it shows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    def shoot(self, page: Page, name: str) -> None:
        """One picture for each width and colour scheme: `03-report-story-320-dark.png`."""
        self._number += 1
        before = page.viewport_size
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                path = self._folder / f"{self._number:02}-{name}-{width}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)


@contextmanager
def fresh_page(browser: Browser, *, scripts: bool = True) -> Iterator[Page]:
    """A page with a fresh profile."""
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 375, "height": HEIGHT})
    yield context.new_page()
    context.close()


def reporter_pages(camera: Camera, page: Page, live: Live) -> walk.Code:
    """From the home page to the saved code."""
    page.goto(live.portal)
    camera.shoot(page, "home")
    for name in ("how", "readers", "places"):
        page.locator(f"footer a[href$='/{name}']").click()
        camera.shoot(page, name)
        page.go_back()
    handle(page, "start-report").first.click()
    page.wait_for_load_state("networkidle")
    for screen in range(12):
        camera.shoot(page, f"report-{screen}")
        choices = handle(page, "report-category")
        if choices.count() and not choices.locator("input:checked").count():
            choices.locator("input").nth(1).check(force=True)
        if handle(page, "report-story").count():
            handle(page, "report-story").fill(STORY)
            camera.shoot(page, "report-story-filled")
        if handle(page, "submit-report").count():
            break
        handle(page, "next").first.click()
    handle(page, "submit-report").click()
    expect(handle(page, "code-saved").first).to_be_visible(timeout=SOON)
    camera.shoot(page, "code")
    code = walk.take_code(page)
    camera.shoot(page, "done")
    return code


def console_pages(camera: Camera, page: Page, live: Live) -> None:
    """Unlock, inbox, case, answer."""
    member = live.member("head-of-investigations")
    page.goto(live.console)
    camera.shoot(page, "console-unlock")
    walk.unlock_console(page, live, member)
    camera.shoot(page, "console-inbox")
    handle(page, "case-row").first.click()
    expect(handle(page, "case-story").first).to_be_visible(timeout=SOON)
    handle(page, "reply-text").fill("Thank you for telling us. Are you somewhere safe now?")
    handle(page, "send-reply").click()
    handle(page, "status-select").select_option("acknowledged")
    handle(page, "status-save").click()
    camera.shoot(page, "console-case")
    walk.synchronise(page, live)


def coming_back(camera: Camera, page: Page, live: Live, code: walk.Code) -> None:
    """The empty code page, a wrong code, the conversation."""
    page.goto(live.portal)
    handle(page, "open-case").first.click()
    camera.shoot(page, "come-back")
    handle(page, "code-input").fill("1" * 28)
    handle(page, "unlock-case").click()
    page.wait_for_timeout(3000)
    camera.shoot(page, "wrong-code")
    walk.come_back(page, live.portal, code.words)
    walk.reply(page, "Yes, I am with my sister.")
    camera.shoot(page, "case")


def basic_pages(camera: Camera, page: Page, live: Live) -> None:
    """The path without JavaScript."""
    page.goto(live.portal)
    handle(page, "start-report").first.click()
    camera.shoot(page, "report-without-script")
    handle(page, "basic-path").first.click()
    camera.shoot(page, "basic-warning")
    handle(page, "basic-accept").first.click()
    camera.shoot(page, "basic-form")
    walk.walk_to_submit(page, STORY)
    camera.shoot(page, "basic-review")
    handle(page, "submit-report").click()
    expect(handle(page, "code-saved").first).to_be_visible(timeout=SOON)
    camera.shoot(page, "basic-code")
    code = walk.take_code(page)
    walk.come_back(page, live.portal, code.words, basic=True)
    camera.shoot(page, "basic-case")


def in_other_languages(camera: Camera, browser: Browser, live: Live) -> None:
    """The pages that every reporter sees, in each further language."""
    for language in ("fr", "es", "ar"):
        with fresh_page(browser) as page:
            page.goto(f"{live.portal}/{language}/")
            camera.shoot(page, f"{language}-home")
            handle(page, "start-report").first.click()
            page.wait_for_load_state("networkidle")
            camera.shoot(page, f"{language}-report")
            walk.walk_to_submit(page, STORY)
            camera.shoot(page, f"{language}-review")
            handle(page, "submit-report").click()
            expect(handle(page, "code-saved").first).to_be_visible(timeout=SOON)
            camera.shoot(page, f"{language}-code")


def main() -> int:
    """Everything once; the names sort in the order of the journey."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    camera = Camera(FOLDER)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_demo(Path(folder) / "data", empty=False) as live,
        launched_chromium() as browser,
    ):
        with fresh_page(browser) as page:
            code = reporter_pages(camera, page, live)
        with fresh_page(browser) as page:
            console_pages(camera, page, live)
        with fresh_page(browser) as page:
            coming_back(camera, page, live, code)
        with fresh_page(browser, scripts=False) as page:
            basic_pages(camera, page, live)
        in_other_languages(camera, browser, live)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
