"""A portal that drops or forks, members who were sent away, and bytes that change on the way."""

from base64 import b64encode

from crypto.log import heads_fingerprint
from crypto.submission import Submission, event_id
from crypto.suspension import Suspension, sign_suspension
from portal.keyring.publish import publish
from tests.support.console_world import Browser, inbox
from tests.support.foul_play import (
    case_of,
    faults_on_page,
    hand_in,
    hide,
    kinds_on_page,
    lane_key,
    lose,
    member_event,
    reporter_answers,
    rewrite_entries,
    smuggle,
    texts,
    write,
)


def test_a_dropped_event_is_named_and_handed_back_by_whoever_has_it(office, head, second):
    correspondent = office.report()
    office.sync(head)
    dropped = write(head, correspondent, "Which list?")
    office.sync(head)
    office.sync(head)
    lose(office.world, dropped)
    reporter_answers(office, correspondent, dropped)

    report = office.sync(second)
    assert [dropped.hex()[:12] in problem for problem in report.problems] == [True]
    assert kinds_on_page(office, second, correspondent) == {"parked"}
    assert faults_on_page(office, second, correspondent) == 1
    assert texts(second, correspondent) == []
    assert inbox(second).get(correspondent.case_id).problems == 1

    assert office.sync(head).returned == 1
    assert office.sync(second).problems == []
    assert kinds_on_page(office, second, correspondent) == set()
    assert texts(second, correspondent) == texts(head, correspondent) == ["Which list?", "The one from May."]


def test_an_event_left_out_of_the_pages_is_asked_for_by_its_id(office, head):
    """Also by consoles that can't open the case: who asks must not tell who reads."""
    outsider = office.hire("Care", "VCO")
    office.sync(outsider)
    correspondent = office.report()
    office.sync(head)
    first = write(head, correspondent, "First.")
    office.sync(head)
    reporter_answers(office, correspondent, first)
    hide(office, first, in_pages_only=True)
    for vault in (outsider, office.hire("Second", "INV", 1)):
        office.line.requests.clear()
        assert office.sync(vault).problems == []
        asked = [one.url.path for one in office.line.requests]
        assert f"/api/v1/members/entries/{first.hex()}" in asked
        assert case_of(vault, correspondent).log.parked == ()
        vault.close()


def test_an_empty_shell_under_a_known_id_counts_as_withheld(office, head):
    correspondent = office.report()
    office.sync(head)
    correspondent.write("Please answer.")
    office.sync(head)
    shell = b64encode(Submission.parse(correspondent.reporter.raw).header_bytes).decode()
    rewrite_entries(office, lambda entries: [{**one, "header": shell} for one in entries])
    report = office.sync(head)
    assert report.returned == 1
    assert len(report.problems) == 1


def test_a_fork_is_shown_once_the_sides_meet_and_heard_before(office, head, second):
    correspondent = office.report()
    for vault in (head, second):
        office.sync(vault)
    liar = office.world.organisation.of_group("INV")[2]
    key = lane_key(head, correspondent)
    one, other = (
        member_event(
            correspondent,
            liar,
            key,
            {"type": "message", "text": text, "sent_at": "2026-11-21T09:00Z"},
        )
        for text in ("To you.", "To your colleague.")
    )
    names = [event_id(event.header_bytes, office.world.deployment) for event in (one, other)]
    assert [hand_in(office.world, liar, event) for event in (one, other)] == [201, 201]
    for vault, hidden in ((head, names[1]), (second, names[0])):
        hide(office, hidden)
        assert office.sync(vault).problems == []
        assert len(texts(vault, correspondent)) == 1
    heard = {
        heads_fingerprint(case_of(vault, correspondent).log, office.world.deployment)
        for vault in (head, second)
    }
    assert len(heard) == 2  # what members compare by voice

    office.line.tamper = None
    correspondent.write("I got two answers.")
    for vault in (head, second):
        office.sync(vault)
        assert kinds_on_page(office, vault, correspondent) == {"equivocation"}
        assert texts(vault, correspondent)[-1] == "I got two answers."
        assert set(texts(vault, correspondent)[:2]) == {"To you.", "To your colleague."}


def test_a_dismissed_member_who_names_an_old_keyring_is_void_and_named(office, head):
    world = office.world
    correspondent = office.report()
    office.sync(head)
    gone = world.organisation.of_group("INV")[2]
    session = world.member("INV", 2)[1]
    theirs = lane_key(head, correspondent)
    place = world.organisation.people.index(gone)
    world.organisation.people.remove(gone)
    try:
        container = world.organisation.sign_keyring(2, office.today, world.keyring.hash)
    finally:
        world.organisation.people.insert(place, gone)
    publish(world.settings, world.services.store, container, office.today)
    assert office.sync(head).keyring_version == 2
    write(head, correspondent, "From now on without them.")
    office.sync(head)

    assert lane_key(head, correspondent) != theirs  # replaced at once; they go on with what they had
    event = member_event(correspondent, gone, theirs)
    answer = world.client.post("/api/v1/members/events", data=event.encode(), headers=session)
    assert answer.status_code == 401
    assert_shut_out(world, gone)
    void = smuggle(world, event)
    office.sync(head)
    assert kinds_on_page(office, head, correspondent) == {"void-dismissed"}
    assert case_of(head, correspondent).case.void == {void.hex(): "dismissed"}
    # One whose author knew the newer keyring and named the old one all the same.
    rolled = member_event(
        correspondent,
        gone,
        theirs,
        parents=case_of(head, correspondent).log.thread_heads,
        seq=2,
    )
    smuggle(world, rolled)
    office.sync(head)
    assert "keyring-rolled-back" in kinds_on_page(office, head, correspondent)


def assert_shut_out(world, person):
    answer = world.client.post(
        "/api/v1/members/login", json=world.login_body("member-login", person.auth_seed)
    )
    assert (answer.status_code, answer.data) == (403, b'{"error":"denied"}')


def suspend(world, person):
    signers = [world.organisation.of_group(group)[0] for group in ("ETH", "ALT")]
    ring = world.keyring.hash
    signed = tuple(
        (one.id, sign_suspension(person.id, ring, one.verify_seed, world.deployment)) for one in signers
    )
    record = Suspension(person.id, ring, signed).encode()
    _, session = world.member("ETH")
    body = {"record": b64encode(record).decode()}
    answer = world.client.post("/api/v1/members/suspensions", json=body, headers=session)
    assert answer.status_code == 201


def test_a_suspended_member_is_shut_out_and_what_a_friend_carries_in_is_void(office, head):
    world = office.world
    correspondent = office.report()
    office.sync(head)
    suspect, session = world.member("INV", 2)
    event = member_event(correspondent, suspect, lane_key(head, correspondent))
    record = b64encode(world.organisation.issued[suspect.id][1].key.record).decode()
    suspend(world, suspect)
    attempts = [
        ("/events", {"data": event.encode()}),
        ("/intake-keys", {"json": {"records": [record]}}),
        ("/acks", {"json": {"event_ids": [correspondent.reporter.event_id.hex()]}}),
    ]
    for path, body in attempts:
        answer = world.client.post(f"/api/v1/members{path}", headers=session, **body)
        assert (path, answer.status_code) == (path, 401)
    assert_shut_out(world, suspect)
    friend = world.organisation.of_group("VCO")[0]
    assert hand_in(world, friend, event) == 201
    office.sync(head)
    assert kinds_on_page(office, head, correspondent) == {"void-suspended"}


def test_the_member_sees_on_the_page_what_was_caught(office, head):
    correspondent = office.report()
    office.sync(head)
    stranger = office.world.organisation.of_group("STAT")[0]
    smuggle(office.world, member_event(correspondent, stranger, b"\x0b" * 32))
    head.close()
    browser = Browser(office.console())
    browser.unlock("Head")
    browser.wait()
    page = browser.get(browser.first_case())
    record = browser.console.desk.vault
    found = case_of(record, correspondent).log.problems
    assert {problem.kind for problem in found} == {"unknown-key"}
    for problem in found:
        assert problem.text in page.text
        assert problem.event_id[:12] in page.text
    assert 'role="alert"' in page.text
    browser.console.lock()
