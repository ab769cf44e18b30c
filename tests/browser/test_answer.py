"""A service answers a referral with the code on its paper: no account, in its language, once."""

from base64 import b64decode, b64encode

import pytest
from playwright.sync_api import expect

from crypto.case_code import encode_digits, new_code, stretch
from crypto.packets import open_packet_answer, packet_keys, packet_record

pytestmark = pytest.mark.browser

SEED = bytes(range(32))


@pytest.fixture
def paper(stack):
    """(digits, what the officer finds): a place that waits for an answer."""
    deployment = stack.organisation.deployment
    code = new_code(deployment)
    keys = packet_keys(stretch(code, deployment), deployment)
    desk = stack.desk("psea-officer")
    record = b64encode(packet_record(SEED, keys, deployment)).decode()
    asked = {"packet_id": keys.packet_id.hex(), "record": record, "days": 30}
    assert desk._ask("POST", "/members/packets", json=asked).status_code == 201

    def found():
        listed = desk._ask("GET", "/members/packets").json()["packets"]
        return [
            open_packet_answer(b64decode(one["answer"]), SEED, keys, deployment)
            for one in listed
            if one["packet_id"] == keys.packet_id.hex()
        ]

    return encode_digits(code), found


def answer(page, value, note=""):
    page.get_by_test_id("packet-value").select_option(value)
    page.get_by_test_id("packet-note").fill(note)
    page.get_by_test_id("packet-send").click()


def test_the_square_on_the_paper_brings_the_code_and_the_answer_is_sealed(stack, page, paper):
    digits, found = paper
    sent = []
    page.on("request", lambda request: sent.append((request.url, request.post_data_buffer or b"")))
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{stack.url}/ar/answer#{digits}")
    expect(page.get_by_test_id("packet-code")).to_have_value(digits)
    expect(page).to_have_url(f"{stack.url}/ar/answer")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_test_id("packet-value").select_option("rejected")
    page.get_by_test_id("packet-reason").select_option("full")
    answer(page, "rejected", "يوم الثلاثاء")
    page.get_by_test_id("packet-sent").wait_for()
    [told] = found()
    assert (told["value"], told["reason"], told["note"]) == ("rejected", "full", "يوم الثلاثاء")
    assert all(digits not in url and digits.encode() not in body for url, body in sent)
    assert all("يوم".encode() not in body for _, body in sent)


def test_a_code_used_twice_or_mistyped_is_refused_clearly_and_nothing_typed_is_lost(stack, page, paper):
    digits, found = paper
    page.goto(f"{stack.url}/en/answer")
    page.get_by_test_id("packet-code").fill(digits[:-1])
    answer(page, "accepted", "Come on Monday.")
    page.get_by_test_id("problem").wait_for()
    expect(page.get_by_test_id("problem")).to_contain_text("call the person who gave you the paper")
    expect(page.get_by_test_id("packet-note")).to_have_value("Come on Monday.")
    page.get_by_test_id("packet-code").fill(digits)
    answer(page, "accepted", "Come on Monday.")
    page.get_by_test_id("packet-sent").wait_for()
    page.goto(f"{stack.url}/en/answer")
    page.get_by_test_id("packet-code").fill(digits)
    page.get_by_test_id("packet-value").select_option("rejected")
    page.get_by_test_id("packet-reason").select_option("full")
    answer(page, "rejected", "Changed our mind.")
    page.get_by_test_id("problem").wait_for()
    expect(page.get_by_test_id("packet-note")).to_have_value("Changed our mind.")
    assert [told["value"] for told in found()] == ["accepted"]


def test_nothing_on_the_page_invites_to_type_the_papers_code_where_reporters_type_theirs(stack, page):
    page.goto(f"{stack.url}/en/answer")
    assert page.locator("a[href='/en/case']").count() == 0
    page.goto(f"{stack.url}/en/places")
    assert page.locator("footer a[href='/en/case']").count() == 1
