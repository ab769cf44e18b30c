"""The person's help on the case page: confirmed and taken back with the case code, with and without a script."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import reporting

pytestmark = pytest.mark.browser

CONSENT, REFERRAL = "1a" * 32, "2b" * 32
SHOWN = {
    "type": "plan-shown",
    "state": "arranging",
    "sent_at": "2026-11-21T09:00Z",
    "items": [
        {
            "id": CONSENT,
            "kind": "consent",
            "organisation": "Camp <b>clinic</b>",
            "items": ["needs", "safe-contact"],
            "until": "2027-02-01",
        },
        {"id": REFERRAL, "kind": "referral", "organisation": "Camp <b>clinic</b>", "sector": "MED"},
    ],
}


class Answers:
    """What victim care's key opens of the reporter's acts in one case."""

    def __init__(self, desk, case):
        self.desk, self.case = desk, case

    def __call__(self):
        return [self.named(body) for body in self.desk.said(self.case)]

    @staticmethod
    def named(body):
        return {key: value for key, value in body.items() if key not in {"v", "sent_at"}}


@pytest.fixture
def helped(stack):
    code = reporting.stored(stack, f"Told at {time.monotonic_ns()}.")
    desk = stack.desk("victim-care-officer")
    case = desk.cases()[-1]
    desk.write(case, SHOWN, lane=3)
    return code, Answers(desk, case)


def test_a_person_confirms_help_and_takes_a_consent_back(stack, page, helped):
    code, answers = helped
    page.set_viewport_size({"width": 320, "height": 700})
    reporting.unlock(page, stack, code)
    plan = page.get_by_test_id("help-plan")
    expect(plan).to_be_visible()
    assert plan.locator("b").count() == 0
    # It speaks to her, and what is shared can't be taken for those who get it.
    shared = plan.get_by_test_id("help-consent").locator("ul li")
    assert shared.all_text_contents() == ["What help you want", "How to reach you safely"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_test_id("help-received").click()
    expect(page.get_by_test_id("help-missing")).to_be_visible()
    expect(page.get_by_test_id("help-received")).to_have_count(0)
    page.get_by_test_id("help-withdraw").click()
    page.get_by_test_id("help-withdraw-yes").click()
    expect(page.get_by_test_id("help-withdrawn")).to_be_visible()
    expect(page.get_by_test_id("help-withdraw")).to_have_count(0)
    assert answers() == [
        {"type": "receipt", "referral": REFERRAL, "received": True},
        {"type": "consent-withdraw", "consents": [CONSENT]},
    ]


def test_a_double_press_on_taking_back_takes_nothing_back(stack, page, helped):
    """The question comes between: the second press meets its words, and no button."""
    code, answers = helped
    page.set_viewport_size({"width": 320, "height": 700})
    reporting.unlock(page, stack, code)
    page.get_by_test_id("help-withdraw").scroll_into_view_if_needed()
    page.get_by_test_id("help-withdraw").dblclick()
    expect(page.get_by_test_id("help-withdraw-yes")).to_be_visible()
    words = page.locator("[data-testid=help-consent] .moves p").bounding_box()
    button = page.get_by_test_id("help-withdraw-yes").bounding_box()
    assert words["y"] + words["height"] <= button["y"]
    expect(page.get_by_test_id("help-withdrawn")).to_have_count(0)
    assert answers() == []


def test_without_anything_to_show_the_page_says_nothing_of_help(stack, page):
    code = reporting.stored(stack, f"Told at {time.monotonic_ns()}.")
    reporting.unlock(page, stack, code)
    page.get_by_test_id("case-status").wait_for()
    expect(page.get_by_test_id("help-plan")).to_have_count(0)
