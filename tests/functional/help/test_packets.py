"""A referral on paper and its answer: printed only with consent, answered once, read by whoever cares."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from investigator_console.cases.record import load_case
from investigator_console.cases.writing import Refused, Written
from investigator_console.directory.service import find_entry, save_entry
from investigator_console.packets.places import all_places
from investigator_console.referrals.service import do_act
from investigator_console.retention.service import ask_destruction, complete_destruction
from policies import load as load_policies
from policies.directory.terms import with_answers
from portal.store.models import Packet
from tests.support.care_desk import (
    ASKED,
    ITEMS,
    Helper,
    answer_with,
    digits_of,
    history_of,
    paper,
    referral_of,
    referrals_of,
)
from tests.support.colleague import done
from tests.support.directory_samples import service

POLICIES = load_policies()


@pytest.fixture
def helper(office, officer):
    """A case with a directory entry that the person was referred to; consent is still missing."""
    office.report(categories=("SEA-E",), help_asked=ASKED)
    found = service(verified_on=office.today.isoformat())
    assert save_entry(officer.console.desk.vault, POLICIES, found) == []
    made = Helper(officer)
    made.do("episode", state="offered")
    made.do("episode", state="consented")
    made.do("referral", sector="MED", entry="clinic", items=ITEMS)
    return made


def test_i6_nothing_is_printed_without_a_live_consent_for_every_item(helper):
    refused = paper(helper)
    assert refused.status_code == 400
    assert 'data-testid="packet-refused"' in refused.text
    # What was typed is not lost.
    assert "After noon, through Ada" in refused.text
    helper.agree(recipient="clinic", organisation="", items=["needs"])
    assert paper(helper).status_code == 400
    helper.agree(recipient="clinic", organisation="")
    printed = paper(helper)
    assert printed.status_code == 200
    assert "After noon, through Ada" in printed.text
    assert len(digits_of(printed).replace(" ", "")) == 28


def test_a_packet_is_a_pdf_in_the_services_language_and_says_nothing_in_its_name(office, helper):
    helper.agree(recipient="clinic", organisation="")
    made = paper(helper, **{"as": "pdf", "language": "ar"})
    assert (made.status_code, made.content_type) == (200, "application/pdf")
    assert made.headers["Content-Disposition"] == 'attachment; filename="request-for-help.pdf"'
    assert made.headers["Cache-Control"] == "no-store"
    assert made.data.startswith(b"%PDF")
    # The code on this paper works like the one on a page.
    helper.browser.wait()
    assert (places(office), waiting_answers(office)) == (1, 0)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_to_print_speaks_the_services_language(helper, language):
    helper.agree(recipient="clinic", organisation="")
    printed = html.unescape(paper(helper, language=language).text)
    words = POLICIES.packet
    shown = [words.word(one, language) for one in ("title", "agreed", "answer", "how")]
    for sentence in (*shown, words.item("safe-contact", language), words.sector("MED", language)):
        assert sentence in printed
    assert f"/{language}/answer" in printed
    # The console around it goes on in its own, and shows where in it this stands.
    for page in (printed, helper.browser.get(f"{helper.case}/packet/{helper.referral()}").text):
        assert '<html lang="en" dir="ltr"' in page
        assert re.search(r'aria-current="page" data-testid="help"', page)
    assert (
        f'data-testid="packet-paper" lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"'
        in printed
    )


def test_the_language_is_the_directorys_where_nobody_chose_one(helper):
    helper.agree(recipient="clinic", organisation="")
    vault = helper.browser.console.desk.vault
    entry = find_entry(vault, "clinic")
    save_entry(vault, POLICIES, {**entry.document, "languages": [{"name": "Spanish", "code": "es"}]})
    assert (
        '<option value="es" lang="es" selected>'
        in helper.browser.get(f"{helper.case}/packet/{helper.referral()}").text
    )
    assert POLICIES.packet.word("title", "es") in html.unescape(paper(helper).text)


def test_a_paper_without_the_persons_consent_does_not_say_that_they_agreed(second, helper):
    """For vital interests: what two people decided is not passed off as a yes."""
    fields = {"given_by": "two-people", "reason": "danger-to-life"}
    helper.agree(recipient="clinic", organisation="", **fields)
    vito = Helper(second)
    row = re.search(r'name="names" value="([0-9a-f]{64})"', vito.page().text)[1]
    vito.do("sign", names=row)
    helper.sync()
    printed = html.unescape(paper(helper, language="en").text)
    assert POLICIES.packet.word("vital", "en") in printed
    assert POLICIES.packet.word("agreed", "en") not in printed


def test_the_answer_comes_back_and_stands_on_the_checklist(office, helper):
    helper.agree(recipient="clinic", organisation="")
    digits = digits_of(paper(helper))
    helper.browser.wait()
    assert answer_with(office, digits, value="rejected", reason="full").status_code == 201
    assert 'data-testid="referral-row"' in helper.sync().text
    referral = referral_of(helper)
    assert (referral.answer, referral.refusal) == ("rejected", "full")
    [tick] = referral.ticks["answered"]
    assert tick.evidence == "packet-receipt"
    today = office.today.isoformat()
    page = helper.page().text
    step = re.search(r'data-step="answered">.*?</li>', page, re.DOTALL)[0]
    assert f"{today} the service, with its packet code · Receipt of the sealed page" in step
    lines = {what: (on, by) for on, what, by in history_of(page)}
    said = (today, "the service, with its packet code · Receipt of the sealed page")
    # Who holds the paper was sent it: the same answer says so.
    assert lines["Sent"] == said
    assert lines["The service accepted, or refused with a reason · No capacity"] == said
    # Used: a second answer is refused, and synchronising again changes nothing.
    with pytest.raises(KeyError):
        answer_with(office, digits)
    helper.sync()
    assert len(referral_of(helper).ticks["answered"]) == 1


def test_an_entry_that_went_stale_between_choosing_and_sending_is_not_printed(helper):
    helper.agree(recipient="clinic", organisation="")
    vault = helper.browser.console.desk.vault
    entry = find_entry(vault, "clinic")
    save_entry(vault, POLICIES, with_answers(entry.document, {"verified_on": ("2020-01-01",)}))
    refused = paper(helper)
    assert refused.status_code == 400
    assert "no longer vouches" in refused.text
    save_entry(vault, POLICIES, {**entry.document, "status": "temporarily closed"})
    assert paper(helper).status_code == 400
    save_entry(vault, POLICIES, entry.document)
    assert paper(helper).status_code == 200


def test_an_answer_that_the_portal_made_up_changes_nothing(office, helper):
    helper.agree(recipient="clinic", organisation="")
    digits = digits_of(paper(helper))
    helper.browser.wait()
    answer_with(office, digits)
    with office.world.services.store.writing() as session:
        session.execute(update(Packet).values(answer=b"\x00" * 5_472))
    helper.sync()
    assert referral_of(helper).answer == ""


def test_a_colleague_outside_victim_care_finds_no_packet(investigator, helper):
    investigator.console.desk.sync.start()
    investigator.wait()
    address = f"{investigator.first_case()}/packet/{helper.referral()}"
    assert investigator.get(address).status_code == 404
    assert investigator.post(address, investigator.get("/directory/files")).status_code == 404


def test_after_a_handover_the_colleague_reads_the_answer_though_the_printer_is_gone(office, care, officer):
    vera = prepared(office, care)
    paz = Helper(officer)
    digits = digits_of(paper(vera))
    vera.browser.wait()
    hand_over(office, vera, "Paz Officer")
    care.console.lock()
    assert answer_with(office, digits, note="Come on Tuesday.").status_code == 201
    page = paz.sync()
    assert "Come on Tuesday." in page.text
    [tick] = referral_of(paz).ticks["answered"]
    assert (tick.evidence, tick.role) == ("packet-receipt", "psea-officer")
    # The portal forgets it only now that it stands in the case there.
    assert waiting_answers(office) == 1
    paz.sync()
    assert waiting_answers(office) == 0


def test_an_officer_whose_case_it_is_not_takes_no_answer(office, care, officer):
    vera = prepared(office, care)
    paz = Helper(officer)
    digits = digits_of(paper(vera))
    vera.browser.wait()
    answer_with(office, digits)
    for _ in range(2):
        officer.console.desk.sync.start()
        officer.wait()
    assert (referral_of(paz).answer, waiting_answers(office)) == ("", 1)
    assert not [one for one in office.line.requests if one.url.path.endswith("/packets/waiting")]
    vera.sync()
    assert referral_of(vera).answer == "accepted"


def test_two_consoles_that_fetch_one_answer_write_it_once(office, care, second):
    vera, vito = prepared(office, care), Helper(second)
    digits = digits_of(paper(vera))
    care.wait()
    vito.sync()
    answer_with(office, digits)
    for helper in (vito, vera, vito, vera):
        helper.sync()
    assert [len(referral_of(helper).ticks["answered"]) for helper in (vera, vito)] == [1, 1]
    assert waiting_answers(office) == 0


def test_an_answer_stays_on_the_portal_while_its_tick_has_not_reached_it(office, helper):
    helper.agree(recipient="clinic", organisation="")
    digits = digits_of(paper(helper))
    helper.browser.wait()
    answer_with(office, digits)
    office.line.cut_before = "/members/events"
    for _ in range(2):
        helper.browser.console.desk.sync.start()
        helper.browser.console.desk.sync.wait(30)
    assert (referral_of(helper).answer, waiting_answers(office)) == ("accepted", 1)
    office.line.cut_before = ""
    helper.sync()
    helper.sync()
    assert waiting_answers(office) == 0


def test_who_answers_with_the_paper_has_it_though_nobody_checked_the_entry_for_months(office, helper):
    helper.agree(recipient="clinic", organisation="")
    vault = helper.browser.console.desk.vault
    entry = find_entry(vault, "clinic")
    old = (office.today - timedelta(days=120)).isoformat()
    save_entry(vault, POLICIES, with_answers(entry.document, {"verified_on": (old,)}))
    helper.do("referral", sector="MHP", entry="clinic", items=ITEMS)
    [made] = [one.id for one in referrals_of(helper) if one.sector == "MHP"]
    address = f"{helper.case}/packet/{made}"
    digits = digits_of(helper.browser.post(address, helper.browser.get(address), **{"as": "page"}))
    helper.browser.wait()
    answer_with(office, digits)
    helper.sync()
    [ended] = [one for one in referrals_of(helper) if one.id == made]
    assert (ended.answer, ended.sent_on is not None) == ("accepted", True)


def test_i6_no_colleague_makes_a_packet_past_the_page_without_a_live_consent(helper):
    desk = helper.browser.console.desk
    [summary] = desk.shelf.listed()
    body = {"type": "packet", "referral": helper.referral(), "until": "2099-01-01"}
    body |= dict.fromkeys(("place", "proof", "seed"), "ab" * 32)
    assert isinstance(do_act(desk.vault, desk.shelf, desk.policies, summary.case_id, body), Refused)
    helper.agree(recipient="clinic", organisation="")
    assert isinstance(do_act(desk.vault, desk.shelf, desk.policies, summary.case_id, body), Written)


def test_when_the_help_is_destroyed_the_portal_forgets_where_its_answers_were_waited_for(
    office, care, second
):
    vera = prepared(office, care)
    digits = digits_of(paper(vera))
    care.wait()
    assert (places(office), len(all_places(care.console.desk.vault))) == (1, 1)
    answer_with(office, digits)
    vera.do("episode", state="closed", reason="needs-met")
    [case_id] = [one.case_id for one in care.console.desk.shelf.listed()]
    vito = Helper(second)
    desk, far = care.console.desk, office.today + timedelta(days=4_000)
    asked = {"identity": False, "coordination": False, "today": far}
    done(ask_destruction(desk.vault, desk.shelf, POLICIES, case_id, 3, "The time is over.", **asked))
    vera.sync()
    vito.sync()
    other = second.console.desk
    (request,) = load_case(other.vault, POLICIES, case_id).case.destruction.requests
    done(complete_destruction(other.vault, other.shelf, POLICIES, case_id, request.event_id, far))
    vito.sync()
    assert places(office) == 0
    care.console.desk.sync.start()
    care.wait()
    assert all_places(care.console.desk.vault) == []


def prepared(office, browser):
    """A person's case in the hands of one officer, with a live consent and a referral to the clinic."""
    office.report(categories=("SEA-E",), help_asked=ASKED)
    found = service(verified_on=office.today.isoformat())
    assert save_entry(browser.console.desk.vault, POLICIES, found) == []
    made = Helper(browser)
    made.do("episode", state="offered")
    made.do("episode", state="consented")
    made.agree(recipient="clinic", organisation="")
    made.do("referral", sector="MED", entry="clinic", items=ITEMS)
    return made


def hand_over(office, helper, name):
    browser = helper.browser
    reference, to = helper.case.rsplit("/", 1)[1], office.members[name].id.hex()
    browser.post("/help/handover", browser.get("/help/caseload"), case=[reference], to=to)
    browser.wait()


def waiting_answers(office):
    return places(office, Packet.answer.is_not(None))


def places(office, *which):
    with office.world.services.store.reading() as session:
        return session.execute(select(func.count()).select_from(Packet).where(*which)).scalar_one()
