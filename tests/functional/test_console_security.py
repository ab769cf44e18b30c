"""What keeps other pages, other programs and other users of this machine out of an unlocked console."""

import re

import pytest

from investigator_console.app import create_app
from investigator_console.security import HEADERS
from investigator_console.settings import Settings
from tests.support.console_world import BASE, PASSPHRASE, Browser, open_office
from tests.support.organisation import Organisation

OPEN_PATHS = {"/unlock", "/static/<version>/<path:filename>"}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    office = open_office(folder, Organisation.found())
    office.hire("Head", "INV").close()
    made = Browser(office.console())
    made.unlock("Head")
    made.wait()
    office.report()
    made.post("/sync", made.get("/inbox"))
    made.path = made.first_case()
    yield made
    made.console.lock()
    office.world.services.store.close()


def rules(app, method):
    found = [rule for rule in app.url_map.iter_rules() if method in rule.methods]
    assert found
    return found


def address(rule, path):
    return rule.rule.replace("<reference>", path.split("/")[2]).replace("<path:filename>", "console.css")


def test_every_post_refuses_a_form_without_token(browser):
    for rule in rules(browser.app, "POST"):
        answer = browser.client.post(address(rule, browser.path), data={"text": "x"}, base_url=BASE)
        assert answer.status_code == 400, rule
    assert browser.console.unlocked


def test_nothing_changes_by_get(browser):
    shown = {rule.rule for rule in rules(browser.app, "GET")}
    for rule in rules(browser.app, "POST"):
        if rule.rule not in shown:
            assert browser.get(address(rule, browser.path)).status_code == 405, rule


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1:9999", "127.0.0.1", ""])
def test_a_foreign_host_is_refused_everywhere(browser, host):
    for rule in rules(browser.app, "GET"):
        answer = browser.client.get(address(rule, browser.path), base_url=BASE, headers={"Host": host})
        assert answer.status_code == 421, rule
        assert b"They changed" not in answer.data


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_from_another_page_is_refused_even_with_a_token(browser, headers):
    token = browser.token(browser.get("/inbox"))
    answer = browser.client.post("/lock", data={"csrf_token": token}, base_url=BASE, headers=headers)
    assert answer.status_code == 403
    assert browser.console.unlocked


def test_another_browser_on_this_machine_sees_the_unlock_page_only(browser):
    stranger = browser.app.test_client()
    for rule in rules(browser.app, "GET"):
        if rule.rule in OPEN_PATHS:
            continue
        answer = stranger.get(address(rule, browser.path), base_url=BASE)
        assert answer.status_code == (200 if rule.rule == "/" else 401), rule
        assert 'data-testid="unlock"' in answer.text
        assert "case-row" not in answer.text
        assert "They changed" not in answer.text


def test_an_invented_cookie_opens_nothing(browser):
    stranger = browser.app.test_client()
    stranger.set_cookie("amparo_console_8001", "0" * 64, domain="127.0.0.1")
    assert stranger.get("/inbox", base_url=BASE).status_code == 401


def test_every_answer_bears_the_headers(browser):
    for path in ("/inbox", browser.path, "/keys", "/sync", "/static/0/console.css", "/nowhere"):
        answer = browser.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)


def test_only_the_files_that_pages_load_may_be_kept(browser):
    style = re.search(r'href="(/static/[0-9a-f]{16}/console\.css)"', browser.get("/inbox").text)
    assert style
    kept = browser.get(style[1])
    assert kept.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    for name, value in HEADERS.items():
        assert name == "Cache-Control" or kept.headers[name] == value, name
    assert browser.get(style[1].replace("console.css", "none.css")).headers["Cache-Control"] == "no-store"


def test_cookies_stay_in_this_browser_and_hold_no_content(browser):
    cookies = browser.get("/inbox").headers.getlist("Set-Cookie")
    stranger = Browser(browser.app)
    cookies += stranger.get("/").headers.getlist("Set-Cookie")
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


def test_no_page_needs_inline_script_or_style(browser):
    for path in ("/inbox", browser.path, "/keys", "/sync"):
        text = browser.get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count("<script src=")


def test_fields_and_decrypted_text_are_kept_from_browser_helpers(browser):
    text = browser.get(browser.path).text
    assert '<html lang="en" dir="ltr" translate="no"' in text
    for field in text.split("<textarea")[1:]:
        tag = field.split(">")[0]
        assert 'spellcheck="false"' in tag
        assert 'autocomplete="off"' in tag
        assert 'dir="auto"' in tag


def test_after_unlocking_only_own_pages_are_gone_to(browser, tmp_path):
    for target in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/nowhere",
        "javascript:alert(1)",
    ):
        answer = browser.post(
            "/unlock", browser.get("/inbox"), name="Head", passphrase=PASSPHRASE, next=target
        )
        assert answer.headers["Location"] == "/inbox", target


def test_locked_every_page_is_the_unlock_page(tmp_path):
    app = create_app(Settings(data=tmp_path, port=8001))
    client = app.test_client()
    for rule in rules(app, "GET"):
        if rule.rule in OPEN_PATHS:
            continue
        answer = client.get(address(rule, "/cases/00"), base_url=BASE)
        assert answer.status_code == (200 if rule.rule == "/" else 401), rule
        assert "There is no vault on this computer" in answer.text
