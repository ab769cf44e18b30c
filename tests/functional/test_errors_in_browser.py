"""Trouble in Chromium: a clear sentence, the words still on the page, and sending works once it is over."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from crypto import intake
from crypto.keyring import sign_keyring
from portal.keyring.card import Card
from portal.keyring.publish import publish
from portal.settings import Organisation as Named
from portal.setup import initialise
from portal.store.engine import Store
from tests.support import walk
from tests.support.organisation import Organisation, today
from tests.support.portal_world import put_intake_keys
from tests.support.running_portal import RunningPortal
from tests.support.walk import SOON, handle

pytestmark = pytest.mark.browser

OTHER_WAY = "Call 555."
STORY = "What I wrote must stay. يبقى"
REPLY = "My reply must stay."
KEYRING, INTAKE = "**/api/v1/keyring", "**/api/v1/intake"


@dataclass(frozen=True)
class Site:
    """A portal of its own, which a test may stop, and the root key behind its keyrings."""

    portal: RunningPortal
    organisation: Organisation

    @property
    def url(self) -> str:
        return self.organisation.origin


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Its keyring has version 2, and its pages know that version 1 is too old."""
    path = tmp_path_factory.mktemp("site") / "portal.toml"
    portal = RunningPortal(path)
    url = f"http://127.0.0.1:{portal.port}"
    organisation = Organisation.at(url).with_keyring(version=2)
    card = Card(organisation.deployment, organisation.root_vk, (url,))
    named = Named("Relief Example", "help@example.org", (OTHER_WAY,), "https://weather.example/")
    settings = initialise(path, card, named)
    path.write_text(path.read_text("utf-8").replace("floor = 1", "floor = 2"), "utf-8")
    store = Store(settings.database_url)
    publish(settings, store, organisation.container, today())
    put_intake_keys(store, organisation.keys_of(organisation.recipients))
    store.close()
    portal.start()
    yield Site(portal, organisation)
    portal.stop()


def serve(page: Page, pattern: str, body: bytes) -> None:
    page.route(pattern, lambda route: route.fulfill(status=200, body=body))


def unsigned(organisation: Organisation) -> bytes:
    end = 8 + int.from_bytes(organisation.container[4:8], "big")
    return organisation.container[:end] + bytes(64) + b"\x00"


def altered(organisation: Organisation) -> bytes:
    return organisation.container.replace(b'"role":"oversight"', b'"role":"oversighT"')


def of_another_root(organisation: Organisation) -> bytes:
    return sign_keyring(json.loads(organisation.keyring.document), bytes(range(32)))


def rolled_back(organisation: Organisation) -> bytes:
    return organisation.with_keyring(version=1).container


def expired(organisation: Organisation) -> bytes:
    return organisation.with_keyring(issued_on=today() - dt.timedelta(days=410)).container


def said(page: Page) -> str:
    """The sentence of the problem; whatever it is, what was typed stands where it stood."""
    box = handle(page, "problem").first
    expect(box).to_contain_text("still on this page")
    expect(page.get_by_test_id("report-story")).to_have_value(STORY)
    sentence = box.inner_text()
    assert "null" not in sentence
    return sentence


def begin(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/en/report")
    walk.walk_to_submit(page, STORY, categories=("FRD",))


def assert_sends(page: Page, site: Site) -> str:
    """The trouble is over: sending gives a code, and the code opens the case."""
    handle(page, "submit-report").click()
    code = walk.take_code(page)
    page.goto(f"{site.url}/en/case")
    handle(page, "code-input").fill(code.words)
    handle(page, "unlock-case").click()
    expect(handle(page, "case-status").first).to_be_visible(timeout=SOON)
    return code.words


@pytest.mark.parametrize("trouble", [unsigned, altered, of_another_root, rolled_back])
def test_a_keyring_that_is_not_ours_stops_it_until_the_real_one_is_there(site, reporter: Page, trouble):
    serve(reporter, KEYRING, trouble(site.organisation))
    begin(reporter, site)
    assert OTHER_WAY in said(reporter)
    expect(handle(reporter, "submit-report")).to_be_disabled()
    reporter.unroute(KEYRING)
    handle(reporter, "try-again").click()
    expect(handle(reporter, "submit-report")).to_be_enabled(timeout=SOON)
    assert_sends(reporter, site)


def test_a_keyring_that_ran_out_stops_it_until_a_fresh_one_is_there(site, reporter: Page):
    serve(reporter, KEYRING, expired(site.organisation))
    begin(reporter, site)
    handle(reporter, "day-right").click()
    assert OTHER_WAY in said(reporter)
    reporter.unroute(KEYRING)
    handle(reporter, "try-again").click()
    expect(handle(reporter, "submit-report")).to_be_enabled(timeout=SOON)
    assert_sends(reporter, site)


def test_each_trouble_with_the_keyring_has_its_own_sentence(site, reporter: Page):
    sentences = set()
    for trouble in (altered, rolled_back, expired):
        serve(reporter, KEYRING, trouble(site.organisation))
        begin(reporter, site)
        if trouble is expired:
            handle(reporter, "day-right").click()
        sentences.add(said(reporter))
        reporter.unroute(KEYRING)
    assert len(sentences) == 3


def test_a_group_with_one_holder_left_is_not_sealed_to_until_there_are_two(site, reporter: Page):
    people = site.organisation.recipients
    lonely = [one for one in people if one.group != "INV" or one.role == "head-of-investigations"]
    posts = []

    def note(request):
        if request.url.endswith("/reports"):
            posts.append(request)

    reporter.on("request", note)
    serve(reporter, INTAKE, intake.encode_list([site.organisation.current(one).key for one in lonely]))
    begin(reporter, site)
    handle(reporter, "submit-report").click()
    assert OTHER_WAY in said(reporter)
    assert posts == []
    reporter.unroute(INTAKE)
    handle(reporter, "try-again").click()
    walk.take_code(reporter)
    assert len(posts) == 1


def test_a_server_that_stops_before_sending_and_comes_back(site, reporter: Page):
    begin(reporter, site)
    expect(handle(reporter, "submit-report")).to_be_enabled(timeout=SOON)
    site.portal.kill()
    try:
        handle(reporter, "submit-report").click()
        assert "reach our server" in said(reporter)
    finally:
        site.portal.start()
    handle(reporter, "try-again").click()
    walk.take_code(reporter)


def test_a_server_that_stops_before_a_reply_and_comes_back(site, reporter: Page):
    begin(reporter, site)
    code = assert_sends(reporter, site)
    handle(reporter, "reply-text").fill(REPLY)
    site.portal.kill()
    try:
        handle(reporter, "send-reply").click()
        outcome = reporter.get_by_test_id("reply-outcome")
        expect(outcome).to_contain_text("reach our server", timeout=SOON)
        expect(handle(reporter, "reply-text")).to_have_value(REPLY)
    finally:
        site.portal.start()
    handle(reporter, "send-reply").click()
    expect(handle(reporter, "message").filter(has_text=REPLY)).to_have_count(1, timeout=SOON)
    # and whoever comes back while it is away keeps the code that she typed
    other = reporter.context.new_page()
    other.goto(f"{site.url}/en/case")
    handle(other, "code-input").fill(code)
    site.portal.kill()
    try:
        handle(other, "unlock-case").click()
        expect(handle(other, "problem")).to_contain_text("reach our server", timeout=SOON)
        expect(handle(other, "code-input")).to_have_value(code)
    finally:
        site.portal.start()
    handle(other, "unlock-case").click()
    expect(handle(other, "message").filter(has_text=REPLY)).to_have_count(1, timeout=SOON)


@pytest.mark.parametrize("trouble", [altered, rolled_back])
def test_a_foul_keyring_shows_no_conversation_and_keeps_the_code(site, reporter: Page, trouble):
    begin(reporter, site)
    code = assert_sends(reporter, site)
    serve(reporter, KEYRING, trouble(site.organisation))
    reporter.goto(f"{site.url}/en/case")
    handle(reporter, "code-input").fill(code)
    handle(reporter, "unlock-case").click()
    expect(handle(reporter, "problem")).to_contain_text(OTHER_WAY, timeout=SOON)
    expect(handle(reporter, "case-status")).to_have_count(0)
    expect(handle(reporter, "code-input")).to_have_value(code)
    reporter.unroute(KEYRING)
    handle(reporter, "unlock-case").click()
    expect(handle(reporter, "case-status").first).to_be_visible(timeout=SOON)


def test_a_reply_that_is_empty_or_too_long_is_said_and_stays(site, reporter: Page):
    begin(reporter, site)
    assert_sends(reporter, site)
    posts = []

    def note(request):
        if request.method == "POST":
            posts.append(request)

    reporter.on("request", note)
    outcome = reporter.get_by_test_id("reply-outcome")
    for text, sentence in (("  \n ", "write something"), ("x" * 20_001, "too long by 1 ")):
        handle(reporter, "reply-text").fill(text)
        handle(reporter, "send-reply").click()
        expect(outcome).to_contain_text(sentence)
        expect(handle(reporter, "reply-text")).to_have_value(text)
    assert posts == []
    walk.reply(reporter, REPLY)


def test_a_story_that_was_too_long_is_sent_once_it_is_shorter(site, reporter: Page):
    reporter.goto(f"{site.url}/en/report")
    reporter.get_by_test_id("report-category").locator("input[value=FRD]").check()
    handle(reporter, "next").click()
    for text, sentence in (("", "few words"), ("x" * 50_001, "too long by 1 ")):
        handle(reporter, "report-story").fill(text)
        handle(reporter, "next").click()
        expect(handle(reporter, "problem")).to_contain_text(sentence)
        expect(handle(reporter, "report-story")).to_have_value(text)
    walk.walk_to_submit(reporter, STORY, categories=("FRD",))
    assert_sends(reporter, site)
