"""Policies that wait for a specialist: the banner, the signature of whoever may, and what colleagues take over."""

import io
import re

import pytest

from tests.support.console_world import BASE, Browser


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


def sign(browser, policy):
    page = browser.get("/policies")
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
        policy
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
    page = ben.get("/policies")
    assert 'data-testid="policy-sign"' not in page.text
    sign(odile, "timers")
    stolen = digest(odile.get("/policies"), "taxonomy")
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
    page = head.get("/policies")
    assert head.post("/policies/sign", page, policy="timers", digest="00" * 32).status_code == 400
    assert waits(head, "timers")
