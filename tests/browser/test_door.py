"""Help at the door: urgent services before anything is sent, answers that only victim care can open."""

import time

import httpx
import pytest
from playwright.sync_api import expect

from crypto.constants import DIRECTORY_PUBLIC
from crypto.directory import sign_directory
from policies.directory.entry import entry_of
from policies.directory.public import public_services
from policies.directory.reading import document_of
from policies.loader import load
from tests.browser import reporting
from tests.support import walk
from tests.support.directory_samples import service
from tests.support.organisation import today

ANSWERS_IN_A_ROW = 30


@pytest.fixture(scope="module")
def services(stack):
    """Two services, one of which answers day and night, published by victim care."""
    day = today().isoformat()
    entries = [
        entry_of(service("line", "Night line", sector="MHP", hotline_24_7="yes", verified_on=day)),
        entry_of(service("legal", "Lawyers", sector="LEG", verified_on=day)),
    ]
    person = stack.organisation.one("victim-care-officer")
    container = sign_directory(
        {**document_of(public_services(entries, today(), load().referral_sop), {}), "made_on": day},
        DIRECTORY_PUBLIC,
        member_id=person.id,
        keyring_hash=stack.organisation.keyring.hash,
        seed=person.verify_seed,
        deployment=stack.organisation.deployment,
    )
    answer = stack.desk("victim-care-officer")._ask("PUT", "/members/directory", content=container)
    assert answer.status_code == 200, answer.text
    # Each worker of the portal looks at what is published every few seconds, and any of them may answer the page.
    address = f"{stack.url}/api/v1/services/en/urgent"
    in_a_row = 0
    for _ in range(600):
        seen = httpx.get(address, trust_env=False, timeout=30).json()["services"]
        in_a_row = in_a_row + 1 if seen else 0
        if in_a_row == ANSWERS_IN_A_ROW:
            return
        time.sleep(0 if seen else 0.1)
    raise AssertionError("the services never came into view")


def sealed_help(stack, page):
    """What victim care opens of the report that this page sends, and that nobody else opens any of it."""
    with page.expect_request(reporting.REPORTS) as sent:
        page.get_by_test_id("submit-report").click()
    raw = sent.value.post_data_buffer
    page.get_by_test_id("code-saved").wait_for()
    opened = {
        person.role: stack.organisation.open_bodies(raw, person) for person in stack.organisation.recipients
    }
    for role, bodies in opened.items():
        assert (3 in bodies) is (role in {"victim-care-officer", "psea-officer"}), role
        assert not (3 in bodies and 1 in bodies)
    return opened["victim-care-officer"][3], opened["investigator"][1]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_without_a_list_of_services_there_is_still_a_way(stack, page, language):
    """Stands before the tests that publish a list."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{stack.url}/{language}/report")
    page.get_by_test_id("next").wait_for()
    walk.choose(page, "SEA-A")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("x y z")
    page.get_by_test_id("next").click()
    page.get_by_test_id("help-danger").select_option("yes")
    urgent = page.get_by_test_id("help-now")
    expect(urgent.get_by_test_id("help-none")).to_be_visible()
    expect(urgent.get_by_test_id("reach-us")).to_be_visible()
    expect(urgent.locator("[data-urgent]:visible")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_urgent_help_stands_on_the_page_before_anything_is_sent(stack, services, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{stack.url}/ar/report")
    page.get_by_test_id("next").wait_for()
    walk.choose(page, "SEA-E")
    following = page.get_by_test_id("next")
    following.click()
    page.get_by_test_id("report-story").fill("قصة.")
    page.get_by_test_id("report-when").select_option("days-3")
    following.click()
    urgent = page.get_by_test_id("help-now")
    urgent.wait_for()
    expect(urgent.locator("[data-urgent]:visible")).to_have_count(3)
    expect(urgent.locator('a[href="tel:+249550102030"]')).to_be_visible()
    expect(urgent.get_by_test_id("help-none")).to_be_hidden()
    expect(urgent.get_by_test_id("reach-us")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The list came before any answer about danger, as to everybody.
    before = len(asked)
    page.get_by_test_id("help-danger").select_option("yes")
    expect(urgent.locator("[data-urgent]:visible")).to_have_count(4)
    assert len(asked) == before
    following.click()
    page.get_by_test_id("back").click()
    page.get_by_test_id("help-danger").select_option("no")
    page.get_by_test_id("help-wants").select_option("me")
    page.get_by_test_id("help-needs").locator('input[value="MED"]').check()
    page.get_by_test_id("help-contacts").locator('input[value="code-page"]').check()
    page.get_by_test_id("help-not-from").fill("ابن عمي")
    walk.go_on(page)
    told, report = sealed_help(stack, page)
    assert told["used"] is True
    assert told["asked"] is False
    assert {name: told[name] for name in ("harmed_person", "danger_now", "recency", "age_group", "wants_support")} == {
        "harmed_person": "me", "danger_now": "no", "recency": "within-72h", "age_group": "unknown",
        "wants_support": "yes",
    }  # fmt: skip
    assert (told["needs"], told["contact_ok"], told["not_from"]) == (["MED"], ["code-page"], "ابن عمي")
    assert set(told["consents"].values()) == {"not-asked"}
    assert told["language"] == "ar"
    assert "ابن عمي" not in str(report)


def test_help_is_there_for_the_asking_and_never_in_the_way(stack, page):
    reporting.start(page, stack)
    # A kind of harm that does not open the step: it comes only when asked for.
    walk.choose(page, "FRD")
    page.get_by_test_id("help-ask").check()
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").fill("They took my card.")
    page.get_by_test_id("next").click()
    page.get_by_test_id("help-wants").wait_for()
    expect(page.get_by_test_id("help-now")).to_be_hidden()
    expect(page.locator("#step-assistance input:checked")).to_have_count(0)
    page.get_by_test_id("help-age").select_option("child")
    expect(page.locator("#help-child")).to_be_visible()
    walk.go_on(page)
    told, report = sealed_help(stack, page)
    assert (told["asked"], told["age_group"], told["wants_support"]) == (True, "child", "not-asked")
    assert report["story"] == "They took my card."


def test_all_of_it_may_stay_empty(stack, page):
    reporting.start(page, stack)
    walk.walk_to_submit(page, "I only report.", categories=("SEA-A",))
    told, _ = sealed_help(stack, page)
    assert told["used"] is False
    assert "danger_now" not in told


def test_violence_by_others_shows_services_and_takes_no_story(stack, services, page):
    reporting.start(page, stack)
    walk.choose(page, "GBV-X")
    page.get_by_test_id("next").click()
    page.get_by_test_id("problem").get_by_test_id("services").click()
    expect(page.get_by_test_id("service").nth(1)).to_be_visible()
