"""The path without JavaScript, from the warning to the answer, against a real portal over SQLite."""

import threading
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

import pytest

from crypto.events import EventSubmission
from crypto.returned import pack_returned
from crypto.submission import Submission
from tests.support.basic_portal import Portal, stored_reports
from tests.support.member_desk import Desk
from tests.support.organisation import ORIGIN, Organisation

MARKER = "Zanzibar-7781-Quetzal"


@pytest.fixture(scope="module")
def organisation():
    return Organisation.at(ORIGIN)


@pytest.fixture
def portal(tmp_path, organisation):
    return Portal(tmp_path, organisation)


def desk(portal, role):
    return Desk(portal.app.test_client(), portal.organisation, portal.organisation.one(role))


def test_a_report_is_sent_answered_and_replied_to_without_a_script(portal, organisation):
    # Given: somebody who has read the warning and gone on.
    visitor = portal.visitor()
    warning = visitor.get("/en/basic/")
    form = visitor.get(warning.links["basic-accept"]).forms[0]
    # When: she writes, sees who will read it, and sends.
    story = f"{MARKER}\nتم دفع مبلغ 👩‍👩‍👧\n" + "x" * 49_000
    review = visitor.post(form, story=story, categories=["COR", "FRD"], conflicts=["ethics"], step="review")
    sent = visitor.post(review.forms[0], step="send")
    words, digits = sent.one("case-code-words"), sent.one("case-code-digits")
    # Then: the investigators can read all of it, and that the server sealed it; the excluded team nothing.
    [stored] = stored_reports(portal)
    body = organisation.open_bodies(stored, organisation.one("investigator"))[1]
    assert body["story"] == story
    assert body["path"] == "server"
    assert body["exclusions"]["teams"] == ["ethics"]
    assert organisation.open_bodies(stored, organisation.one("ethics-officer")) == {}
    # Then: her words stand in no file of the portal.
    assert all(
        MARKER.encode() not in file.read_bytes() for file in portal.folder.rglob("*") if file.is_file()
    )
    # When: she comes back with the words. Then: nobody has opened it yet.
    visitor.get(sent.links["code-saved"])
    case = visitor.open(words)
    before = case.one("case-status")
    # When: an investigator answers and sets a status.
    member = desk(portal, "investigator")
    member.write(1, {"type": "message", "text": "Are you <b>safe</b>?", "sent_at": "2026-11-21T10:00Z"})
    member.write(1, {"type": "status", "status": "info_requested", "note": "Only if you can.", "sent_at": ""})
    # Then: with the digits too she reads both, from the investigators, as plain text.
    case = portal.visitor()
    page = case.open(digits)
    assert page.one("case-status") != before
    assert "Only if you can." in page.one("case-status")
    assert "Are you <b>safe</b>?" in page.one("message")
    assert "<b>safe</b>" not in page.text
    # When: she replies, and the answer to her press is lost, so she presses again.
    reply = page.form_of("/en/basic/reply")
    page = case.post(reply, text="Yes.\nThank you.")
    page = case.post(reply, text="Yes.\nThank you.")
    # Then: one reply stands there, and the member's next events build on it.
    assert len(page.texts["message"]) == 2
    assert "Yes.\nThank you." in page.texts["message"][1]
    member.write(1, {"type": "status", "status": "investigating", "note": "", "sent_at": ""})
    assert "integrity" not in case.get("/en/basic/case").texts


def test_a_replaced_code_opens_nothing_and_the_new_one_everything(portal):
    visitor = portal.visitor()
    old = visitor.report(categories=("RET",)).one("case-code-digits")
    visitor.open(old)
    member = desk(portal, "ethics-officer")
    member.write(2, {"type": "message", "text": "We protect you.", "sent_at": ""})
    visitor.post(visitor.get("/en/basic/case").form_of("/en/basic/reply"), text="Thank you.")
    # When: the new code is shown. Then: the old one still works, in case it was never written down.
    shown = visitor.get("/en/basic/new-code")
    new = shown.one("case-code-digits")
    assert portal.visitor().open(old).status == 200
    assert portal.visitor().open(new).status == 403
    # When: it is taken into use, and the answer is lost, and the button pressed again.
    visitor.post(shown.form_of("/en/basic/new-code"), follow=False)
    again = visitor.post(shown.form_of("/en/basic/new-code"))
    # Then: the case is open with the new code, with all that was said; the old one opens nothing.
    assert len(again.texts["message"]) == 2
    assert portal.visitor().open(old).status == 403
    later = portal.visitor()
    page = later.open(new)
    assert len(page.texts["message"]) == 2
    # Then: writing goes on with the new code, and the new one can be replaced too.
    page = later.post(page.form_of("/en/basic/reply"), text="It is me.")
    assert len(page.texts["message"]) == 3
    third = later.get("/en/basic/new-code")
    later.post(third.form_of("/en/basic/new-code"))
    assert len(portal.visitor().open(third.one("case-code-digits")).texts["message"]) == 3
    # Then: the member still reads her and writes to her.
    member.write(2, {"type": "message", "text": "We see you.", "sent_at": ""})
    assert len(later.get("/en/basic/case").texts["message"]) == 4


def test_a_case_that_the_portal_had_lost_opens_with_its_newest_code(portal):
    visitor = portal.visitor()
    old = visitor.report(categories=("RET",)).one("case-code-digits")
    visitor.open(old)
    member = desk(portal, "ethics-officer")
    member.write(2, {"type": "message", "text": "We protect you.", "sent_at": ""})
    shown = visitor.get("/en/basic/new-code")
    new = shown.one("case-code-digits")
    visitor.post(shown.form_of("/en/basic/new-code"))
    # given a portal that lost all of it, and a member who kept what every console is handed
    records = [record_of(entry) for entry in member.entries()]
    with portal.services.store.writing() as session:
        for table in ("wraps", "bodies", "records", "cases"):
            session.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our own names
    assert portal.visitor().open(new).status == 403
    given = member.client.post("/api/v1/members/returns", data=pack_returned(records), headers=member.headers)
    assert given.status_code == 201
    assert portal.visitor().open(old).status == 403
    later = portal.visitor()
    page = later.open(new)
    assert len(page.texts["message"]) == 1
    assert len(later.post(page.form_of("/en/basic/reply"), text="Thank you.").texts["message"]) == 2


def record_of(entry):
    header, wraps = b64decode(entry["header"]), {w["index"]: b64decode(w["wrap"]) for w in entry["wraps"]}
    bodies = [b64decode(body) for body in entry["bodies"]]
    signatures = [bytes.fromhex(one) for one in entry["signatures"]]
    if len(bodies) > 1:
        return Submission.assemble(header, signatures[0], wraps, bodies)
    return EventSubmission.assemble(header, signatures, wraps, bodies[0])


def test_a_code_replaced_elsewhere_closes_the_case_here_and_keeps_the_words(portal):
    here, there = portal.visitor(), portal.visitor()
    old = here.report().one("case-code-digits")
    case = here.open(old)
    there.open(old)
    there.post(there.get("/en/basic/new-code").form_of("/en/basic/new-code"))
    page = here.post(case.form_of("/en/basic/reply"), text="Half a thought")
    assert page.status == 403
    assert page.form_of("/en/basic/case").values["kept"] == ["Half a thought"]


def test_two_lanes_are_written_to_apart(portal, organisation):
    visitor = portal.visitor()
    page = visitor.open(visitor.report(categories=("HAR", "RET")).one("case-code-digits"))
    form = page.form_of("/en/basic/reply")
    assert form.values["team"] == ["1"]
    visitor.post(form, text="To both of you I say this.", team="2")
    desk(portal, "ethics-officer").write(
        2, {"type": "status", "status": "assessing", "note": "", "sent_at": ""}
    )
    desk(portal, "investigator").write(1, {"type": "status", "status": "closed", "note": "", "sent_at": ""})
    page = visitor.get("/en/basic/case")
    statuses = {status.label for status in portal.services.policies.statuses.statuses}
    shown = page.one("case-status")
    assert {label for label in ("Deciding", "Closed") if label in shown} == {"Deciding", "Closed"} <= statuses


def test_pressing_twice_at_once_makes_one_case_and_one_message(portal):
    visitor = portal.visitor()
    form = visitor.get("/en/basic/report").forms[0]
    review = visitor.post(form, story="Once.", categories=["COR"], step="review").forms[0]
    cookies = list(visitor.client._cookies.items())
    barrier = threading.Barrier(4)

    def press(form, **changes):
        twin = portal.visitor()
        twin.client._cookies.update(cookies)
        barrier.wait()
        return twin.post(form, **changes)

    with ThreadPoolExecutor(4) as pool:
        pages = [each.result() for each in [pool.submit(press, review, step="send") for _ in range(4)]]
    codes = {page.one("case-code-digits") for page in pages}
    assert len(codes) == 1
    assert len(stored_reports(portal)) == 1
    reply = visitor.open(codes.pop()).form_of("/en/basic/reply")
    cookies = list(visitor.client._cookies.items())
    with ThreadPoolExecutor(4) as pool:
        pages = [each.result() for each in [pool.submit(press, reply, text="Twice?") for _ in range(4)]]
    assert {len(page.texts["message"]) for page in pages} == {1}


def test_nobody_answered_in_time_is_said_with_other_ways(portal):
    visitor = portal.visitor()
    digits = visitor.report().one("case-code-digits")
    assert "Call 555." not in visitor.open(digits).text
    portal.clock.advance(days=30)
    late = portal.visitor().open(digits)
    assert late.status == 200
    assert "Call 555." in late.text


def test_a_portal_that_drops_a_message_is_caught(portal):
    from sqlalchemy import delete

    from portal.store.models import Body, Record, Wrap

    visitor = portal.visitor()
    digits = visitor.report().one("case-code-digits")
    visitor.open(digits)
    member = desk(portal, "investigator")
    member.write(1, {"type": "message", "text": "One.", "sent_at": ""})
    member.write(1, {"type": "message", "text": "Two.", "sent_at": ""})
    with portal.services.store.writing() as session:
        for table in (Body, Wrap):
            session.execute(delete(table).where(table.record_seq == 2))
        session.execute(delete(Record).where(Record.seq == 2))
    page = visitor.get("/en/basic/case")
    assert page.texts["integrity"]
    assert "Call 555." in page.text
