"""The path without scripts: its form, refused and filled, the code, and the way back."""

import time

from playwright.sync_api import Page

from tests.screenshots.case import end, told_case, work_on
from tests.screenshots.phrases import PHRASES
from tests.screenshots.scene import Scene
from tests.support.walk import SOON, handle


def shoot(scene: Scene) -> None:
    """Nothing here runs a script."""
    told = PHRASES[scene.language]
    busy, ended = (told_case(scene, f"{told.story} {time.monotonic_ns()}") for _ in range(2))
    work_on(scene, busy)
    end(scene, ended)
    with scene.phone(**scene.no_scripts) as page:
        page.goto(scene.address("basic/report"))
        handle(page, "next").click()
        scene.take(page, "basic-report-refused")
        page.goto(scene.address("basic/report"))
        page.get_by_test_id("report-category").locator("input[value=SEA-E]").check()
        page.get_by_test_id("report-story").fill(told.story)
        page.get_by_test_id("report-when").select_option("days-3")
        page.get_by_test_id("report-where").fill(told.where)
        page.get_by_test_id("report-conflict").locator("input").first.check()
        handle(page, "next").click()
        handle(page, "submit-report").wait_for(timeout=SOON)
        scene.take(page, "basic-review")
        handle(page, "submit-report").click()
        handle(page, "code-saved").wait_for(timeout=SOON)
        scene.take(page, "basic-code")
        page.goto(scene.address("basic/case"))
        page.get_by_test_id("code-input").fill("7")
        handle(page, "unlock-case").click()
        scene.take(page, "basic-wrong-code")
        _open(scene, page, busy[1])
        scene.take(page, "basic-case-open")
        handle(page, "replace-code").click()
        scene.take(page, "basic-new-code")
    with scene.phone(**scene.no_scripts) as page:
        _open(scene, page, ended[1])
        scene.take(page, "basic-case-closed")


def _open(scene: Scene, page: Page, code: str) -> None:
    page.goto(scene.address("basic/case"))
    page.get_by_test_id("code-input").fill(code)
    handle(page, "unlock-case").click()
    handle(page, "case-status").wait_for(timeout=SOON)
