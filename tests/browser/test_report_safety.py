"""The pages and a person's safety: nothing is posted by accident, leaving works, all can use it."""

import pytest
from playwright.sync_api import expect

from portal.basic import surroundings as expressions
from portal.pages.site import PAGES as ALL_PAGES
from tests.browser import reporting
from tests.support import walk
from tests.support.agents import IN_APP, NAMED, PLAIN, PROXY
from tests.support.weight import BUDGETS, Scale, budget

pytestmark = pytest.mark.browser

PAGES = ["" if name == "home" else name for name in ALL_PAGES]
CALM = "https://weather.example/"


def type_everywhere(page):
    """Whatever a person could try: fields are shut, so nothing can be typed or chosen."""
    for field in page.locator("textarea, input, select").all():
        assert field.is_disabled()
    page.keyboard.type("A secret.")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("name", ["report", "case"])
def test_with_the_scripts_blocked_nothing_is_posted_and_the_basic_path_is_offered(stack, page, name):
    requests = []
    page.route("**/*.js", lambda route: route.abort())
    page.on("request", lambda r: requests.append((r.method, r.url)))
    page.goto(f"{stack.url}/en/{name}")
    page.locator("main").click()
    type_everywhere(page)
    reporting.hurry(page)
    expect(page.locator("#without-script")).to_be_visible()
    assert all(method == "GET" and "secret" not in url for method, url in requests)
    page.goto(f"{stack.url}/en/{name}")
    notice = page.locator("#without-script")
    expect(notice).to_contain_text("Please try another browser or another device.")
    expect(notice).not_to_contain_text("script")
    expect(page.get_by_test_id("basic-path")).to_have_class("button second")
    page.get_by_test_id("basic-path").click()
    page.get_by_test_id("basic-accept").wait_for()


def test_without_javascript_the_notice_is_there_and_nothing_can_be_typed(stack, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stack.url}/en/report")
    expect(page.get_by_test_id("basic-path")).to_be_visible()
    expect(page.get_by_test_id("next")).to_be_hidden()
    expect(page.get_by_test_id("report-category")).to_be_hidden()
    context.close()


def test_where_the_browser_has_no_cryptography_the_form_stays_shut(stack, page):
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    reporting.hurry(page)
    page.goto(f"{stack.url}/en/report")
    expect(page.locator("#without-script")).to_be_visible()
    expect(page.get_by_test_id("report-story")).to_be_disabled()
    assert page.url.endswith("/en/report")


def test_with_the_scripts_there_the_notice_is_gone(stack, page):
    reporting.start(page, stack)
    expect(page.locator("#without-script")).to_be_hidden()


@pytest.mark.parametrize("way", ["button", "shift"])
def test_leaving_quickly_opens_another_page_and_forgets(stack, page, way):
    page.route(
        f"{CALM}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
    )
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    reporting.start(page, stack)
    walk.walk_to_submit(page, "Nobody may see this.")
    if way == "button":
        page.get_by_test_id("quick-exit").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(f"{CALM}**")
    assert asked == []
    page.go_back()
    expect(page.get_by_test_id("report-story")).to_have_value("")
    assert "Nobody may see this." not in page.content()


def test_leaving_blanks_the_page_before_the_other_one_answers(stack, page):
    # An answer without content: the browser stays where it is, on what the page has become.
    page.route(f"{CALM}**", lambda route: route.fulfill(status=204))
    reporting.start(page, stack)
    walk.walk_to_submit(page, "Nobody may see this.")
    page.get_by_test_id("quick-exit").click()
    expect(page.locator("body > *")).to_have_count(0)


def test_typing_capitals_never_leaves(stack, page):
    reporting.start(page, stack)
    walk.choose(page, "UNS")
    page.get_by_test_id("next").click()
    page.get_by_test_id("report-story").press_sequentially("ABC")
    for letter in "XYZ":
        page.keyboard.down("Shift")
        page.keyboard.press(letter)
        page.keyboard.up("Shift")
    expect(page.get_by_test_id("report-story")).to_have_value("ABCXYZ")


@pytest.mark.parametrize("name", PAGES)
def test_the_first_tab_stop_is_the_way_out(stack, page, name):
    page.goto(f"{stack.url}/en/{name}")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("quick-exit")).to_be_focused()


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_first_visit_is_light(stack, context, name):
    page = context.new_page()
    page.set_extra_http_headers({"Accept-Encoding": "br"})
    scale = Scale(context.new_cdp_session(page))
    page.goto(f"{stack.url}/en/{'' if name == 'home' else name}")
    page.wait_for_load_state("networkidle")
    assert scale.requests <= BUDGETS["most"]["requests"]
    assert scale.rounds <= BUDGETS["most"]["rounds"]
    assert scale.kilobytes <= budget(name, "en"), scale.files


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (IN_APP["facebook"], "This page is open inside another app."),
        (PROXY["opera-mini"], "This browser sends pages through another company."),
        (PLAIN["firefox"], ""),
    ],
)
def test_browsers_that_read_along_are_named_before_the_first_word(stack, chromium, agent, said):
    context = chromium.new_context(user_agent=agent)
    page = context.new_page()
    reporting.start(page, stack)
    assert page.locator("#surroundings").is_visible() == bool(said)
    assert said in page.locator("#surroundings").inner_text()
    # An app shows no address and hides the way out: both are said.
    address = page.locator("#surroundings .address")
    if "another app" in said:
        expect(page.locator("#surroundings")).to_contain_text("menu (⋮ or …)")
        expect(address).to_have_text(f"{stack.url.removeprefix('http://')}/en/report")
        page.goto(f"{stack.url}/en/basic/")
        expect(page.get_by_test_id("surroundings").locator(".address")).to_have_text(
            f"{stack.url.removeprefix('http://')}/en/"
        )
    else:
        expect(address).to_have_count(0)
    # A service writes notes there; whoever comes with a code types it.
    for name, ready in (("case", "code-input"), ("answer", "packet-code")):
        page.goto(f"{stack.url}/en/{name}")
        expect(page.get_by_test_id(ready)).to_be_enabled()
        assert page.locator("#surroundings").is_visible() == bool(said), name
    context.close()


def test_the_script_knows_each_by_what_it_calls_itself(stack, page):
    """In the browser's own reading of the expressions, which are Python's as well."""
    page.goto(f"{stack.url}/en/")
    for expression, known in ((expressions.PROXIES, PROXY), (expressions.IN_APP, IN_APP)):
        for _kind, name, agent in NAMED:
            found = page.evaluate("([words, agent]) => new RegExp(words).test(agent)", [expression, agent])
            assert found or name not in known, name
            assert not found or name not in PLAIN, name


def test_fields_tell_browsers_to_keep_their_hands_off(stack, page):
    wanted = {"translate": "no", "spellcheck": "false", "autocomplete": "off", "autocorrect": "off"}
    for name, handle in (("report", "report-story"), ("case", "code-input")):
        page.goto(f"{stack.url}/en/{name}")
        field = page.get_by_test_id(handle)
        assert {key: field.get_attribute(key) for key in wanted} == wanted
        assert field.get_attribute("name") is None
