"""Coming back: a code that opens nothing, a case in the middle, one that has ended, a service's answer."""

import datetime as dt
import time

from playwright.sync_api import Page, expect

from tests.browser import reporting
from tests.screenshots.phrases import PHRASES
from tests.screenshots.scene import Scene
from tests.support.organisation import today
from tests.support.walk import SOON

CONSENT, REFERRAL = "1a" * 32, "2b" * 32


def shoot(scene: Scene) -> None:
    """The page "Come back" in every state that a person may find it in."""
    told = PHRASES[scene.language]
    fresh, busy, ended = (told_case(scene, f"{told.story} {time.monotonic_ns()}") for _ in range(3))
    with scene.phone() as page:
        page.goto(scene.address("case"))
        page.locator("#lost summary").click()
        page.get_by_test_id("code-input").fill("7")
        page.get_by_test_id("unlock-case").click()
        page.get_by_test_id("problem").wait_for(timeout=SOON)
        scene.take(page, "case-wrong-code")
        unlock(scene, page, fresh)
        scene.take(page, "case-fresh")
        work_on(scene, busy)
        unlock(scene, page, busy)
        page.get_by_test_id("reply-text").fill(told.reply)
        page.get_by_test_id("send-reply").click()
        expect(page.get_by_test_id("message")).to_have_count(3, timeout=SOON)
        page.get_by_test_id("help-withdraw").first.click()
        page.get_by_test_id("timeline").locator("summary").click()
        scene.take(page, "case-open")
        page.get_by_test_id("replace-code").evaluate("button => { button.closest('details').open = true; }")
        page.get_by_test_id("replace-code").click()
        page.get_by_test_id("code-saved").wait_for(timeout=SOON)
        scene.take(page, "case-new-code")
        end(scene, ended)
        unlock(scene, page, ended)
        page.get_by_test_id("ask-review").locator("summary").click()
        page.get_by_test_id("complain").locator("summary").click()
        page.get_by_test_id("offer-survey").click()
        scene.take(page, "case-closed")
    with scene.phone() as page:
        page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(days=8))
        unlock(scene, page, fresh)
        scene.take(page, "case-overdue")
    _answers(scene)


def told_case(scene: Scene, story: str) -> tuple[str, str]:
    """(story, code) of a report that is on the portal."""
    return story, reporting.stored(scene.stack, story)


def unlock(scene: Scene, page: Page, case: tuple[str, str]) -> None:
    page.goto(scene.address("case"))
    page.get_by_test_id("code-input").fill(case[1])
    page.get_by_test_id("unlock-case").click()
    page.get_by_test_id("case-status").wait_for(timeout=SOON)


def _write(scene: Scene, story: str, body: dict[str, object]) -> None:
    desk = scene.stack.desk("investigator")
    desk.write(next(case for case in desk.cases() if case.bodies[1].get("story") == story), body)


def work_on(scene: Scene, case: tuple[str, str]) -> None:
    """A message, two statuses with a note, a question that waits, and help that was agreed."""
    told, (story, _code) = PHRASES[scene.language], case
    _write(scene, story, {"type": "message", "text": told.message})
    _write(scene, story, {"type": "status", "status": "assessing", "note": ""})
    _write(scene, story, {"type": "question", "text": told.question})
    _write(scene, story, {"type": "status", "status": "investigating", "note": told.note})
    care = scene.stack.desk("victim-care-officer")
    until = (today() + dt.timedelta(days=60)).isoformat()
    items = [
        {
            "id": CONSENT,
            "kind": "consent",
            "organisation": "Example Health Network",
            "items": ["needs", "safe-contact"],
            "until": until,
        },
        {"id": REFERRAL, "kind": "referral", "organisation": "Example Health Network", "sector": "MED"},
    ]
    shown = {"type": "plan-shown", "state": "arranging", "sent_at": f"{today()}T09:00Z", "items": items}
    care.write(next(one for one in care.cases() if one.id == case_id(scene, story)), shown, lane=3)


def case_id(scene: Scene, story: str) -> bytes:
    cases = scene.stack.desk("investigator").cases()
    return next(one.id for one in cases if one.bodies[1].get("story") == story)


def end(scene: Scene, case: tuple[str, str]) -> None:
    """Closed, with how it ended: a review may be asked for."""
    _write(scene, case[0], {"type": "status", "status": "assessing", "note": ""})
    _write(scene, case[0], {"type": "status", "status": "closed", "outcome": "INSUF", "note": ""})


def _answers(scene: Scene) -> None:
    """The page for a service: refused, and with a reason to give."""
    with scene.phone() as page:
        page.goto(scene.address("answer"))
        page.get_by_test_id("packet-code").fill("1234")
        page.get_by_test_id("packet-value").select_option("rejected")
        page.get_by_test_id("packet-reason").select_option("full")
        page.get_by_test_id("packet-send").click()
        page.get_by_test_id("problem").wait_for(timeout=SOON)
        scene.take(page, "answer-refused")
