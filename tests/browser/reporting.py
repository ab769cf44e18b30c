"""What a reporter does with the pages, by their handles."""

import httpx
from playwright.sync_api import Page

from crypto import case_code, genesis, reporter_keys
from crypto.report_plan import ReportPlan, Rosters
from tests.browser.running import Stack
from tests.support.walk import send, walk_to_submit

REPORTS = "**/api/v1/reports"


def hurry(page: Page) -> None:
    """Animations run a hundred times as fast: what comes into view by itself after some seconds comes at once."""
    animations = page.context.new_cdp_session(page)
    animations.send("Animation.enable")
    animations.send("Animation.setPlaybackRate", {"playbackRate": 100})


def start(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/en/report")
    page.get_by_test_id("next").wait_for()


def report(page: Page, stack: Stack, story: str, **choices: tuple[str, ...]) -> str:
    """The digits of its code. `choices`: of `walk_to_submit`."""
    start(page, stack)
    walk_to_submit(page, story, **choices)
    return send(page).digits


def unlock(page: Page, stack: Stack, code: str) -> None:
    page.goto(f"{stack.url}/en/case")
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("unlock-case").click()


def stored(stack: Stack, story: str) -> str:
    """The same as `report`, sealed and posted without a browser, where a test is about what comes after."""
    ring, deployment = stack.organisation.keyring, stack.organisation.deployment
    code = case_code.new_code(deployment)
    reporter = reporter_keys.derive(case_code.stretch(code, deployment), deployment)
    told = {"used": True, "story": story, "categories": ["FRD"], "exclusions": {"teams": [], "members": []}}
    silent = {"used": False}
    groups = ring.groups
    rosters = Rosters(
        lanes={1: groups["INV"], 2: groups["ETH"], 3: groups["VCO"], 5: groups["INV"]},
        share_a=groups["ETH"],
        share_b=groups["ALT"],
    )
    bodies = {1: told, 2: silent, 3: silent, 4: silent, 5: {"used": True}}
    sealed = genesis.seal_report(
        ReportPlan(bodies, rosters),
        reporter,
        ring,
        stack.organisation.intake,
        deployment,
        manifest_hash=bytes(32),
        path="browser",
    )
    answer = httpx.post(f"{stack.url}/api/v1/reports", content=sealed, trust_env=False, timeout=30)
    assert answer.status_code == 201, answer.text
    digits = case_code.encode_digits(code)
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))
