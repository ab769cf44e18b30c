"""One report is one case, however often it is sent: again, at the same moment, or after a lost answer."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal.store.models import Body, Case, Record, Wrap
from tests.support import walk
from tests.support.live import Live
from tests.support.live_storage import case_ids
from tests.support.running_portal import running_portal
from tests.support.walk import SOON, handle

REPORTS, COPIES = 8, 8


def rows(world) -> list[int]:
    with world.services.store.reading() as session:
        return [
            session.execute(select(func.count()).select_from(model)).scalar_one()
            for model in (Case, Record, Body, Wrap)
        ]


def test_copies_of_the_same_reports_at_the_same_moment_are_one_case_each(portal_world, tmp_path):
    # given eight reports, each sent eight times, 64 at once
    world = portal_world
    raws = [world.seal(world.reporter()).raw for _ in range(REPORTS)] * COPIES
    start = threading.Barrier(len(raws))

    def send(raw: bytes) -> tuple[bytes, int]:
        start.wait(60)
        return raw, portal.post(raw)

    # when they arrive at two workers
    with running_portal(world, tmp_path) as portal, ThreadPoolExecutor(len(raws)) as people:
        answers = Counter(people.map(send, raws))
        late = [portal.post(raw) for raw in raws[:REPORTS]]
    # then everyone is told that it is stored, one of each eight that it is new, and each is stored once
    assert answers == Counter({(raw, 201): 1 for raw in raws} | {(raw, 200): COPIES - 1 for raw in raws})
    assert late == [200] * REPORTS
    wraps = len(world.keyring.intake_recipients) + 1
    assert rows(world) == [REPORTS, REPORTS, 5 * REPORTS, wraps * REPORTS]


def test_another_report_under_the_same_code_is_refused_and_changes_nothing(portal_world, tmp_path):
    world = portal_world
    reporter = world.reporter()
    first, second = (world.seal(reporter, story).raw for story in ("One.", "Another."))
    with running_portal(world, tmp_path) as portal:
        assert [portal.post(raw) for raw in (first, second, first)] == [201, 409, 200]
    assert rows(world)[0] == 1


@pytest.mark.browser
@pytest.mark.parametrize("lost", [1, 2])
def test_a_page_whose_answer_is_lost_sends_again_and_shows_the_code_of_one_case(
    live: Live, reporter: Page, lost
):
    """The real portal has stored the report each time; what it said never reached the phone."""
    before, statuses, bodies = case_ids(live), [], []

    def lose(route):
        bodies.append(route.request.post_data_buffer)
        answer = route.fetch()
        statuses.append(answer.status)
        if len(statuses) <= lost:
            route.abort()
        else:
            route.fulfill(response=answer)

    reporter.route("**/api/v1/reports", lose)
    reporter.goto(live.portal)
    handle(reporter, "start-report").click()
    walk.walk_to_submit(reporter, "Sent from the edge of the signal.", categories=("FRD",))
    handle(reporter, "submit-report").click()
    for _ in range(lost):
        expect(handle(reporter, "problem")).to_be_visible(timeout=SOON)
        assert len(case_ids(live) - before) == 1
        handle(reporter, "try-again").click()
    code = walk.take_code(reporter)
    assert statuses == [201] + [200] * lost
    assert len(set(bodies)) == 1
    assert len(case_ids(live) - before) == 1
    walk.come_back(reporter, live.portal, code.digits)


@pytest.mark.browser
def test_an_impatient_finger_makes_one_case(live: Live, reporter: Page):
    before = case_ids(live)
    reporter.goto(live.portal)
    handle(reporter, "start-report").click()
    walk.walk_to_submit(reporter, "Pressed five times.", categories=("FRD",))
    expect(handle(reporter, "submit-report")).to_be_enabled(timeout=SOON)
    reporter.evaluate(
        "for (let i = 0; i < 5; i += 1) document.querySelector('[data-testid=submit-report]').click()"
    )
    walk.take_code(reporter)
    assert len(case_ids(live) - before) == 1
