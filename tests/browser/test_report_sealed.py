"""A report goes from a real browser to the people who may read it, and nowhere else."""

import pytest
from playwright.sync_api import expect

from crypto.manifest import Manifest, sign_manifest
from tests.browser import reporting
from tests.support import walk
from tests.support.organisation import today

pytestmark = pytest.mark.browser

MARKER = "Marker-q7Zx-کاغذ-👩‍👩‍👧"


def case_with(desk, text):
    return next(case for case in desk.cases() if case.bodies[1].get("story") == text)


@pytest.mark.parametrize(
    "story",
    [
        MARKER,
        "دفع الرجل عند البوابة المال مقابل الطعام.\nثم عاد في اليوم التالي.",
        "👩‍👩‍👧‍👦 e\u0301 \u200d\u200f " * 40,
        "ä" * 49_990 + "𝄞" * 10,
    ],
    ids=["marker", "arabic", "joiners", "fifty-thousand"],
)
def test_an_investigator_reads_what_was_written_to_the_letter(stack, page, story):
    reporting.report(page, stack, story)
    case = case_with(stack.desk("investigator"), story.strip())
    assert case.bodies[1]["path"] == "browser"
    assert case.bodies[1]["categories"] == ["FRD"]


def test_the_words_leave_the_device_in_no_request(stack, page):
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.url.encode() + (request.post_data_buffer or b"")))
    reporting.report(page, stack, MARKER, conflicts=("ethics",))
    assert len([body for body in sent if b"AMP1" in body]) == 1
    for needle in (MARKER.encode(), MARKER.encode("utf-16-le"), b"q7Zx", b"FRD", b"ethics"):
        assert not any(needle in body for body in sent)


def test_nobody_but_the_routed_people_can_open_it(stack, page):
    bodies: list[bytes] = []
    page.on("request", lambda request: bodies.append(request.post_data_buffer or b""))
    reporting.report(page, stack, MARKER, categories=("RET", "SEA-E"), conflicts=("investigation-office",))
    sealed = next(body for body in bodies if body.startswith(b"AMP1"))
    assert stack.organisation.readers(sealed, 1) == {"oversight"}
    assert stack.organisation.readers(sealed, 2) == {"ethics-officer"}
    assert stack.organisation.readers(sealed, 3) == {"victim-care-officer", "psea-officer"}


def test_the_page_names_the_readers_before_anything_is_sent(stack, page):
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    reporting.start(page, stack)
    walk.walk_to_submit(page, MARKER, categories=("FBK",))
    expect(page.get_by_test_id("report-readers").get_by_role("listitem")).to_have_text(["The feedback team"])
    assert posts == []


def test_reports_of_different_kinds_are_the_same_number_of_bytes(stack, page):
    lengths: set[int] = set()
    page.on(
        "request",
        lambda r: lengths.add(len(r.post_data_buffer or b"")) if r.url.endswith("/reports") else None,
    )
    reporting.report(page, stack, "Fraud.")
    reporting.report(
        page, stack, "Abuse, and who may not see it.", categories=("SEA-A",), conflicts=("not-sure",)
    )
    reporting.report(page, stack, "Punished.", categories=("RET",))
    assert len(lengths) == 1


def answer_with(body):
    return lambda route: route.fulfill(body=body)


def test_the_report_names_the_signed_list_of_pages(stack, page):
    made_up = Manifest(
        stack.organisation.deployment,
        stack.organisation.root_vk,
        1,
        today(),
        (stack.url,),
        {"X-Content-Type-Options": "nosniff"},
        {"/en/report": bytes(32)},
    )
    signed = sign_manifest(made_up, stack.organisation.root_seed)
    altered = signed[:-1] + bytes((signed[-1] ^ 1,))
    for story, container, named in (("Signed.", signed, made_up.hash), ("Altered.", altered, bytes(32))):
        page.route("**/api/v1/manifest", answer_with(container))
        reporting.report(page, stack, story)
        assert case_with(stack.desk("investigator"), story).bodies[1]["manifest"] == named.hex()
        page.unroute("**/api/v1/manifest")


def test_a_double_click_makes_one_case(stack, page):
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.url) if r.url.endswith("/reports") else None)
    reporting.start(page, stack)
    walk.walk_to_submit(page, "Clicked twice.")
    page.get_by_test_id("submit-report").dblclick()
    page.get_by_test_id("code-saved").wait_for()
    assert len(posts) == 1


def test_the_code_is_not_shown_before_the_portal_has_the_report(stack, page):
    page.route(reporting.REPORTS, lambda route: route.abort())
    reporting.start(page, stack)
    walk.walk_to_submit(page, "No line.")
    page.get_by_test_id("submit-report").click()
    page.get_by_test_id("try-again").wait_for()
    assert page.get_by_test_id("case-code-digits").count() == 0
    assert page.get_by_test_id("case-code-words").count() == 0


def test_after_the_code_nothing_of_the_report_is_left_in_the_browser(stack, page):
    reporting.report(page, stack, MARKER)
    assert MARKER not in page.content()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert MARKER not in str(page.evaluate("JSON.stringify(history.state)"))
    page.go_back()
    assert MARKER not in page.content()
    page.goto(f"{stack.url}/en/report")
    expect(page.get_by_test_id("report-story")).to_have_value("")


def test_the_whole_way_with_the_keyboard_alone(stack, page):
    reporting.start(page, stack)
    press = page.keyboard.press

    def tab_to(handle):
        for _ in range(40):
            press("Tab")
            if page.evaluate(
                "id => document.activeElement.closest(`[data-testid='${id}']`) !== null", handle
            ):
                return
        raise AssertionError(f"{handle} cannot be reached with the keyboard")

    tab_to("report-category")
    press("Space")
    tab_to("next")
    press("Enter")
    tab_to("report-story")
    page.keyboard.type("Typed without a mouse.")
    while not page.get_by_test_id("submit-report").is_visible():
        tab_to("next")
        press("Enter")
    expect(page.get_by_test_id("submit-report")).to_be_enabled()
    tab_to("submit-report")
    press("Enter")
    page.get_by_test_id("code-saved").wait_for()
    tab_to("code-saved")
    press("Enter")
    page.get_by_test_id("open-case").wait_for()
    assert case_with(stack.desk("investigator"), "Typed without a mouse.").bodies[1]["categories"] == ["UNS"]
