"""Policies that wait for a specialist: the banner, the signature of whoever may, and what colleagues take over."""

import html
import io
import re

import pytest

from investigator_console.language import LANGUAGES
from investigator_console.policy_reviews.wording import policy_title
from investigator_console.translations import CATALOGUES
from policies import load, policy_content
from tests.support.console_world import BASE, Browser
from tests.support.wording import latin_words, left_in_english

POLICIES = load()
TITLES = {"timers": "Deadlines and alarms", "taxonomy": "The categories of reports"}


@pytest.fixture
def consoles(office):
    """The head of investigations, an investigator, and oversight."""
    opened = []
    for name, group, index in (("Amina", "INV", 0), ("Ben", "INV", 1), ("Odile", "ALT", 0)):
        vault = office.hire(name, group, index)
        office.sync(vault)
        vault.close()
        browser = Browser(office.console())
        browser.unlock(name)
        browser.wait()
        opened.append(browser)
    yield opened
    for browser in opened:
        browser.console.lock()


def digest(page, policy):
    return re.search(
        rf'name="policy" value="{policy}">\s*<input[^>]*name="digest" value="([0-9a-f]{{64}})"', page.text
    )[1]


def read(browser, policy):
    return browser.get(f"/policies/read/{policy}")


def sign(browser, policy):
    page = read(browser, policy)
    return browser.post("/policies/sign", page, policy=policy, digest=digest(page, policy))


def file_of(browser, policy):
    page = browser.get("/policies")
    return browser.get(re.search(rf'href="(/policies/review/{policy}[^"]+)"', page.text)[1]).data


def take(browser, data):
    fields = {
        "csrf_token": browser.token(browser.get("/policies")),
        "file": (io.BytesIO(data), "review.json"),
    }
    return browser.client.post("/policies/take", data=fields, base_url=BASE)


def waits(browser, policy):
    return (
        TITLES[policy]
        in re.search(r'data-testid="draft-policies".*?</div>', browser.get("/inbox").text, re.DOTALL)[0]
    )


def test_a_draft_carries_a_banner_until_its_owner_has_signed_it(consoles):
    head, ben, _ = consoles
    assert waits(head, "timers")
    assert sign(head, "timers").status_code == 302
    assert not waits(head, "timers")
    assert "Signed by Head of investigations" in head.get("/policies").text
    assert waits(ben, "timers")
    assert take(ben, file_of(head, "timers")).status_code == 302
    assert not waits(ben, "timers")


def test_only_the_owner_and_oversight_may_sign(consoles):
    _, ben, odile = consoles
    page = read(ben, "taxonomy")
    assert 'data-testid="policy-sign"' not in page.text
    sign(odile, "timers")
    stolen = digest(read(odile, "taxonomy"), "taxonomy")
    assert ben.post("/policies/sign", page, policy="taxonomy", digest=stolen).status_code == 400
    assert waits(ben, "taxonomy")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b'"signature": "', b'"signature": "00')[:-4],
        lambda _: b"{}",
        lambda _: b"\xff",
    ],
)
def test_a_file_that_was_tampered_with_is_refused(consoles, change):
    head, ben, _ = consoles
    sign(head, "timers")
    assert take(ben, change(file_of(head, "timers"))).status_code == 400
    assert waits(ben, "timers")


def test_what_changed_since_it_was_read_is_not_signed(consoles):
    head, _, _ = consoles
    page = read(head, "timers")
    assert head.post("/policies/sign", page, policy="timers", digest="00" * 32).status_code == 400
    assert waits(head, "timers")


def texts(value):
    """Every text and number in a policy."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [] if isinstance(value, bool) or value in (None, "") else [str(value)]


def test_whoever_signs_reads_all_that_the_signature_covers_before_the_button(consoles):
    head, _, odile = consoles
    assert 'data-testid="policy-sign"' not in head.get("/policies").text
    for header in POLICIES.headers():
        page = html.unescape(read(odile, header.id).text)
        shown = page[page.index('data-testid="policy-values"') : page.index('data-testid="policy-sign"')]
        missing = [text for text in texts(policy_content(header.id, POLICIES)) if text not in shown]
        assert missing == [], header.id
    assert read(odile, "nothing").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_words_of_a_policy_are_said_in_the_pages_language_too(consoles, language):
    _, _, odile = consoles
    odile.post("/language", odile.get("/policies"), language=language, next="/policies")
    for header in POLICIES.headers():
        page = read(odile, header.id).text
        assert left_in_english(page, CATALOGUES, language) == []
        if language == "ar":
            assert [text for text in latin_words(page) if "Amparo" not in text] == []
    label = POLICIES.taxonomy.categories[0].label
    assert html.escape(CATALOGUES.translations(language).gettext(label)) in read(odile, "taxonomy").text


def test_every_policy_has_a_title_in_plain_words(consoles):
    head, _, _ = consoles
    listed = html.unescape(head.get("/policies").text)
    for header in POLICIES.headers():
        title = policy_title(header.id)
        assert title != header.id
        assert f"<b>{title}</b>" in listed
