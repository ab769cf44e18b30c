"""A case from the first reading to its end and the review, on the members' own pages, with a real portal between."""

import re

import pytest

from crypto.events import Author, seal_event
from tests.support.console_world import Browser


class Desk(Browser):
    """One member's console, going through the pages of one case."""

    def start(self, name):
        self.unlock(name)
        self.wait()
        return self

    def send(self, path, page_path, **fields):
        answer = self.post(path, self.get(page_path), **fields)
        self.wait()
        return answer

    def sync(self):
        self.post("/sync", self.get("/inbox"), next="/inbox")
        self.wait()


@pytest.fixture
def people(office):
    """An investigator and the head, each at their own console."""
    desks = []
    for name, index in (("Ben Investigator", 1), ("Amina Head", 0)):
        vault = office.hire(name, "INV", index)
        office.sync(vault)
        vault.close()
        desks.append(Desk(office.console()))
    yield desks
    for desk in desks:
        desk.console.lock()


@pytest.fixture
def case(office, people):
    """The reporter, the investigator and the head, both with the case on their desks, and its address at each."""
    reporter = office.report(categories=("FRD",), language="fr")
    ben, head = people
    ben.start("Ben Investigator")
    head.start("Amina Head")
    return reporter, (ben, ben.first_case()), (head, head.first_case())


REPORT = {
    "standard": "balance",
    "allegations": "Whether the list was changed.",
    "steps": "We compared two lists.",
    "evidence": "List of May; list of June.",
    "findings": "Both lists agree.",
    "recommendations": "",
    "lessons": "Sign every list.",
    "notifications": "",
    "actions": ["none"],
}


def say(reporter, body, lane=1):
    """An act of the reporter's, as her page signs it."""
    held = reporter.keys()
    event = seal_event(
        {"v": 1, "sent_at": "2026-11-21T09:00Z", **body},
        c=16,
        key=held.threads[lane],
        case_id=reporter.case_id,
        author=Author.reporter(reporter.reporter.keys),
        parents=reporter.log().thread_heads,
        keyring_hash=reporter.world.keyring.hash,
        deployment=reporter.world.deployment,
    )
    assert reporter.world.client.post("/api/v1/mailbox/events", data=event.encode()).status_code == 201


def propose(desk, path, outcome="UNSUB", **changes):
    return desk.send(
        f"{path}/outcome", f"{path}/decision", outcome=outcome, tell="y", **{**REPORT, **changes}
    )


def proposal_of(page):
    return re.search(r'name="proposal" value="([0-9a-f]{64})"', page.text)[1]


def test_a_question_stays_open_until_the_reporter_answers_or_says_no(case):
    reporter, (ben, path), _ = case
    ben.send(f"{path}/question", path, text="Which list?")
    assert "Question, no answer yet" in ben.get(path).text
    asked = reporter.case().questions[0]
    assert (asked.text, reporter.case().status[1].value) == ("Which list?", "info_requested")
    say(reporter, {"type": "answer", "question": asked.event_id, "declined": True, "text": ""})
    ben.sync()
    page = ben.get(path)
    assert "Question, answer declined" in page.text
    assert "Doesn&#39;t want to answer this question." in page.text


def test_templates_come_in_the_reporters_language_and_say_that_nobody_checked_them(case):
    _, (ben, path), _ = case
    page = ben.get(f"{path}?template=no-news")
    assert "Nous y travaillons toujours." in page.text
    assert "not checked by a native speaker" in page.text


def test_the_work_is_assessed_planned_and_given_out(case):
    reporter, (ben, path), (head, head_path) = case
    work = f"{path}/work"
    ben.send(
        f"{path}/assessment", work, decision="investigate", region="mena", subject="partner", channel="portal"
    )
    owner = head.console.desk.vault.profile.member_id.hex()
    ben.send(f"{path}/task", work, text="Ask for the list of May", owner=owner, due="2027-01-31")
    ben.send(f"{path}/plan-step", work, step="scope", state="done", note="See note")
    head.sync()
    page = head.get(f"{head_path}/work")
    assert "Middle East and north Africa" in page.text
    assert "by 2027-01-31" in page.text
    task = re.search(r'name="task" value="([0-9a-f]{64})"', page.text)[1]
    head.send(f"{head_path}/task-state", f"{head_path}/work", task=task, state="done")
    ben.sync()
    assert "· done" in ben.get(work).text
    # Nothing of it stands where the reporter's key could open it.
    assert [message.text for message in reporter.case().messages] == []


def test_what_was_refused_stays_on_the_page(case):
    _, (ben, path), _ = case
    answer = ben.send(f"{path}/task", f"{path}/work", text="Ask", owner="00" * 16)
    assert (answer.status_code, ">\nAsk</textarea>" in answer.text) == (400, True)
    answer = ben.send(f"{path}/plan-step", f"{path}/work", step="scope", state="not-needed", note="")
    assert answer.status_code == 400
    answer = propose(ben, path, lessons="")
    assert (answer.status_code, "We compared two lists." in answer.text) == (400, True)


def test_nobody_closes_a_case_without_an_outcome_that_somebody_else_approved(case):
    reporter, (ben, path), (head, head_path) = case
    ben.send(f"{path}/status", path, status="closed", note="")
    assert reporter.case().status == {}
    propose(ben, path)
    assert reporter.case().status[1].value == "decision_pending"
    page = ben.get(f"{path}/decision")
    assert "Your role doesn&#39;t approve outcomes." in page.text
    answer = ben.send(f"{path}/approve", f"{path}/decision", proposal=proposal_of_any(ben))
    assert answer.status_code == 400
    head.sync()
    decision = f"{head_path}/decision"
    head.send(f"{head_path}/approve", decision, proposal=proposal_of(head.get(decision)))
    head.send(f"{head_path}/close", decision, text="Merci.")
    told = reporter.case().status[1]
    assert (told.value, told.outcome, told.note) == ("closed", "UNSUB", "Merci.")
    assert "Closed" in head.get(decision).text


def proposal_of_any(desk):
    shelf = desk.console.desk.shelf
    return shelf.listed()[0].heads[0]


def test_an_outcome_that_was_sent_back_is_proposed_again(case):
    _, (ben, path), (head, head_path) = case
    propose(ben, path)
    head.sync()
    decision = f"{head_path}/decision"
    head.send(
        f"{head_path}/send-back", decision, proposal=proposal_of(head.get(decision)), text="Hear the driver."
    )
    ben.sync()
    assert "Hear the driver." in ben.get(f"{path}/decision").text
    propose(ben, path, outcome="PSUB")
    assert "Earlier proposals" in ben.get(f"{path}/decision").text


def test_a_review_is_decided_by_somebody_who_did_not_work_on_it(case, office):
    reporter, (ben, path), (head, head_path) = case
    propose(ben, path)
    head.sync()
    decision = f"{head_path}/decision"
    head.send(f"{head_path}/approve", decision, proposal=proposal_of(head.get(decision)))
    head.send(f"{head_path}/close", decision, text="")
    say(reporter, {"type": "review-request", "ground": "not-explained", "text": "Pourquoi ?"})
    head.sync()
    page = head.get(decision)
    assert "Pourquoi ?" in page.text
    assert "somebody else must decide the review" in page.text
    request = reporter.case().decision.review.event_id
    answer = head.send(f"{head_path}/review", decision, request_id=request, result="upheld", text="It stays.")
    assert answer.status_code == 400
    assert reporter.case().decision.review.state == "requested"
    assert "Review due" in head.get("/inbox?show=us").text


def test_a_closure_report_can_wait_as_a_sealed_draft(case):
    _, (ben, path), _ = case
    ben.send(f"{path}/outcome-draft", f"{path}/decision", outcome="SUB", **REPORT)
    assert ben.get(f"{path}/decision").text.count("We compared two lists.") == 1
