"""Whatever a report is about and whomever it locks out: nobody but its readers can tell it from another."""

import hashlib
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from crypto.genesis_header import GenesisHeader
from tests.support import walk
from tests.support.live import Live
from tests.support.live_storage import SERIALS, case_ids, rows_of_case, stored_report, whole_database
from tests.support.reports import Published, draft, seal

KINDS = {
    "fraud": (("FRD",), ()),
    "abuse, two teams locked out": (("SEA-A",), ("investigation-office", "local-psea")),
    "retaliation": (("RET",), ()),
}
# Too long for the smallest bucket, so that a lane that is not used would be seen if it were padded by itself.
STORIES = ("He sells fuel. " * 400, "She was told to come alone. " * 400, "They moved me to nights. " * 300)
# What changes by itself while time passes and visitors come: no row of these belongs to a report.
COMES_AND_GOES = {"challenges", "member_sessions", "sqlite_sequence"}
MEMBERS = 12


def shape_of_value(column, value):
    """A blob is its length; an id of a member, a number and a truth are themselves."""
    if column == "received_hour":
        return value is not None
    return f"{len(value)} bytes" if isinstance(value, bytes) else value


def shape_of_rows(live: Live, case_id: bytes):
    """Each row of the case, column by column, without what is random or counts up."""
    found = rows_of_case(whole_database(live), case_id)
    return {
        name: [{c: shape_of_value(c, v) for c, v in row.items() if c not in SERIALS} for row in rows]
        for name, rows in found.items()
    }


def shape_of_header(header: GenesisHeader):
    """What a header says in the clear: sizes, recipients in order, the keys that were sealed to."""
    return (
        len(header.encode()),
        header.kind,
        header.keyring_hash,
        [length for length, _ in header.bodies],
        [(entry.recipient_id, entry.kem_hash) for entry in header.entries[:-1]],
        [header.wrap_kind(index) for index in range(len(header.entries))],
    )


def recipients_in_rows(live: Live, case_id: bytes):
    wraps = rows_of_case(whole_database(live), case_id)["wraps"]
    return [(row["position"], row["kind"], row["recipient_id"]) for row in wraps][:-1]


def everything_else(live: Live):
    """A digest of each table that holds no part of a case."""
    return {
        name: hashlib.sha256(repr(table.rows).encode()).hexdigest()
        for name, table in whole_database(live).items()
        if not {"case_id", "record_seq"} & set(table.columns) and name not in COMES_AND_GOES
    }


def assert_nothing_distinguishes(live: Live, cases):
    """`cases`: name to case id. Compares rows, headers, and what surrounds them."""
    for look in (
        shape_of_rows,
        recipients_in_rows,
        lambda live, case: shape_of_header(stored_report(live, case).header),
    ):
        shapes = {name: look(live, case) for name, case in cases.items()}
        first = next(iter(shapes.values()))
        assert first
        assert {name: shape == first for name, shape in shapes.items()} == dict.fromkeys(cases, True)
    rows = shape_of_rows(live, next(iter(cases.values())))
    assert {name: len(found) for name, found in rows.items()} == {
        "cases": 1,
        "records": 1,
        "bodies": 5,
        "wraps": MEMBERS + 1,
        "orders": 0,
    }


def note_traffic(page):
    """Every finished request of a page with its answer, to be read once the page rests."""
    noted = []

    def note(request):
        noted.append(request)

    page.on("requestfinished", note)
    return noted


def on_the_wire(request):
    """One exchange as somebody on the network, or the server, could measure it."""
    answer = request.response()
    sizes = request.sizes()
    headers = tuple(sorted(request.all_headers().items()))
    answered = tuple(sorted((k, v) for k, v in answer.all_headers().items() if k != "date"))
    return (
        request.method,
        urlsplit(request.url).path,
        headers,
        sizes["requestBodySize"],
        answer.status,
        answered,
        sizes["responseBodySize"],
    )


@pytest.mark.browser
def test_in_chromium_three_kinds_of_report_are_alike_on_the_wire_and_in_the_database(live: Live, chromium):
    traffic, cases, surroundings = {}, {}, set()
    for (name, (categories, conflicts)), story in zip(KINDS.items(), STORIES, strict=True):
        before = case_ids(live)
        context = chromium.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        noted = note_traffic(page)
        walk.report(page, live.portal, story, categories=categories, conflicts=conflicts)
        page.wait_for_load_state("networkidle")
        traffic[name] = sorted(map(on_the_wire, noted))
        context.close()
        (cases[name],) = case_ids(live) - before
        surroundings.add(repr(everything_else(live)))
    first = traffic["fraud"]
    posts = [exchange for exchange in first if exchange[0] == "POST"]
    assert [exchange[1] for exchange in posts] == ["/api/v1/reports"]
    assert posts[0][3] > 30_000
    assert {name: seen == first for name, seen in traffic.items()} == dict.fromkeys(KINDS, True)
    assert_nothing_distinguishes(live, cases)
    assert len(surroundings) == 1


def test_over_the_api_every_kind_of_report_is_alike(live: Live):
    published = Published.fetch(live.portal, live.data / "ceremony" / "card.json")
    plans = {
        name: replace(draft(1, categories, conflicts or ("none",)), story=story)
        for (name, (categories, conflicts)), story in zip(KINDS.items(), STORIES, strict=True)
    }
    plans["feedback"] = replace(draft(2, ("FBK",), ("not-sure",)), story=STORIES[0])
    plans["all at once"] = replace(
        draft(3, ("SEA-E", "RET", "FRD"), ("ethics", "local-psea")), story=STORIES[1]
    )
    sealed = {name: seal(published, plan) for name, plan in plans.items()}
    assert len({len(raw) for raw in sealed.values()}) == 1
    answers, cases = set(), {}
    with httpx.Client(base_url=f"{live.portal}/api/v1", trust_env=False, timeout=60) as http:
        for name, raw in sealed.items():
            before = case_ids(live)
            answer = http.post("/reports", content=raw)
            headers = sorted((k, v) for k, v in answer.headers.items() if k != "date")
            answers.add((answer.status_code, answer.content, repr(headers)))
            (cases[name],) = case_ids(live) - before
    assert [status for status, _, _ in answers] == [201]
    assert_nothing_distinguishes(live, cases)


@pytest.mark.browser
def test_a_report_that_the_server_sealed_looks_like_any_other_in_the_database(live: Live, chromium):
    cases = {}
    for name, scripts in (("browser", True), ("server", False)):
        before = case_ids(live)
        context = chromium.new_context(java_script_enabled=scripts)
        walking = walk.report if scripts else walk.report_without_script
        walking(context.new_page(), live.portal, "The same words.", categories=("FRD",))
        context.close()
        (cases[name],) = case_ids(live) - before
    assert_nothing_distinguishes(live, cases)
