"""The main job, whole: a report in Chromium, an answer from the console, and nowhere on the way a readable word."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.support import walk
from tests.support.hunt import files_with, found_in, memory_of, shapes
from tests.support.live import Live
from tests.support.walk import handle

pytestmark = pytest.mark.browser

LONGEST = 50_000


def latin(marker):
    return f"He sells fuel at night.\n\n{marker}\n\nThe guard looks away."


def arabic(marker):
    """With what joins letters and pictures."""
    joined = "👩🏽‍🌾 می‌خواهم 👨‍👩‍👧‍👦 ক্ষ 🇸🇾 é a\u200db"
    return f"طلب مني المال مقابل بطاقة الطعام. {joined} {marker} أخاف أن يعرف أنني تكلمت."


def longest(marker):
    half = ("كلمة word 語 " * LONGEST)[: (LONGEST - len(marker)) // 2]
    text = half + marker + half
    return text + "." * (LONGEST - len(text))


def new_marker(text):
    script = "علامة" if text is arabic else "marker"
    return f"{script}-{secrets.token_hex(8)}"


def everything_sent(page):
    """Collects what the page sends: addresses, headers and bodies."""
    sent = []

    def keep(request):
        sent.append(request.url.encode() + str(request.headers).encode() + (request.post_data_buffer or b""))

    page.on("request", keep)
    return sent


@pytest.mark.parametrize("text", [pytest.param(latin, marks=pytest.mark.long), arabic, longest])
def test_a_report_and_its_answers_travel_sealed(
    text, live: Live, temporary_files, reporter: Page, desk: Page
):
    marker, answer, later = new_marker(text), new_marker(text), new_marker(text)
    story = text(marker)
    sent = everything_sent(reporter)

    # given a report sealed in the browser
    code = walk.report(reporter, live.portal, story, categories=("FRD",))

    # when an investigator opens it
    walk.unlock_console(desk, live, live.member("investigator"))
    case = walk.open_case(desk, live, marker)

    # then every character is there, the record is whole, and it can be answered
    assert handle(desk, "case-story").inner_text().split() == story.split()
    expect(handle(desk, "integrity")).to_be_visible()
    handle(desk, "reply-text").fill(text(answer)[:2000] if text is longest else text(answer))
    handle(desk, "send-reply").click()
    handle(desk, "status-select").select_option("investigating")
    handle(desk, "status-save").click()
    walk.synchronise(desk, live)

    # and the person comes back with the code, reads, and replies
    walk.come_back(reporter, live.portal, code.digits if text is arabic else code.words)
    expect(handle(reporter, "case-status")).to_contain_text("Being looked into")
    if text is not longest:
        expect(handle(reporter, "message").filter(has_text=answer)).to_be_visible()
    walk.reply(reporter, f"{later} {text('')[:500]}")
    walk.synchronise(desk, live)
    desk.goto(case)
    expect(handle(desk, "message").filter(has_text=later)).to_be_visible()

    # and nobody in between held a readable word of it
    forms = [form for one in (marker, answer, later) for form in shapes(one)]
    forms += [part for shown in (code.words, code.digits) for part in shapes(shown)]
    assert sent
    assert not [body[:200] for body in sent if found_in(body, forms)]
    assert not files_with(live.data / "portal", forms)
    assert not files_with(live.data / "console", forms)
    assert not files_with(temporary_files, forms)
    assert not [log for log in live.data.parent.glob("*.log") if found_in(log.read_bytes(), forms)]
    processes = live.portal_processes()
    assert len(processes) >= 3
    assert not [one for one in processes if any(found_in(piece, forms) for piece in memory_of(one))]


def test_the_hunt_itself_finds_what_is_there(live: Live):
    """The deployment's public id stands in the portal's settings and memory: the hunt must see it in both."""
    settings = (live.data / "portal" / "portal.toml").read_text(encoding="utf-8")
    present = re.search(r"deployment_id = \"([0-9a-f]{32})\"", settings)[1]
    assert files_with(live.data / "portal", shapes(present))
    worker = live.portal_processes()[-1]
    assert any(found_in(piece, [bytes.fromhex(present)]) for piece in memory_of(worker))
